/* stats.c - see stats.h */
#include "cli/stats.h"

#include <sys/resource.h>

#include "cli/commands.h"

#define MILLISECOND 1000000

static uint64_t nanoseconds(struct timeval time)
{
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_usec * 1000;
}

static struct rusage usage(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage;
}

static uint64_t processor_ns(void)
{
    struct rusage used = usage();
    return nanoseconds(used.ru_utime) + nanoseconds(used.ru_stime);
}

void stats_begin(struct stats *stats, bool wanted)
{
    *stats = (struct stats){.wanted = wanted, .until_ns = processor_ns()};
}

void stats_ended(struct stats *stats, enum stats_part part)
{
    uint64_t now_ns = processor_ns();
    stats->part_ns[part] += now_ns - stats->until_ns;
    stats->until_ns = now_ns;
}

static void say_probes(const struct ls_engine *engine)
{
    struct ls_engine_counts counts;
    struct ls_probes_stats probes;
    const char *ndpi = ls_probes_ndpi_version();
    ls_engine_counts(engine, &counts);
    ls_engine_probes(engine, &probes);
    say("stats: packets %llu, flows %llu, of them with payload %llu",
        (unsigned long long)counts.packets, (unsigned long long)counts.flows,
        (unsigned long long)probes.flows);
    if (ndpi != NULL)
        say("stats: shown to nDPI %s: flows %llu, packets %llu, in %llu ms", ndpi,
            (unsigned long long)probes.second_flows, (unsigned long long)probes.second_packets,
            (unsigned long long)probes.second_ns / MILLISECOND);
}

/* Live, and of saved records, there is one part only. */
static void say_times(const struct stats *stats)
{
    const uint64_t *part = stats->part_ns;
    uint64_t all_ns = part[STATS_READING] + part[STATS_INFERRING] + part[STATS_REPORT];
    say("stats: processor time %llu ms, memory at most %ld KiB",
        (unsigned long long)all_ns / MILLISECOND, usage().ru_maxrss);
    if (part[STATS_READING] > 0)
        say("stats: reading %llu ms, inferring roles %llu ms, verdicts and output %llu ms",
            (unsigned long long)part[STATS_READING] / MILLISECOND,
            (unsigned long long)part[STATS_INFERRING] / MILLISECOND,
            (unsigned long long)part[STATS_REPORT] / MILLISECOND);
}

void stats_say(struct stats *stats, const struct ls_engine *engine)
{
    if (!stats->wanted)
        return;
    stats_ended(stats, STATS_REPORT);
    if (engine != NULL)
        say_probes(engine);
    say_times(stats);
}
