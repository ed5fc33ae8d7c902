/* live.c - runs without end: flows are lent as they end, and given back. */
#include "engine/engine.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t engine_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * LS_SECOND + now.tv_nsec;
}

/*
 * Packets carry the time that counts. Where none come it goes on with the clock that nobody sets,
 * so that a quiet link still ends its flows and a leap of the wall clock ends none.
 */
int64_t engine_now(const struct ls_engine *engine, int64_t clock_ns)
{
    if (engine->frames == 0)
        return INT64_MIN;
    return engine->latest_ns + (clock_ns - engine->last_clock_ns);
}

const struct ls_summary *const *ls_engine_ended(struct ls_engine *engine, size_t *count)
{
    struct worker *worker = &engine->worker;
    *count = 0;
    if (worker->ended_count > engine->lent_room) {
        const struct ls_summary **grown =
            reallocarray(engine->lent, worker->ended_count, sizeof *grown);
        if (grown == NULL)
            return NULL;
        engine->lent = grown;
        engine->lent_room = worker->ended_count;
    }
    for (size_t i = 0; i < worker->ended_count; i++)
        engine->lent[i] = ls_flow_summary(worker->ended[i]);
    result_sort(engine->lent, worker->ended_count);
    *count = worker->ended_count;
    return engine->lent;
}

size_t ls_engine_waiting(const struct ls_engine *engine)
{
    return engine->worker.ended_count;
}

void ls_engine_release(struct ls_engine *engine)
{
    struct worker *worker = &engine->worker;
    for (size_t i = 0; i < worker->ended_count; i++) {
        const struct ls_summary *flow = ls_flow_summary(worker->ended[i]);
        result_count(&engine->result, flow);
        if (engine->keeper != NULL)
            keeper_forget(engine->keeper, flow->number);
    }
    if (worker_release(worker) < 0)
        engine->unlearned = true;
}

const struct ls_learned_set *ls_engine_learned(struct ls_engine *engine)
{
    struct ls_learned_set *set = engine->worker.learned;
    ls_learned_set_expire(set, engine_now(engine, engine_clock()));
    ls_learned_set_sort(set);
    return set;
}

int ls_engine_state(struct ls_engine *engine, const struct ls_result **state)
{
    struct ls_source_stats stats;
    struct ls_flows_stats flows;
    struct ls_result *result = &engine->result;
    result_forget_notes(engine);
    if (result_so_far(engine) < 0)
        return LS_E_MEMORY;
    ls_source_stats(engine->options.source, &stats);
    ls_flows_stats(engine->worker.flows, &flows);
    result->tracked = flows.live;
    result->evicted = flows.evicted;
    result->shortened = engine->worker.shortened;
    result->forgotten = ls_learned_set_lost(engine->worker.learned);
    result->dropped_kernel = stats.dropped_kernel;
    result->dropped_interface = stats.dropped_interface;
    *state = result;
    return 0;
}
