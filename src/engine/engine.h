/* engine.h - what engine.c and result.c share. */
#pragma once

#include "engine/worker.h"

/* Frames that go through each step together, so that the steps after wait for memory once. */
enum { BATCH_FRAMES = 32 };

struct decoded {
    struct ls_packet packet;
    enum ls_decoded what;
    uint32_t tag; /* of a packet, in the table of flows */
};

struct ls_engine {
    struct ls_engine_options options;
    struct ls_decoder *decoder;
    struct worker worker;
    struct decoded batch[BATCH_FRAMES];
    int64_t started_ns; /* monotonic clock, for duration_ns only */
    int64_t first_ns, last_ns;
    uint64_t frames, bytes;
    uint32_t *frame_flow;
    size_t frame_count, frame_room;
    uint32_t *datagram_flow; /* flow of each fragmented datagram, by its number */
    size_t datagram_count;
    bool interrupted;
    struct ls_result result;
    char **notes; /* the texts of result.incomplete */
};

LS_MUST_USE int result_make(struct ls_engine *engine);
void result_clear(struct ls_engine *engine);
