/*
 * worker.h - one table of flows and the probes that look into them
 *
 * A worker sees the packets of its share of the flows, in order, and owns everything those
 * flows need; workers share nothing.
 */
#pragma once

#include "lyncscope/clock.h"
#include "lyncscope/engine.h"

/* What some flow announced, until all flows are complete and the announcer can be named. */
struct heard {
    uint32_t flow; /* number of the announcing flow in this worker's table */
    struct ls_announcement what;
};

struct worker {
    struct ls_flows *flows;
    struct ls_probes *probes;
    struct ls_arena *arena; /* holds the evidence of all flows */
    struct heard *heard;
    size_t heard_count, heard_room;
};

LS_MUST_USE int worker_init(struct worker *worker, const struct ls_engine_options *options,
                            struct ls_error *error);
void worker_clear(struct worker *worker);

/*
 * worker_packet adds one packet, whose tag in worker->flows it is; *number is its flow's. Returns
 * 0 or LS_E_MEMORY.
 */
LS_MUST_USE int worker_packet(struct worker *worker, const struct ls_packet *packet, uint32_t tag,
                              uint32_t *number);

/* worker_expire decides flows that have ended by now_ns; INT64_MAX ends all. */
LS_MUST_USE int worker_expire(struct worker *worker, int64_t now_ns);
