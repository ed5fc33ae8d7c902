/*
 * reload.c - SIGHUP: catalogs, topology and exceptions are read again in the middle of a live run
 *
 * All of it must be good, or all stays as it was. What was judged stays judged; roles that were
 * inferred are concluded anew.
 */
#include <stdlib.h>

#include "cli/live.h"

/* A configuration that is not in use any more. */
struct settings {
    struct ls_catalogs *catalogs; /* NULL where they are still in use */
    struct ls_topology *topology;
    struct ls_exceptions *exceptions, *shown; /* shown: their stand-ins, or NULL */
    struct settings *before;
};

static void drop(struct settings *settings)
{
    ls_exceptions_free(settings->shown);
    ls_exceptions_free(settings->exceptions);
    ls_topology_free(settings->topology);
    ls_catalogs_free(settings->catalogs);
    free(settings);
}

void live_forget_settings(struct live *live)
{
    while (live->retired != NULL) {
        struct settings *settings = live->retired;
        live->retired = settings->before;
        drop(settings);
    }
}

/* Loads all that the options name; each function has said what is wrong. */
static struct settings *load(const struct live *live)
{
    const struct options *options = live->run->options;
    struct settings *fresh = calloc(1, sizeof *fresh);
    if (fresh == NULL)
        return NULL;
    const struct ls_catalogs *catalogs = live->run->catalogs;
    if (!live->sink.counts_rows)
        catalogs = fresh->catalogs = load_catalogs(options);
    if (catalogs != NULL)
        fresh->topology = load_topology(options, catalogs);
    if (fresh->topology != NULL)
        fresh->exceptions = load_exceptions(options, catalogs);
    if (fresh->exceptions != NULL)
        return fresh;
    drop(fresh);
    return NULL;
}

/* Puts the fresh ones into the run; what was there is in settings then. */
static void swap(struct run *run, struct settings *settings)
{
    const struct settings fresh = *settings;
    settings->topology = run->topology;
    settings->exceptions = run->exceptions;
    settings->shown = run->shown.exceptions;
    settings->catalogs = fresh.catalogs ? run->catalogs : NULL;
    run->topology = fresh.topology;
    run->exceptions = fresh.exceptions;
    run->shown.exceptions = fresh.shown; /* NULL: made when they are shown */
    if (fresh.catalogs != NULL)
        run->catalogs = fresh.catalogs;
}

int live_reload(struct live *live)
{
    struct settings *settings = load(live);
    struct ls_judge *judge = NULL;
    if (settings != NULL) {
        swap(live->run, settings);
        judge = live_judge(live->run);
        if (judge == NULL)
            swap(live->run, settings); /* back again */
    }
    if (judge == NULL) {
        if (settings != NULL)
            drop(settings);
        say("not reloaded: the configuration stays as it was");
        return 0;
    }
    ls_judge_free(live->judge);
    live->judge = judge;
    settings->before = live->retired;
    live->retired = settings;
    say(live->sink.counts_rows ? "topology and exceptions are reloaded"
                               : "catalogs, topology and exceptions are reloaded");
    if (live_facts(live) < 0)
        return -1;
    if (shown_topology(&live->run->shown, live->run->topology, &live->run->facts) < 0) {
        say("out of memory");
        return -1;
    }
    return live->sink.reload != NULL ? live->sink.reload(live->sink.self) : 0;
}
