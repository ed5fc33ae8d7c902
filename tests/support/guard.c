/* guard.c - mmap, then close the last page. */
#include "guard.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct guard guard_copy(const void *bytes, size_t n)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t open = (n + page - 1) / page * page;
    struct guard guard = {.map_bytes = open + page};
    guard.map =
        mmap(NULL, guard.map_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (guard.map == MAP_FAILED)
        abort();
    uint8_t *closed = (uint8_t *)guard.map + open;
    if (mprotect(closed, page, PROT_NONE) != 0)
        abort();
    guard.bytes = closed - n;
    if (n > 0)
        memcpy(guard.bytes, bytes, n);
    return guard;
}

void guard_free(struct guard *guard)
{
    munmap(guard->map, guard->map_bytes);
    guard->bytes = NULL;
}
