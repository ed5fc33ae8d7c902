/* engine.h - what engine.c and result.c share. */
#pragma once

#include "engine/crew.h"
#include "engine/intake.h"
#include "engine/keeper.h"
#include "engine/lanes.h"

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
    struct intake intake;   /* with lanes: the tally alone, of all of them */
    struct worker *workers; /* worker_count of them */
    unsigned worker_count;
    bool keeps;              /* payloads, instead of copying them for the crew */
    uint64_t mark;           /* of the source, when it was last told what may go */
    struct lanes *lanes;     /* NULL: the caller's thread reads */
    struct lanes_state told; /* of the lanes */
    struct crew *crew;       /* NULL: there are lanes, or the only worker is the caller's thread */
    int64_t started_ns;      /* monotonic clock, for duration_ns only */
    int64_t tidied_ns;       /* live, monotonic: when flows were ended */
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
int64_t engine_now(const struct ls_engine *engine, int64_t clock_ns);
uint64_t live_shortened(const struct ls_engine *engine);
uint64_t live_forgotten(const struct ls_engine *engine);
void result_clear(struct ls_engine *engine);
/* engine_rest: what was read is in its flows, and no other thread looks into workers until the next
 * step. Returns 0 or LS_E_MEMORY. */
LS_MUST_USE int engine_rest(struct ls_engine *engine);
/* counts.c */
const uint64_t *engine_skipped(const struct ls_engine *engine);
void engine_flows_stats(const struct ls_engine *engine, struct ls_flows_stats *stats);
/* Flows whose evidence was lost for want of memory, while workers rest. */
uint64_t engine_starved(const struct ls_engine *engine);
