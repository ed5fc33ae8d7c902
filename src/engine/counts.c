/* counts.c - how far a run is, for those who watch it. */
#include "engine/engine.h"

/* Of all workers; those in threads of their own are a moment behind. */
void engine_flows_stats(const struct ls_engine *engine, struct ls_flows_stats *stats)
{
    if (engine->lanes != NULL)
        *stats = engine->told.flows;
    else if (engine->crew != NULL)
        crew_stats(engine->crew, stats);
    else
        ls_flows_stats(engine->workers->flows, stats);
}

const uint64_t *engine_skipped(const struct ls_engine *engine)
{
    if (engine->lanes != NULL)
        return engine->told.skipped;
    return ls_decoder_skipped(engine->intake.decoder);
}

uint64_t engine_starved(const struct ls_engine *engine)
{
    uint64_t count = 0;
    for (unsigned i = 0; i < engine->worker_count; i++)
        count += ls_probes_starved(engine->workers[i].probes);
    return count;
}

void ls_engine_probes(const struct ls_engine *engine, struct ls_probes_stats *stats)
{
    *stats = (struct ls_probes_stats){0};
    for (unsigned i = 0; i < engine->worker_count; i++)
        ls_probes_add_stats(engine->workers[i].probes, stats);
}

void ls_engine_counts(const struct ls_engine *engine, struct ls_engine_counts *counts)
{
    struct ls_source_stats source = {0};
    struct ls_flows_stats flows = {0};
    if (engine->lanes != NULL)
        source = engine->told.source; /* the source itself is theirs */
    else
        ls_source_stats(engine->options.source, &source);
    engine_flows_stats(engine, &flows);
    *counts = (struct ls_engine_counts){
        .packets = engine->intake.tally.frames,
        .bytes = engine->intake.tally.bytes,
        .last_ns = engine->intake.tally.last_ns,
        .flows = flows.created,
        .evicted = flows.evicted,
        .repeats = flows.repeats,
        .dropped_kernel = source.dropped_kernel,
        .dropped_interface = source.dropped_interface,
        .skipped = engine_skipped(engine),
    };
}
