/* audit.c - one report over all flows. */
#include "cli/live.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "cli/guard.h"
#include "cli/tally.h"
#include "cli/targets.h"
#include "cli/terminal.h"
#include "lyncscope/now.h"

static int write_one(const struct run *run, const struct target *target, struct ls_audit *audit,
                     struct output *output)
{
    struct ls_error error;
    if (target->folder != NULL)
        (void)mkdir(target->folder, 0777); /* where it can not be made, opening says why */
    if (output_open(output, target->path, &error) < 0) {
        if (!run->hushed)
            say("%s", error.text);
        return EXIT_WRONG;
    }
    struct ls_look look = terminal_look(run->options->colour, output->file);
    int code = target->format ? target->format->write(output->file, audit, &look)
                              : ls_audit_table_write(output->file, audit, target->table);
    if (code == 0)
        return EXIT_FINE;
    output_abandon(output);
    say("out of memory");
    return EXIT_WRONG;
}

/* What cannot be written keeps none of the others from being written. */
static int write_all(struct run *run, const struct targets *targets, struct ls_audit *audit,
                     struct wanted *wanted)
{
    struct output *outputs = calloc(targets->count, sizeof *outputs);
    size_t open = 0;
    int status = EXIT_FINE;
    if (outputs == NULL) {
        say("out of memory");
        return EXIT_WRONG;
    }
    for (size_t i = 0; i < targets->count; i++) {
        if (write_one(run, &targets->list[i], audit, &outputs[open]) == EXIT_FINE)
            open++;
        else
            status = EXIT_WRONG;
    }
    if (run_publish(run, outputs, open, wanted) != EXIT_FINE)
        status = EXIT_WRONG;
    free(outputs);
    return status;
}

/* Contract: 2 beats 1 beats 3. */
static int rate(const struct run *run, const struct ls_audit *audit)
{
    bool partial = run_is_partial(run);
    if (run->options->fail_on >= 0 && ls_audit_worst(audit) >= run->options->fail_on)
        return EXIT_FINDINGS;
    return partial ? EXIT_PARTIAL : EXIT_FINE;
}

static int report(struct run *run, const struct targets *targets)
{
    int code;
    struct wanted *wanted = wanted_new(run, &code);
    struct ls_audit *audit = ls_audit_new(&run->facts);
    int status = EXIT_WRONG;
    if (audit == NULL || code < 0 || tally(run, audit, wanted) < 0)
        say("out of memory");
    else
        status = write_all(run, targets, audit, wanted);
    if (status == EXIT_FINE)
        status = rate(run, audit);
    ls_audit_free(audit);
    free(wanted);
    return status;
}

static int begin(struct run *run, const struct options *options)
{
    if (!run_is_saved(options))
        return run_begin(run, options);
    *run = (struct run){0};
    return guard_begin(options, NULL, 0) < 0 ? -1 : run_begin_saved(run, options);
}

/* Counts flows as they end. */
struct counter {
    struct live live;
    const struct targets *targets;
    struct ls_audit *audit;
    int64_t written_ns; /* monotonic: the report so far */
};

static int count_record(void *self, const struct ls_record *record)
{
    struct counter *counter = self;
    ls_audit_reach(counter->audit);
    if (ls_audit_add(counter->audit, record) == 0)
        return 0;
    say("out of memory");
    return -1;
}

/*
 * The report so far, whole: what stands at its name is always a complete one. A full disk may have
 * room again; that it is full is said once.
 */
static void write_in_time(struct counter *counter)
{
    struct run *run = counter->live.run;
    int64_t every_ns = run->options->every_ns;
    if (every_ns == 0 || ls_now_monotonic() - counter->written_ns < every_ns)
        return;
    counter->written_ns = ls_now_monotonic();
    bool written = shown_topology(&run->shown, run->topology, &run->facts) == 0 &&
                   write_all(run, counter->targets, counter->audit, NULL) == EXIT_FINE;
    if (!written && !run->hushed)
        say("the next report is tried in time");
    if (written && run->hushed)
        say("reports can be written again");
    run->hushed = !written;
}

static void note_left_out(struct counter *counter)
{
    struct ls_audit_left_out out;
    ls_audit_left_out(counter->audit, &out);
    if (out.findings > 0)
        live_note(&counter->live, "too many findings: %llu more are in the totals only",
                  (unsigned long long)out.findings);
    if (out.hosts > 0 || out.flows > 0)
        live_note(&counter->live,
                  "too many hosts: some are in the totals only, as are %llu flows in the matrix",
                  (unsigned long long)out.flows);
}

static int after_turn(void *self)
{
    struct counter *counter = self;
    note_left_out(counter);
    write_in_time(counter);
    return 0;
}

static int take_exceptions(void *self)
{
    struct counter *counter = self;
    if (ls_audit_reload(counter->audit) == 0)
        return 0;
    say("out of memory");
    return -1;
}

static int count_live(struct counter *counter)
{
    struct run *run = counter->live.run;
    if (live_facts(&counter->live) < 0)
        return EXIT_WRONG;
    counter->audit = ls_audit_new(&run->facts);
    if (counter->audit == NULL) {
        say("out of memory");
        return EXIT_WRONG;
    }
    counter->written_ns = ls_now_monotonic();
    counter->live.sink = (struct live_sink){
        .self = counter,
        .take = count_record,
        .turn = after_turn,
        .reload = take_exceptions,
        .counts_rows = true,
    };
    if (live_run(&counter->live) < 0)
        return EXIT_WRONG;
    int status = EXIT_WRONG;
    run->hushed = false;
    if (shown_topology(&run->shown, run->topology, &run->facts) < 0)
        say("out of memory");
    else
        status = write_all(run, counter->targets, counter->audit, NULL);
    return status == EXIT_FINE ? rate(run, counter->audit) : status;
}

static int audit_live(struct run *run, const struct options *options, const struct targets *targets)
{
    struct counter counter = {.live.run = run, .targets = targets};
    int status = EXIT_WRONG;
    if (options->rotate_ns + options->rotate_bytes != 0 && options->write == NULL)
        say("audit: --rotate is for the files of -w; -o is one report, renewed with --every");
    else if (run_open(run, options) == 0)
        status = count_live(&counter);
    ls_audit_free(counter.audit);
    live_end(&counter.live);
    return status;
}

static int audit_files(struct run *run, const struct options *options,
                       const struct targets *targets)
{
    return begin(run, options) == 0 ? report(run, targets) : EXIT_WRONG;
}

int command_audit(const struct options *options)
{
    struct targets targets;
    struct options told = *options;
    struct run run = {0};
    int status = EXIT_WRONG;
    if (targets_choose(&targets, options) == 0) {
        told.outputs = targets.paths; /* a folder stands for the files in it */
        told.output_count = options->output_count > 0 ? targets.count : 0;
        status = options->interface_count > 0 ? audit_live(&run, &told, &targets)
                                              : audit_files(&run, &told, &targets);
        run_end(&run);
    }
    targets_free(&targets);
    return status;
}
