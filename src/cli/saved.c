/* saved.c - saved records in place of captures. */
#include "cli/run.h"

#include <string.h>

bool run_is_saved(const struct options *options)
{
    for (size_t i = 0; i < options->file_count; i++)
        if (strcmp(options->files[i], "-") != 0 && ls_saved_is(options->files[i]))
            return true;
    return false;
}

static const char *first_saved(const struct options *options)
{
    size_t i = 0;
    while (strcmp(options->files[i], "-") == 0 || !ls_saved_is(options->files[i]))
        i++;
    return options->files[i];
}

/* What needs packets cannot be had from records. */
static int check(const struct options *options)
{
    for (size_t i = 0; i < options->file_count; i++) {
        if (strcmp(options->files[i], "-") != 0 && ls_saved_is(options->files[i]))
            continue;
        say("-r %s: is a capture and -r %s saved records; give one run the one or the other",
            options->files[i], first_saved(options));
        return -1;
    }
    if (options->anonymise)
        say("--anonymise: saved records hold finished sentences; write them with --anonymise");
    else if (options->interface_count > 0)
        say("-r and -i: read files or an interface, not both");
    else if (options->filter != NULL)
        say("a filter needs packets, and saved records have none");
    else if (options->write != NULL)
        say("-w needs packets, and saved records have none");
    else if (options->packet_limit != 0 || options->duration_ns != 0 || options->user != NULL ||
             options->metrics != NULL || options->metrics_listen != NULL)
        say("-c, --for, -Z and --metrics are for packets, and saved records have none");
    else
        return run_check_outputs(options);
    return -1;
}

static int load(struct run *run)
{
    const struct options *options = run->options;
    run->saved = ls_saved_new(run->catalogs);
    if (run->saved == NULL) {
        say("out of memory");
        return -1;
    }
    for (size_t i = 0; i < options->file_count; i++) {
        struct ls_error error;
        if (ls_saved_load(run->saved, options->files[i], &error) < 0) {
            say("%s", error.text);
            return -1;
        }
    }
    if (ls_saved_settle(run->saved, run->topology) == 0)
        return 0;
    say("out of memory");
    return -1;
}

static void gather(struct run *run)
{
    static const uint64_t skipped[LS_SKIP_COUNT];
    run->facts = (struct ls_run){
        .version = program_version,
        .catalogs = run->catalogs,
        .topology = run->topology,
        .exceptions = run->exceptions,
        .lang = run->options->lang,
        .files = run->options->files,
        .file_count = run->options->file_count,
        .skipped = skipped,
    };
    ls_saved_totals(run->saved, &run->facts);
    ls_exceptions_set_time(run->exceptions, run->facts.last_ns);
    if (run->options->exceptions_count > 0)
        ls_saved_accept(run->saved, run->exceptions);
}

int run_begin_saved(struct run *run, const struct options *options)
{
    *run = (struct run){.options = options};
    stats_begin(&run->stats, options->stats);
    if (check(options) < 0)
        return -1;
    run->catalogs = load_catalogs(options);
    run->topology = run->catalogs ? load_topology(options, run->catalogs) : NULL;
    run->exceptions = run->topology ? load_exceptions(options, run->catalogs) : NULL;
    if (run->exceptions == NULL || load(run) < 0)
        return -1;
    gather(run);
    return 0;
}

int run_add_saved(const struct run *run, struct ls_audit *audit)
{
    for (size_t i = 0; i < ls_saved_count(run->saved); i++) {
        struct ls_verdict verdict;
        struct ls_record record = {ls_saved_get(run->saved, i, &verdict), &verdict};
        if (ls_audit_add(audit, &record) < 0)
            return LS_E_MEMORY;
    }
    return 0;
}
