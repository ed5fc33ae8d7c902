/*
 * watch.c - a capture, looked at while it is made; or a file, read and then looked at
 *
 * The run steps and judges as it does for `flows` and `audit`. Between two steps there is a look at
 * the keys, and now and then a new picture.
 */
#include "cli/watch/watch.h"

#include <stdlib.h>
#include <string.h>

#include "cli/signals.h"
#include "cli/terminal.h"
#include "cli/watch/detail.h"
#include "cli/watch/paint.h"
#include "lyncscope/now.h"

enum { KEYS_EVERY_MS = 20, PICTURE_EVERY_MS = 500, WAIT_MS = 200 };

#define MILLISECOND (LS_SECOND / 1000)

int watch_out_of_memory(void)
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
        return watch_out_of_memory();
    paint(watch->model, &watch->canvas, &cursor);
    screen_draw(watch->screen, &watch->canvas, cursor);
    return 0;
}

static int do_wish(struct watch *watch, enum wish wish)
{
    if (wish == WISH_MEMORY)
        return watch_out_of_memory();
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
    for (; !watch->quit; wait_ms = 0) {
        struct press press = screen_key(watch->screen, wait_ms);
        int rows, columns;
        if (press.key == KEY_IS_NONE)
            break;
        pressed = true;
        screen_size(watch->screen, &rows, &columns);
        if (do_wish(watch, model_press(watch->model, &press, columns)) < 0)
            return -1;
    }
    return pressed ? draw(watch) : 0;
}

int watch_picture(struct watch *watch)
{
    int rows, columns;
    watch->picture_ns = ls_now_monotonic();
    if (model_refresh(watch->model) < 0)
        return watch_out_of_memory();
    screen_size(watch->screen, &rows, &columns);
    detail_follow(watch->model, columns);
    return draw(watch);
}

int watch_open(struct watch *watch, uint64_t tracked)
{
    struct ls_record record;
    struct ls_judge *judge = watch->live.judge;
    model_open_begin(watch->model, tracked);
    if (ls_judge_open(judge, OPEN_KEPT) < 0)
        return watch_out_of_memory();
    while (ls_judge_next_open(judge, &record))
        if (model_open_add(watch->model, &record) < 0)
            return watch_out_of_memory();
    return 0;
}

/* Between two steps: never longer than it takes to see whether there is something to do. */
int watch_keys(struct watch *watch)
{
    int64_t now = ls_now_monotonic();
    if (now - watch->keys_ns < KEYS_EVERY_MS * MILLISECOND)
        return 0;
    watch->keys_ns = now;
    return take_keys(watch, 0);
}

bool watch_picture_due(const struct watch *watch)
{
    return ls_now_monotonic() - watch->picture_ns >= PICTURE_EVERY_MS * MILLISECOND;
}

/* The last picture stays, until somebody has seen enough. */
static int stay(struct watch *watch)
{
    watch->model->finished = true;
    signals_catch(watch->run.source, SIGNALS_WATCH);
    if (watch->quit || signals_interrupted())
        return 0;
    if (watch_picture(watch) < 0)
        return -1;
    while (!watch->quit && !signals_interrupted())
        if (take_keys(watch, WAIT_MS) < 0)
            return -1;
    return 0;
}

/* The first of what is read, and how many more. */
static void name_what(struct watch *watch, const struct options *options)
{
    bool live = options->interface_count > 0;
    const char *name = live ? options->interfaces[0] : options->files[0];
    size_t more = (live ? options->interface_count : options->file_count) - 1;
    const char *slash = live ? NULL : strrchr(name, '/');
    if (slash != NULL && slash[1] != '\0')
        name = slash + 1;
    if (more == 0)
        snprintf(watch->what, sizeof watch->what, "%s", name);
    else
        snprintf(watch->what, sizeof watch->what, "%.100s +%zu", name, more);
    watch->model->what = watch->what;
    watch->model->live = live;
}

static int begin(struct watch *watch, const struct options *options)
{
    struct ls_error error;
    struct run *run = &watch->run;
    run_gather_facts(run);
    watch->model = model_new(&run->facts, &run->context);
    if (watch->model == NULL)
        return watch_out_of_memory();
    name_what(watch, options);
    watch->model->save_path = options->output;
    watch->model->only = options->only;
    bool colour = terminal_look(options->colour, stdout).colour;
    watch->screen = screen_open(colour, &error);
    if (watch->screen == NULL) {
        say("%s", error.text);
        return -1;
    }
    watch->talk = talk_begin();
    return watch_picture(watch);
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
