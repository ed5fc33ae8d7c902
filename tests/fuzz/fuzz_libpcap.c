/*
 * fuzz_libpcap.c - any bytes as a capture: libpcap and we see the same frames and the same end
 *
 * What may differ, and why, stands in both.h. libpcap unpacks nothing, so packed files are left
 * out.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "../support/both.h"
#include "capture/unpack.h"
#include "custom.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    unsigned more = 0;
    int fd =
        ls_packing_of(data, size) == LS_PACKING_NONE ? memfd_create("capture", MFD_CLOEXEC) : -1;
    if (fd < 0)
        return 0;
    if (write(fd, data, size) == (ssize_t)size) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        struct both both = both_read(path, data, size, size % 4 ? NULL : "ip", size % 5, &more);
        if (both.wrong != NULL) {
            fprintf(stderr, "%s\nours: %zu frames, %s\nlibpcap: %zu frames, %s\n", both.wrong,
                    both.ours.count, both.ours.why, both.theirs.count, both.theirs.why);
            abort();
        }
        both_clear(&both);
    }
    close(fd);
    return 0;
}
