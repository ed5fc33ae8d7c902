/*
 * lanes.h - threads that each read a share of a live capture and build flows from it
 *
 * A lane drains the handles of its share, decodes, and has a table of flows of its own. Which lane
 * a flow belongs to is told by its two addresses, by the same rule that the kernel deals out frames
 * by: so most packets are where they belong, and nothing of them is copied or handed over. Packets
 * out of tunnels are sorted by the inner addresses; those that belong to another lane are posted to
 * it, in parcels, as is all that the kernel dealt out otherwise. So a flow is one lane's, whatever
 * way its packets took, and those that took one way stay in order.
 *
 * Time: flows end by the time of the lane that is furthest behind, so that none ends early because
 * its packets wait in a slower lane.
 *
 * Threads: all calls are one thread's, which makes and frees the lanes.
 */
#pragma once

#include "engine/intake.h"
#include "engine/worker.h"

struct lanes;

/* lanes_new makes a lane for each share and its worker, which stay the caller's. */
LS_MUST_USE struct lanes *lanes_new(struct ls_source *const *shares, struct worker *workers,
                                    unsigned count, struct ls_error *error);
void lanes_free(struct lanes *lanes); /* NULL is fine */

/*
 * lanes_wait lets all go on, for so long at most. Returns 1; 0 when all shares have ended; or
 * LS_E_MEMORY of any lane.
 */
LS_MUST_USE int lanes_wait(struct lanes *lanes, int64_t most_ns);

/*
 * lanes_rest waits until all lanes rest, and what they have read is in its flows: until lanes_wait
 * the workers may be looked into. Returns 0 or LS_E_MEMORY of any lane.
 */
LS_MUST_USE int lanes_rest(struct lanes *lanes);

/* lanes_finish, when the source was stopped, takes what it still has and ends all flows. */
LS_MUST_USE int lanes_finish(struct lanes *lanes);

/* How far all are, a moment ago or, at rest, exactly. */
struct lanes_state {
    struct tally tally;
    struct ls_flows_stats flows;
    struct ls_source_stats source;
    uint64_t skipped[LS_SKIP_COUNT];
    uint64_t posted; /* packets that went from one lane to another */
    size_t ended;    /* flows */
};

void lanes_state(struct lanes *lanes, struct lanes_state *state);
