/*
 * worker.h - one table of flows and the probes that look into them
 *
 * A worker sees the packets of its share of the flows, in order, and owns everything those
 * flows need; workers share nothing.
 */
#pragma once

#include "engine/parcel.h"
#include "lyncscope/clock.h"
#include "lyncscope/engine.h"

/* What some flow announced, until all flows are complete and the announcer can be named. */
struct heard {
    uint32_t flow; /* number of the announcing flow in this worker's table */
    struct ls_announcement what;
};

/* An inquiry opened in a run without end, to be found again when there are too many. */
struct opened {
    uint64_t inquiry; /* its number; 0: none */
    uint32_t flow;
};

/*
 * Flows whose inquiry lies open, oldest first. When there are more, the oldest inquiry is folded;
 * where folded ones are asked for again, the line grows.
 */
struct awake {
    struct ls_flow **flow; /* room of them, a ring */
    size_t room, count, first;
    size_t least, most; /* room */
};

struct worker {
    struct ls_flows *flows;
    struct awake awake;
    struct ls_probes *probes;
    struct ls_arena *arena; /* holds the evidence of all flows; live: of one, until it is copied */
    struct heard *heard;
    size_t heard_count, heard_room;
    /* live only */
    bool live;
    struct ls_learned_set *learned; /* the engine's, where this is its only worker; else NULL, and
                                       it takes what was heard while the workers rest */
    uint64_t unheard;               /* announcements for which there was no room until then */
    struct ls_flow **ended;         /* decided, waiting to be judged and given back */
    size_t ended_count, ended_room;
    struct opened *opened; /* a ring */
    size_t opened_at, opened_room;
    uint64_t shortened; /* inquiries that had to end early */
};

/* worker_init makes one of `workers` workers, which share the limits. */
LS_MUST_USE int worker_init(struct worker *worker, const struct ls_engine_options *options,
                            unsigned workers, struct ls_error *error);
void worker_clear(struct worker *worker);

/*
 * worker_packet adds one packet, whose tag in worker->flows it is; *number is its flow's. Returns
 * 0 or LS_E_MEMORY.
 */
LS_MUST_USE int worker_packet(struct worker *worker, const struct ls_packet *packet, uint32_t tag,
                              uint32_t *number);

/* worker_take adds the packets of a parcel, and leaves the numbers of their flows in it. */
LS_MUST_USE int worker_take(struct worker *worker, struct parcel *parcel);

/*
 * worker_expire decides flows that have ended by now_ns; INT64_MAX ends all. Live they are in
 * worker->ended then.
 */
LS_MUST_USE int worker_expire(struct worker *worker, int64_t now_ns);

/* worker_decide ends the flow's inquiry and keeps what it proved. */
void worker_decide(struct worker *worker, struct ls_flow *flow);

/* worker_live.c */
LS_MUST_USE int worker_live_init(struct worker *worker, const struct ls_engine_options *options,
                                 unsigned workers, struct ls_error *error);
/* worker_keep notes what a flow has announced, to be told when all that can announce is known. */
LS_MUST_USE int worker_keep(struct worker *worker, uint32_t flow,
                            const struct ls_announcement *news, size_t count);
void worker_live_clear(struct worker *worker);
/* worker_opened notes an inquiry, and ends the one that has been open longest where there are too
 * many. */
void worker_opened(struct worker *worker, const struct ls_flow *flow);
/* worker_decided gives the flow evidence that stands alone, in place of what was noted before. */
void worker_decided(struct worker *worker, struct ls_flow *flow,
                    const struct ls_evidence *evidence);
/* worker_heard takes what a flow has announced; news is not empty. */
LS_MUST_USE int worker_heard(struct worker *worker, struct ls_flow *flow,
                             const struct ls_announcement *news, size_t count);
LS_MUST_USE int worker_ended(struct worker *worker, struct ls_flow *flow);
/*
 * worker_release gives all ended flows back; learned keeps what they announced. Returns 0 or
 * LS_E_MEMORY: less is learned then.
 */
LS_MUST_USE int worker_release(struct worker *worker, struct ls_learned_set *learned);
