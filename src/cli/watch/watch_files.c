/*
 * watch_files.c - files are read to their end, then judged
 *
 * What flows announce and what roles hosts have is known at the end only, so that is when verdicts
 * are the report's. Until then the latest flows are shown as open, by what is known.
 */
#include "cli/watch/watch.h"

#include "cli/signals.h"

enum { KEYS_EVERY_FLOWS = 1024 };

/* How far it is, and the latest flows by what is known so far. */
static int show_so_far(struct watch *watch)
{
    struct ls_engine_counts counts;
    uint64_t frames, done, total;
    ls_engine_counts(watch->run.engine, &counts);
    ls_engine_progress(watch->run.engine, &frames, &done, &total);
    watch->model->percent = total > 0 ? (unsigned)(done * 100 / total) : 0;
    watch->run.facts.packets = counts.packets;
    watch->run.facts.bytes = counts.bytes;
    ls_exceptions_set_time(watch->run.exceptions, counts.last_ns);
    return watch_open(watch, counts.flows) < 0 ? -1 : watch_picture(watch);
}

static int read_on(struct watch *watch)
{
    struct run *run = &watch->run;
    struct ls_error error;
    int more;
    while ((more = ls_engine_step(run->engine, &error)) > 0) {
        if (watch_keys(watch) < 0)
            return -1;
        if (watch_picture_due(watch) && show_so_far(watch) < 0)
            return -1;
    }
    if (signals_interrupted())
        ls_engine_interrupt(run->engine);
    if (more == 0 && ls_engine_finish(run->engine, &run->result, &error) == 0)
        return 0;
    say("%s", error.text);
    return -1;
}

static int count_all(struct watch *watch)
{
    const struct ls_result *result = watch->run.result;
    watch->model->context = &watch->run.context;
    model_open_begin(watch->model, 0);
    if (model_clear(watch->model) < 0)
        return watch_out_of_memory();
    for (size_t i = 0; i < result->flow_count && !watch->quit; i++) {
        struct ls_verdict verdict;
        struct ls_record record = {result->flows[i], &verdict};
        ls_classify(&watch->run.context, result->flows[i], &verdict);
        if (model_take(watch->model, &record) < 0)
            return watch_out_of_memory();
        if (i % KEYS_EVERY_FLOWS == 0 && watch_keys(watch) < 0)
            return -1;
    }
    return 0;
}

int watch_files(struct watch *watch)
{
    struct run *run = &watch->run;
    if (run_engine(run) < 0 || (watch->live.judge = live_judge(run)) == NULL)
        return -1;
    watch->model->context = ls_judge_context(watch->live.judge);
    signals_catch(run->source, SIGNALS_WATCH);
    int code = read_on(watch);
    if (code == 0 && !watch->quit && !signals_interrupted())
        code = run_judge(run) < 0 ? -1 : count_all(watch);
    return code;
}
