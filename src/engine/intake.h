/*
 * intake.h - frames become packets, a batch at a time, and are counted
 */
#pragma once

#include "lyncscope/flow.h"

/* Frames that go through each step together, so that the steps after wait for memory once. */
enum { BATCH_FRAMES = 32 };

struct decoded {
    struct ls_packet packet;
    enum ls_decoded what;
    uint32_t tag; /* of a packet, in the table of flows */
};

struct tally {
    uint64_t frames, bytes;
    int64_t first_ns, last_ns;
    int64_t latest_ns; /* of the frame that came last; below last_ns where a clock was set back */
    int64_t clock_ns;  /* live, monotonic: when that was */
};

struct intake {
    struct ls_decoder *decoder;
    struct tally tally;
    struct decoded batch[BATCH_FRAMES];
};

/*
 * intake_decode fills the batch with what became of the first of the frames, and returns of how
 * many. Packets get their tags in flows, unless that is NULL. What is put together of fragments
 * lasts until the next call, and a batch ends with it.
 */
LS_MUST_USE size_t intake_decode(struct intake *intake, const struct ls_flows *flows,
                                 const struct ls_frame *frames, size_t count);
