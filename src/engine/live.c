/* live.c - runs without end: flows are lent as they end, and given back. */
#include "engine/engine.h"

#include <stdlib.h>
#include <string.h>

#include "lyncscope/now.h"

/*
 * Packets carry the time that counts. Where none come it goes on with the clock that nobody sets,
 * so that a quiet link still ends its flows and a leap of the wall clock ends none.
 */
int64_t engine_now(const struct ls_engine *engine, int64_t clock_ns)
{
    if (engine->intake.tally.frames == 0)
        return INT64_MIN;
    return engine->intake.tally.latest_ns + (clock_ns - engine->intake.tally.clock_ns);
}

enum { LEARNED_MAX = 65536 };

int live_learned(struct ls_engine *engine, struct ls_error *error)
{
    engine->learned = ls_learned_set_new();
    if (engine->learned == NULL)
        return ls_fail(error, LS_E_MEMORY, "out of memory");
    ls_learned_set_limit(engine->learned, LEARNED_MAX);
    return 0;
}

/* What workers in threads of their own heard comes together here, while they rest. */
static int learn(struct ls_engine *engine, struct worker *worker)
{
    for (size_t i = 0; i < worker->heard_count; i++) {
        const struct heard *heard = &worker->heard[i];
        const struct ls_flow *flow = ls_flows_at(worker->flows, heard->flow);
        if (ls_learned_set_add(engine->learned, &heard->what, ls_flow_summary(flow)) < 0)
            return LS_E_MEMORY;
    }
    worker->heard_count = 0;
    return 0;
}

static bool lend(struct ls_engine *engine, const struct worker *worker, size_t at)
{
    size_t count = at + worker->ended_count;
    if (count > engine->lent_room) {
        const struct ls_summary **grown = reallocarray(engine->lent, count, sizeof *grown);
        if (grown == NULL)
            return false;
        engine->lent = grown;
        engine->lent_room = count;
    }
    for (size_t i = 0; i < worker->ended_count; i++)
        engine->lent[at + i] = ls_flow_summary(worker->ended[i]);
    return true;
}

const struct ls_summary *const *ls_engine_ended(struct ls_engine *engine, size_t *count)
{
    size_t n = 0;
    *count = 0;
    if (engine_rest(engine) < 0)
        return NULL; /* the next step says so */
    for (unsigned i = 0; i < engine->worker_count; i++) {
        struct worker *worker = &engine->workers[i];
        engine->unlearned |= learn(engine, worker) < 0;
        if (!lend(engine, worker, n))
            return NULL;
        n += worker->ended_count;
    }
    result_sort(engine->lent, n);
    *count = n;
    return engine->lent;
}

size_t ls_engine_waiting(const struct ls_engine *engine)
{
    if (engine->lanes != NULL)
        return engine->told.ended;
    return engine->crew != NULL ? crew_waiting(engine->crew) : engine->workers->ended_count;
}

static void let_go(struct ls_engine *engine, const struct ls_summary *flow)
{
    result_count(&engine->result, flow);
    if (engine->keeper != NULL)
        keeper_forget(engine->keeper, flow->number);
}

void ls_engine_release(struct ls_engine *engine)
{
    for (unsigned i = 0; i < engine->worker_count; i++) {
        struct worker *worker = &engine->workers[i];
        for (size_t k = 0; k < worker->ended_count; k++)
            let_go(engine, ls_flow_summary(worker->ended[k]));
        if (worker_release(worker, engine->learned) < 0)
            engine->unlearned = true;
    }
}

const struct ls_learned_set *ls_engine_learned(struct ls_engine *engine)
{
    struct ls_learned_set *set = engine->learned;
    if (!engine->options.live)
        return glance_learned(engine);
    ls_learned_set_expire(set, engine_now(engine, ls_now_monotonic()));
    ls_learned_set_sort(set);
    return set;
}

uint64_t live_shortened(const struct ls_engine *engine)
{
    uint64_t count = 0;
    for (unsigned i = 0; i < engine->worker_count; i++)
        count += engine->workers[i].shortened;
    return count;
}

uint64_t live_forgotten(const struct ls_engine *engine)
{
    uint64_t count = ls_learned_set_lost(engine->learned);
    for (unsigned i = 0; i < engine->worker_count; i++)
        count += engine->workers[i].unheard;
    return count;
}

int ls_engine_state(struct ls_engine *engine, const struct ls_result **state)
{
    struct ls_source_stats stats;
    struct ls_flows_stats flows;
    struct ls_result *result = &engine->result;
    result_forget_notes(engine);
    if (engine_rest(engine) < 0)
        return LS_E_MEMORY;
    if (result_so_far(engine) < 0)
        return LS_E_MEMORY;
    ls_source_stats(engine->options.source, &stats);
    engine_flows_stats(engine, &flows);
    result->tracked = flows.live;
    result->evicted = flows.evicted;
    result->shortened = live_shortened(engine);
    result->forgotten = live_forgotten(engine);
    result->dropped_kernel = stats.dropped_kernel;
    result->dropped_interface = stats.dropped_interface;
    *state = result;
    return 0;
}
