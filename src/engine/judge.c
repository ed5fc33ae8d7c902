/*
 * judge.c - the verdicts of a run without end
 *
 * What ended together is judged together: first all of it says what roles it proves, then each flow
 * is classified. A role that shows itself later changes no verdict that was given.
 */
#include <stdlib.h>

#include "lyncscope/engine.h"

enum { HOSTS_DEFAULT = 65536 };

struct ls_judge {
    struct ls_judge_options options;
    struct ls_engine *engine;
    struct ls_inference *inference;
    struct ls_context context;
    const struct ls_summary *const *flows;
    size_t at, count;
    const struct ls_summary *const *open; /* of the last look */
    size_t open_at, open_count;
    struct ls_verdict verdict;
};

struct ls_judge *ls_judge_new(const struct ls_judge_options *options, struct ls_engine *engine,
                              struct ls_error *error)
{
    struct ls_judge *judge = calloc(1, sizeof *judge);
    if (judge == NULL) {
        ls_fail(error, LS_E_MEMORY, "out of memory");
        return NULL;
    }
    judge->options = *options;
    judge->engine = engine;
    judge->context = (struct ls_context){
        .catalogs = options->catalogs,
        .topology = options->topology,
        .exceptions = options->exceptions,
        .lang = options->lang,
        .anonymiser = options->anonymiser,
    };
    ls_topology_shows(options->topology, options->anonymiser);
    judge->inference = ls_inference_new(&judge->context, options->topology);
    if (judge->inference == NULL) {
        free(judge);
        ls_fail(error, LS_E_MEMORY, "out of memory");
        return NULL;
    }
    ls_inference_limit(judge->inference,
                       options->host_limit > 0 ? options->host_limit : HOSTS_DEFAULT);
    return judge;
}

void ls_judge_free(struct ls_judge *judge)
{
    if (judge == NULL)
        return;
    ls_inference_free(judge->inference);
    free(judge);
}

/* Names first: a host that is known by its name needs no guess. */
static int infer(struct ls_judge *judge)
{
    struct ls_topology *topology = judge->options.topology;
    int code = 0;
    for (size_t i = 0; i < judge->count && code == 0 && ls_topology_lacks(topology); i++)
        code = ls_name_hosts(topology, judge->flows[i]);
    for (size_t i = 0; i < judge->count && code == 0; i++)
        code = ls_inference_add(judge->inference, judge->flows[i]);
    return code < 0 ? code : ls_inference_finish(judge->inference);
}

int ls_judge_begin(struct ls_judge *judge)
{
    judge->at = 0;
    judge->flows = ls_engine_ended(judge->engine, &judge->count); /* and what was heard meanwhile */
    judge->context.learned = ls_engine_learned(judge->engine);
    if (judge->flows == NULL || judge->count == 0)
        return 0;
    const struct ls_summary *last = judge->flows[judge->count - 1];
    ls_exceptions_set_time(judge->options.exceptions, last->last_ns);
    return infer(judge);
}

bool ls_judge_next(struct ls_judge *judge, struct ls_record *record)
{
    if (judge->at == judge->count) {
        if (judge->count > 0)
            ls_engine_release(judge->engine);
        judge->at = judge->count = 0;
        return false;
    }
    record->summary = judge->flows[judge->at++];
    record->verdict = &judge->verdict;
    ls_classify(&judge->context, record->summary, &judge->verdict);
    return true;
}

void ls_judge_look(struct ls_judge *judge, const struct ls_summary *flow,
                   struct ls_verdict *verdict)
{
    ls_classify(&judge->context, flow, verdict);
}

int ls_judge_open(struct ls_judge *judge, size_t most)
{
    judge->open_at = judge->open_count = 0;
    judge->context.learned = ls_engine_learned(judge->engine);
    if (judge->context.learned == NULL)
        return LS_E_MEMORY;
    return ls_engine_open(judge->engine, most, &judge->open, &judge->open_count);
}

bool ls_judge_next_open(struct ls_judge *judge, struct ls_record *record)
{
    if (judge->open_at == judge->open_count)
        return false;
    record->summary = judge->open[judge->open_at++];
    record->verdict = &judge->verdict;
    ls_judge_look(judge, record->summary, &judge->verdict);
    return true;
}

const struct ls_context *ls_judge_context(const struct ls_judge *judge)
{
    return &judge->context;
}

uint64_t ls_judge_refused(const struct ls_judge *judge)
{
    return ls_inference_refused(judge->inference);
}
