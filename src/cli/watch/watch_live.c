/* watch_live.c - flows come out as they end, and those that go on are looked at. */
#include "cli/watch/watch.h"

static int take_record(void *self, const struct ls_record *record)
{
    struct watch *watch = self;
    return model_take(watch->model, record) < 0 ? watch_out_of_memory() : 0;
}

static int after_turn(void *self)
{
    struct watch *watch = self;
    watch->model->context = ls_judge_context(watch->live.judge);
    return watch_open(watch, watch->run.result->tracked) < 0 ? -1 : watch_picture(watch);
}

static int between(void *self)
{
    return watch_keys(self);
}

int watch_live(struct watch *watch)
{
    watch->live.run = &watch->run;
    watch->live.sink = (struct live_sink){
        .self = watch,
        .take = take_record,
        .turn = after_turn,
        .step = between,
        .watched = true,
    };
    if (live_run(&watch->live) < 0)
        return -1;
    model_open_begin(watch->model, 0);
    return 0;
}
