/*
 * live.h - captures without end: flows are judged as they end, and taken by a sink
 */
#pragma once

#include "cli/run.h"

/* Who takes the flows. Functions return 0, or -1 when they have said what is wrong. */
struct live_sink {
    void *self;
    int (*take)(void *self, const struct ls_record *record);
    /* after what ended together was taken; run->facts says what is known then */
    int (*turn)(void *self);
};

/* What a live run has beside a run. */
struct live {
    struct run *run;
    struct live_sink sink;
    struct ls_judge *judge;
    uint64_t verdicts[LS_VERDICT_COUNT], findings;
    int64_t judged_ns; /* monotonic: when flows were judged last */
    char **notes;      /* run->facts.incomplete is of them */
    size_t note_count;
};

/*
 * live_run captures until it is told to end, and has the sink take every flow; live->run is open.
 * Returns 0, or -1 when it has said what is wrong. live_end gives back what it made.
 */
LS_MUST_USE int live_run(struct live *live);
void live_end(struct live *live);

/* live_note adds to what is incomplete. */
LS_PRINTF(2, 3)
void live_note(struct live *live, const char *format, ...);
