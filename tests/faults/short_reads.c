/*
 * short_reads.c - preloaded into a program: read() gives few bytes at a time, and is interrupted
 *
 * A read of n bytes gives 1 to 97 of them, every fifth one is interrupted by a signal that never
 * was. That is what a slow pipe or a network file system may do at any time.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <unistd.h>

enum { FEW = 97, INTERRUPTED_EACH = 5 };

ssize_t read(int fd, void *bytes, size_t n)
{
    static atomic_uint count;
    static union {
        void *found;
        ssize_t (*read)(int, void *, size_t);
    } next;
    unsigned number = atomic_fetch_add(&count, 1);
    if (next.found == NULL)
        next.found = dlsym(RTLD_NEXT, "read");
    if (number % INTERRUPTED_EACH == INTERRUPTED_EACH - 1) {
        errno = EINTR;
        return -1;
    }
    size_t few = 1 + number * 31 % FEW;
    return next.read(fd, bytes, n < few ? n : few);
}
