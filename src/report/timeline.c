/* timeline.c - the smallest step that fits the capture's span into the bins. */
#include "report/timeline.h"

#include "lyncscope/clock.h"

/* The smallest step that fits; of the multiples of another, where there is one already. */
static int64_t choose_step(int64_t span, int64_t of)
{
    static const int64_t milliseconds[] = {1, 10, 100};
    static const int64_t seconds[] = {1,     2,     5,      10,     15,      30,     60,    120,
                                      300,   600,   900,    1800,   3600,    7200,   10800, 21600,
                                      43200, 86400, 172800, 604800, 1209600, 2419200};
    const int64_t most = TIMELINE_BINS - 2; /* both ends may be begun only */
    for (size_t i = 0; i < sizeof milliseconds / sizeof *milliseconds; i++)
        if (span / (milliseconds[i] * (LS_SECOND / 1000)) < most &&
            milliseconds[i] * (LS_SECOND / 1000) % of == 0)
            return milliseconds[i] * (LS_SECOND / 1000);
    for (size_t i = 0; i < sizeof seconds / sizeof *seconds; i++)
        if (span / (seconds[i] * LS_SECOND) < most && seconds[i] * LS_SECOND % of == 0)
            return seconds[i] * LS_SECOND;
    int64_t step = 2419200 * LS_SECOND;
    while (span / step >= most || step % of != 0)
        step *= 2;
    return step;
}

static void lay_out(struct timeline *timeline, int64_t first_ns, int64_t last_ns, int64_t of)
{
    *timeline = (struct timeline){0};
    int64_t span = last_ns > first_ns ? last_ns - first_ns : 0;
    int64_t step = choose_step(span, of);
    int64_t over = first_ns % step;
    timeline->step_ns = step;
    over += over < 0 ? step : 0;
    timeline->start_ns = first_ns - over;
    timeline->count = (size_t)(((uint64_t)span + (uint64_t)over) / (uint64_t)step) + 1;
}

void timeline_begin(struct timeline *timeline, int64_t first_ns, int64_t last_ns)
{
    lay_out(timeline, first_ns, last_ns, 1);
}

void timeline_reach(struct timeline *timeline, int64_t first_ns, int64_t last_ns)
{
    struct timeline old = *timeline;
    const struct bin *bin = timeline_next(&old, NULL);
    if (bin == NULL) {
        timeline_begin(timeline, first_ns, last_ns);
        return;
    }
    if (last_ns < old.start_ns + old.step_ns * (int64_t)old.count)
        return;
    lay_out(timeline, old.start_ns, last_ns, old.step_ns);
    for (; bin != NULL; bin = timeline_next(&old, bin)) {
        size_t at = (size_t)((timeline_start(&old, bin) - timeline->start_ns) / timeline->step_ns);
        timeline->bins[at].flows += bin->flows;
        timeline->bins[at].findings += bin->findings;
    }
}

void timeline_add(struct timeline *timeline, int64_t ns, bool finding)
{
    uint64_t from = 0, step = (uint64_t)timeline->step_ns;
    if (ns > timeline->start_ns) /* the difference may need the 64th bit */
        from = (uint64_t)ns - (uint64_t)timeline->start_ns;
    if (from - timeline->last_from >= step) {
        timeline->last = from / step < timeline->count ? from / step : timeline->count - 1;
        timeline->last_from = timeline->last * step;
    }
    timeline->bins[timeline->last].flows++;
    timeline->bins[timeline->last].findings += finding;
}

const struct bin *timeline_next(const struct timeline *timeline, const struct bin *before)
{
    const struct bin *end = timeline->bins + timeline->count;
    for (const struct bin *bin = before ? before + 1 : timeline->bins; bin < end; bin++)
        if (bin->flows > 0)
            return bin;
    return NULL;
}

int64_t timeline_start(const struct timeline *timeline, const struct bin *bin)
{
    return timeline->start_ns + (bin - timeline->bins) * timeline->step_ns;
}

uint64_t timeline_most(const struct timeline *timeline)
{
    uint64_t most = 1;
    for (size_t i = 0; i < timeline->count; i++)
        if (timeline->bins[i].flows > most)
            most = timeline->bins[i].flows;
    return most;
}
