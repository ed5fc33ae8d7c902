/*
 * stats.h - --stats: where a run's time went, on standard error
 *
 * For who wants to know why a run took as long as it did. The times are of the processor, all
 * threads together, but for nDPI's, which is by the clock.
 */
#pragma once

#include "lyncscope/engine.h"

enum stats_part { STATS_READING, STATS_INFERRING, STATS_REPORT, STATS_PARTS };

struct stats {
    bool wanted;
    uint64_t until_ns; /* processor time up to where the part began that is under way */
    uint64_t part_ns[STATS_PARTS];
};

void stats_begin(struct stats *stats, bool wanted);
/* stats_ended says that a part is over, and the next begins. */
void stats_ended(struct stats *stats, enum stats_part part);
/* stats_say says it all, where it is wanted; engine may be NULL, for saved records. */
void stats_say(struct stats *stats, const struct ls_engine *engine);
