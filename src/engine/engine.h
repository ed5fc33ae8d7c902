/* engine.h - what engine.c and result.c share. */
#pragma once

#include "engine/crew.h"
#include "engine/keeper.h"

/* Frames that go through each step together, so that the steps after wait for memory once. */
enum { BATCH_FRAMES = 32 };

struct decoded {
    struct ls_packet packet;
    enum ls_decoded what;
    uint32_t tag; /* of a packet, in the table of flows */
};

/* The last look at flows that go on. */
struct glance {
    struct ls_summary *flows;
    const struct ls_summary **list; /* of the copies */
    size_t room;
    struct ls_arena *arena;         /* of evidence of undecided ones */
    struct ls_learned_set *learned; /* files: announced so far */
};

struct ls_engine {
    struct ls_engine_options options;
    struct ls_decoder *decoder;
    struct worker *workers; /* worker_count of them */
    unsigned worker_count;
    bool keeps;        /* payloads, instead of copying them for the crew */
    uint64_t mark;     /* of the source, when it was last told what may go */
    struct crew *crew; /* NULL: the only worker is the caller's thread */
    struct decoded batch[BATCH_FRAMES];
    int64_t started_ns; /* monotonic clock, for duration_ns only */
    int64_t last_clock_ns,
        tidied_ns; /* live, monotonic: of the last frame; when flows were ended */
    int64_t first_ns, last_ns;
    int64_t latest_ns; /* of the frame that came last; below last_ns where a clock was set back */
    uint64_t frames, bytes;
    struct frames belong;
    struct ls_learned_set *learned; /* live: what was announced so far */
    bool interrupted, finished;
    struct ls_result result;
    char **notes;                   /* the texts of result.incomplete */
    const struct ls_summary **lent; /* live: what has ended, in order */
    size_t lent_room;
    struct keeper *keeper; /* live, where frames are kept; or NULL */
    struct glance glance;
    bool unlearned; /* live: announcements were lost for want of memory */
};

LS_MUST_USE int result_make(struct ls_engine *engine);
/* result_so_far fills in all but flows and what they announced. */
LS_MUST_USE int result_so_far(struct ls_engine *engine);
void result_sort(const struct ls_summary **flows, size_t count);
void result_count(struct ls_result *result, const struct ls_summary *flow);
void result_forget_notes(struct ls_engine *engine);
/* open.c */
void glance_clear(struct glance *glance);
/* glance_learned makes a set of what was announced so far in files; NULL when memory is out. */
const struct ls_learned_set *glance_learned(struct ls_engine *engine);
/* live.c */
LS_MUST_USE int live_learned(struct ls_engine *engine, struct ls_error *error);
int64_t engine_clock(void);
int64_t engine_now(const struct ls_engine *engine, int64_t clock_ns);
uint64_t live_shortened(const struct ls_engine *engine);
uint64_t live_forgotten(const struct ls_engine *engine);
void result_clear(struct ls_engine *engine);
/* counts.c */
void engine_flows_stats(const struct ls_engine *engine, struct ls_flows_stats *stats);
/* Flows whose evidence was lost for want of memory, while workers rest. */
uint64_t engine_starved(const struct ls_engine *engine);
