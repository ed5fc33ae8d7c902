/*
 * fuzz_sdp.c - any bytes as an SDP body; the first says whether the body is whole
 *
 * Nothing that is announced may lack a port, an address or a kind.
 */
#include <stdlib.h>

#include "probe/sdp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct ls_announcement by = {.side = 1, .time_ns = 1};
    struct ls_draft *draft = ls_draft_new();
    size_t count;
    if (size > 0 && draft != NULL) {
        ls_sdp_announce(ls_cursor(data + 1, size - 1), data[0] & 1, &by, draft);
        const struct ls_announcement *all = ls_draft_announced(draft, &count);
        for (size_t i = 0; i < count; i++)
            if (all[i].port == 0 || ls_addr_is_unspecified(&all[i].addr) ||
                all[i].kind >= LS_ANNOUNCE_COUNT || all[i].side != 1)
                abort();
    }
    ls_draft_free(draft);
    return 0;
}
