/*
 * one_probe.h - a fuzz target for one probe
 *
 * First byte: bit 0 stream, bit 1 cut, bit 2 closed, bit 3 side. The rest is what the probe is
 * shown twice: a first half, then all of a stream or the second half as the next datagram. The
 * bytes are copied to memory of their exact size, so that a sanitizer sees any over-read.
 */
#pragma once

#include <stdlib.h>
#include <string.h>

#include "probe/draft.h"
#include "probe/probes.h"

static inline void fuzz_show(const struct ls_probe *probe, void *state, struct ls_draft *draft,
                             uint8_t how, const uint8_t *data, size_t size)
{
    struct ls_view view = {.stream = how & 1, .cut = how & 2, .closed = how & 4};
    uint8_t *bytes = malloc(size + 1);
    if (bytes == NULL)
        return;
    uint8_t *start = bytes + 1; /* ends at the end of the block */
    if (size > 0)
        memcpy(start, data, size);
    view.side = how >> 3 & 1;
    view.from_start[0] = view.from_start[1] = true;
    view.bytes[view.side] = ls_cursor(start, size);
    bool blank = ls_draft_is_blank(draft);
    enum ls_answer answer = probe->look(&view, state, draft);
    if (answer > LS_DONE || view.used[view.side] > size)
        abort();
    if (answer < LS_YES && blank && !ls_draft_is_blank(draft))
        abort();
    free(bytes);
}

static inline int fuzz_probe(const struct ls_probe *probe, const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    uint8_t how = data[0];
    unsigned transport = how & 1 ? LS_TCP : LS_UDP;
    if (!(probe->transports & transport))
        how ^= 1;
    void *state = calloc(1, probe->state_bytes + 1);
    struct ls_draft draft;
    ls_draft_init(&draft);
    size_t half = (size - 1) / 2;
    if (state != NULL) {
        fuzz_show(probe, state, &draft, how & 1 ? how & 0xb : how, data + 1, half);
        size_t from = how & 1 ? 0 : half;
        fuzz_show(probe, state, &draft, how, data + 1 + from, size - 1 - from);
    }
    ls_draft_clear(&draft);
    free(state);
    return 0;
}

#define FUZZ_ONE_PROBE(probe)                                                                      \
    int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);                                  \
    int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)                                   \
    {                                                                                              \
        return fuzz_probe(&probe, data, size);                                                     \
    }
