/* fuzz_stun.c - the STUN probe, datagrams: each is a length byte, then that many bytes */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "probe/probes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A copy of exactly n bytes, so that one byte over is a crash. */
static void show(void *state, struct ls_draft *draft, uint8_t side, struct ls_cursor in)
{
    size_t n = ls_left(&in);
    uint8_t *copy = malloc(n + (n == 0));
    if (copy == NULL)
        return;
    if (n > 0)
        memcpy(copy, in.at, n);
    struct ls_view view = {.side = side, .ip_proto = 17, .cut = n % 8 == 7};
    view.bytes[side] = ls_cursor(copy, n);
    (void)ls_probe_stun.look(&view, state, draft);
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ls_cursor in = ls_cursor(data, size);
    struct ls_draft *draft = ls_draft_new();
    void *state = calloc(1, ls_probe_stun.state_bytes);

    for (uint8_t side = 0; draft != NULL && state != NULL && ls_left(&in) > 0; side ^= 1) {
        size_t n = ls_u8(&in);
        show(state, draft, side, ls_cut(&in, n < ls_left(&in) ? n : ls_left(&in)));
    }
    free(state);
    ls_draft_free(draft);
    return 0;
}
