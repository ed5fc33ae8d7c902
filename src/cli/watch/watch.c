/*
 * watch.c - a capture, looked at while it is made; or a file, read and then looked at
 *
 * The run steps and judges as it does for `flows` and `audit`. Between two steps there is a look at
 * the keys, and now and then a new picture.
 */
#include "cli/live.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/signals.h"
#include "cli/terminal.h"
#include "cli/watch/detail.h"
#include "cli/watch/paint.h"
#include "cli/watch/screen.h"
#include "cli/watch/talk.h"

enum { KEYS_EVERY_MS = 20, PICTURE_EVERY_MS = 500, WAIT_MS = 200 };

#define MILLISECOND (LS_SECOND / 1000)

struct watch {
    struct live live;
    struct run run;
    struct model *model;
    struct screen *screen;
    struct talk *talk;
    struct canvas canvas;
    struct ls_context context; /* of files: complete at the end */
    int64_t keys_ns, picture_ns;
    bool quit;
};

static int64_t clock_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * LS_SECOND + now.tv_nsec;
}

static int out_of_memory(void)
{
    say("out of memory");
    return -1;
}

static int draw(struct watch *watch)
{
    int rows, columns, cursor;
    const char *news = talk_news(watch->talk);
    if (news != NULL)
        model_say(watch->model, "%s", news);
    screen_size(watch->screen, &rows, &columns);
    if (canvas_size(&watch->canvas, rows, columns) < 0)
        return out_of_memory();
    paint(watch->model, &watch->canvas, &cursor);
    screen_draw(watch->screen, &watch->canvas, cursor);
    return 0;
}

static int do_wish(struct watch *watch, enum wish wish)
{
    if (wish == WISH_MEMORY)
        return out_of_memory();
    if (wish == WISH_QUIT) {
        watch->quit = true;
        ls_source_stop(watch->run.source);
    }
    if (wish == WISH_SUSPEND)
        screen_suspend(watch->screen);
    if (wish == WISH_REDRAW)
        screen_redraw(watch->screen);
    return 0;
}

/* All keys that were pressed; it waits for the first one only. */
static int take_keys(struct watch *watch, int wait_ms)
{
    bool pressed = false;
    for (;; wait_ms = 0) {
        struct press press = screen_key(watch->screen, wait_ms);
        int rows, columns;
        if (press.key == KEY_IS_NONE || watch->quit)
            break;
        pressed = true;
        screen_size(watch->screen, &rows, &columns);
        if (do_wish(watch, model_press(watch->model, &press, columns)) < 0)
            return -1;
    }
    return pressed ? draw(watch) : 0;
}

static int new_picture(struct watch *watch)
{
    int rows, columns;
    watch->picture_ns = clock_ns();
    if (model_refresh(watch->model) < 0)
        return out_of_memory();
    screen_size(watch->screen, &rows, &columns);
    detail_follow(watch->model, columns);
    return draw(watch);
}

/* Between two steps: never longer than it takes to see whether there is something to do. */
static int look(struct watch *watch)
{
    int64_t now = clock_ns();
    if (now - watch->keys_ns < KEYS_EVERY_MS * MILLISECOND)
        return 0;
    watch->keys_ns = now;
    return take_keys(watch, 0);
}

/* --- live --- */

static int take_record(void *self, const struct ls_record *record)
{
    struct watch *watch = self;
    return model_take(watch->model, record) < 0 ? out_of_memory() : 0;
}

/* Flows that go on, judged by what is known; those beyond the first thousand are only counted. */
static int look_at_open(struct watch *watch)
{
    struct ls_record record;
    struct ls_judge *judge = watch->live.judge;
    model_open_begin(watch->model, watch->run.result->tracked);
    if (ls_judge_open(judge, OPEN_KEPT) < 0)
        return out_of_memory();
    while (ls_judge_next_open(judge, &record))
        if (model_open_add(watch->model, &record) < 0)
            return out_of_memory();
    return 0;
}

static int after_turn(void *self)
{
    struct watch *watch = self;
    watch->model->context = ls_judge_context(watch->live.judge);
    return look_at_open(watch) < 0 ? -1 : new_picture(watch);
}

static int between(void *self)
{
    return look(self);
}

static int take_settings(void *self)
{
    struct watch *watch = self;
    return ls_audit_reload(watch->model->audit) < 0 ? out_of_memory() : 0;
}

static int watch_live(struct watch *watch)
{
    watch->live.run = &watch->run;
    watch->live.sink = (struct live_sink){
        .self = watch,
        .take = take_record,
        .turn = after_turn,
        .step = between,
        .reload = take_settings,
        .counts_rows = true,
        .watched = true,
    };
    if (live_run(&watch->live) < 0)
        return -1;
    model_open_begin(watch->model, 0);
    return 0;
}

/* --- files --- */

/* How far it is; flows are judged when all are known. */
static void count_so_far(struct watch *watch)
{
    struct ls_engine_counts counts;
    uint64_t frames, done, total;
    ls_engine_counts(watch->run.engine, &counts);
    ls_engine_progress(watch->run.engine, &frames, &done, &total);
    watch->model->percent = total > 0 ? (unsigned)(done * 100 / total) : 0;
    watch->model->tracked = counts.flows;
    watch->run.facts.packets = counts.packets;
    watch->run.facts.bytes = counts.bytes;
}

static int read_on(struct watch *watch)
{
    struct run *run = &watch->run;
    struct ls_error error;
    int more;
    while ((more = ls_engine_step(run->engine, &error)) > 0) {
        if (look(watch) < 0)
            return -1;
        if (clock_ns() - watch->picture_ns < PICTURE_EVERY_MS * MILLISECOND)
            continue;
        count_so_far(watch);
        if (new_picture(watch) < 0)
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
    if (model_clear(watch->model) < 0)
        return out_of_memory();
    for (size_t i = 0; i < result->flow_count; i++) {
        struct ls_verdict verdict;
        struct ls_record record = {result->flows[i], &verdict};
        ls_classify(&watch->run.context, result->flows[i], &verdict);
        if (model_take(watch->model, &record) < 0)
            return out_of_memory();
    }
    return 0;
}

static int watch_files(struct watch *watch)
{
    struct run *run = &watch->run;
    if (run_engine(run) < 0)
        return -1;
    signals_catch(run->source, SIGNALS_WATCH);
    int code = read_on(watch);
    if (code == 0 && !watch->quit && !signals_interrupted())
        code = run_judge(run) < 0 ? -1 : count_all(watch);
    return code;
}

/* --- both --- */

/* The last picture stays, until somebody has seen enough. */
static int stay(struct watch *watch)
{
    watch->model->finished = true;
    signals_catch(watch->run.source, SIGNALS_WATCH);
    if (watch->quit || signals_interrupted())
        return 0;
    if (new_picture(watch) < 0)
        return -1;
    while (!watch->quit && !signals_interrupted())
        if (take_keys(watch, WAIT_MS) < 0)
            return -1;
    return 0;
}

static const char *what_is_read(const struct options *options)
{
    if (options->interface_count > 0)
        return options->interfaces[0];
    const char *slash = strrchr(options->files[0], '/');
    return slash != NULL && slash[1] != '\0' ? slash + 1 : options->files[0];
}

static int begin(struct watch *watch, const struct options *options)
{
    struct ls_error error;
    struct run *run = &watch->run;
    run_gather_facts(run);
    watch->model = model_new(&run->facts, &run->context);
    if (watch->model == NULL)
        return out_of_memory();
    watch->model->what = what_is_read(options);
    watch->model->save_path = options->output;
    watch->model->only = options->only;
    watch->model->live = options->interface_count > 0;
    bool colour = terminal_look(options->colour, stdout).colour;
    watch->screen = screen_open(colour, &error);
    if (watch->screen == NULL) {
        say("%s", error.text);
        return -1;
    }
    watch->talk = talk_begin();
    return new_picture(watch);
}

static int run_watch(struct watch *watch, const struct options *options)
{
    if (begin(watch, options) < 0)
        return EXIT_WRONG;
    int code = watch->model->live ? watch_live(watch) : watch_files(watch);
    if (code == 0)
        code = stay(watch);
    return code < 0 ? EXIT_WRONG : EXIT_FINE;
}

static void end(struct watch *watch)
{
    screen_close(watch->screen);
    talk_end(watch->talk);
    canvas_free(&watch->canvas);
    model_free(watch->model);
}

/* What cannot be watched is refused before anything is opened. */
static bool may_watch(const struct options *options)
{
    if (!screen_known())
        say("watch: this build has no ncurses; flows and audit work without");
    else if (!terminal_is(stdout))
        say("watch: standard output is no terminal; flows and audit write to anything");
    else if (run_is_saved(options))
        say("watch: -r names saved records; audit reads them");
    else
        return true;
    return false;
}

int command_watch(const struct options *options)
{
    struct watch *watch = may_watch(options) ? calloc(1, sizeof *watch) : NULL;
    int status = EXIT_WRONG;
    if (watch == NULL)
        return status;
    if (run_open(&watch->run, options) == 0)
        status = run_watch(watch, options);
    end(watch);
    if (status == EXIT_FINE && run_is_partial(&watch->run))
        status = EXIT_PARTIAL;
    signals_catch(NULL, SIGNALS_WATCH);
    live_end(&watch->live);
    run_end(&watch->run);
    free(watch);
    return status;
}
