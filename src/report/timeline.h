/*
 * timeline.h - when flows began, counted in at most TIMELINE_BINS stretches of the capture
 *
 * A stretch has a length people reckon in, and begins at a whole multiple of it in UTC.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TIMELINE_BINS = 96 };

struct bin {
    uint64_t flows;    /* that began in it */
    uint64_t findings; /* of them with a finding */
};

struct timeline {
    int64_t start_ns, step_ns;
    size_t count;
    struct bin bins[TIMELINE_BINS];
    size_t last;        /* the one counted in last; mostly the next flow's, too */
    uint64_t last_from; /* where it begins, ns behind start_ns */
};

/* timeline_begin lays out stretches from the first packet of a flow to the last. */
void timeline_begin(struct timeline *timeline, int64_t first_ns, int64_t last_ns);
/* timeline_reach lays them out anew where the last packet is beyond; what was counted stays. */
void timeline_reach(struct timeline *timeline, int64_t first_ns, int64_t last_ns);
/* timeline_add counts a flow; what lies outside is counted at the nearer end. */
void timeline_add(struct timeline *timeline, int64_t ns, bool finding);

/* timeline_next lends the stretch behind before (NULL: the first) in which a flow began, or NULL.
 */
const struct bin *timeline_next(const struct timeline *timeline, const struct bin *before);
int64_t timeline_start(const struct timeline *timeline, const struct bin *bin);
uint64_t timeline_most(const struct timeline *timeline);
