/* open.c - a look at flows that go on: copies, taken between two steps for who watches. */
#include "engine/engine.h"

#include <stdlib.h>

void glance_clear(struct glance *glance)
{
    free(glance->flows);
    free(glance->list);
    ls_arena_free(glance->arena);
    ls_learned_set_free(glance->learned);
    *glance = (struct glance){0};
}

static int make_room(struct glance *glance, size_t most)
{
    ls_arena_free(glance->arena);
    glance->arena = ls_arena_new();
    if (glance->arena == NULL)
        return LS_E_MEMORY;
    if (most <= glance->room)
        return 0;
    free(glance->flows);
    free(glance->list);
    glance->flows = calloc(most, sizeof *glance->flows);
    glance->list = calloc(most, sizeof *glance->list);
    glance->room = glance->flows != NULL && glance->list != NULL ? most : 0;
    return glance->room == most ? 0 : LS_E_MEMORY;
}

/* A folded inquiry (files with very many flows) is not unfolded for a look. */
static void copy(struct glance *glance, size_t place, const struct ls_flow *flow)
{
    struct ls_summary *summary = &glance->flows[place];
    const struct ls_inquiry *inquiry = ls_flow_inquiry(flow);
    *summary = *ls_flow_summary(flow);
    if (ls_flow_undecided(flow) && inquiry != NULL && !ls_inquiry_is_folded(inquiry))
        summary->evidence = ls_inquiry_so_far(inquiry, glance->arena);
    glance->list[place] = summary;
}

static void look(struct glance *glance, const struct ls_flows *flows, size_t most, size_t *count)
{
    const struct ls_flow *flow;
    uint32_t number = UINT32_MAX;
    for (size_t i = 0; i < most && (flow = ls_flows_before(flows, number)) != NULL; i++) {
        number = ls_flow_summary(flow)->number;
        copy(glance, (*count)++, flow);
    }
}

int ls_engine_open(struct ls_engine *engine, size_t most, const struct ls_summary *const **flows,
                   size_t *count)
{
    *count = 0;
    if (make_room(&engine->glance, most) < 0 || engine_rest(engine) < 0)
        return LS_E_MEMORY;
    for (unsigned i = 0; i < engine->worker_count; i++)
        look(&engine->glance, engine->workers[i].flows, most / engine->worker_count, count);
    *flows = engine->glance.list;
    return 0;
}

static int learn(struct ls_learned_set *set, const struct worker *worker)
{
    for (size_t i = 0; i < worker->heard_count; i++) {
        const struct ls_flow *flow = ls_flows_at(worker->flows, worker->heard[i].flow);
        if (ls_learned_set_add(set, &worker->heard[i].what, ls_flow_summary(flow)) < 0)
            return LS_E_MEMORY;
    }
    return 0;
}

const struct ls_learned_set *glance_learned(struct ls_engine *engine)
{
    struct ls_learned_set *set = ls_learned_set_new();
    ls_learned_set_free(engine->glance.learned);
    engine->glance.learned = set;
    if (set == NULL || engine_rest(engine) < 0)
        return NULL;
    for (unsigned i = 0; i < engine->worker_count; i++)
        if (learn(set, &engine->workers[i]) < 0)
            return NULL;
    ls_learned_set_sort(set);
    return set;
}
