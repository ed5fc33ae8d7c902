/* audit.c - one report over all flows. */
#include "cli/run.h"

#include <stdlib.h>

#include "cli/terminal.h"

static const struct ls_audit_format *choose_format(const struct options *options)
{
    if (options->format == NULL && options->output != NULL) {
        const struct ls_audit_format *by_name = ls_audit_format_for(options->output);
        if (by_name != NULL)
            return by_name;
    }
    const char *name = options->format ? options->format : "text";
    const struct ls_audit_format *format = ls_audit_format_find(name);
    if (format == NULL) {
        size_t count;
        char known[128] = "";
        const struct ls_audit_format *const *all = ls_audit_formats(&count);
        for (size_t i = 0; i < count; i++)
            append_name(known, sizeof known, all[i]->name);
        say("audit: -f %s: known are %s", name, known);
    }
    return format;
}

/* Adds every flow to the audit; wanted, where asked for, tells the flows with findings. */
static int add_all(struct run *run, struct ls_audit *audit, struct wanted *wanted)
{
    const struct ls_result *result = run->result;
    struct ls_context context = run->context;
    if (run->saved != NULL)
        return run_add_saved(run, audit);
    context.brief = true;
    for (size_t i = 0; i < result->flow_count; i++) {
        struct ls_verdict verdict;
        struct ls_record record = {result->flows[i], &verdict};
        ls_classify(&context, record.summary, &verdict);
        if (wanted != NULL && verdict.finding_count > 0)
            wanted[record.summary->number].flow = record.summary;
        if (ls_audit_add(audit, &record) < 0)
            return LS_E_MEMORY;
    }
    return 0;
}

static int write_all(struct run *run, const struct ls_audit_format *format, struct ls_audit *audit,
                     struct wanted *wanted)
{
    struct ls_error error;
    struct output output;
    if (output_open(&output, run->options->output, &error) < 0) {
        say("%s", error.text);
        return EXIT_WRONG;
    }
    struct ls_look look = terminal_look(run->options->colour, output.file);
    format->write(output.file, audit, &look);
    return run_publish(run, &output, wanted);
}

/* Contract: 2 beats 1 beats 3. */
static int rate(const struct run *run, const struct ls_audit *audit)
{
    bool partial = run_is_partial(run);
    if (run->options->fail_on >= 0 && ls_audit_worst(audit) >= run->options->fail_on)
        return EXIT_FINDINGS;
    return partial ? EXIT_PARTIAL : EXIT_FINE;
}

static int report(struct run *run, const struct ls_audit_format *format)
{
    int code;
    struct wanted *wanted = wanted_new(run, &code);
    struct ls_audit *audit = ls_audit_new(&run->facts);
    int status = EXIT_WRONG;
    if (audit == NULL || code < 0 || add_all(run, audit, wanted) < 0)
        say("out of memory");
    else
        status = write_all(run, format, audit, wanted);
    if (status == EXIT_FINE)
        status = rate(run, audit);
    ls_audit_free(audit);
    free(wanted);
    return status;
}

int command_audit(const struct options *options)
{
    const struct ls_audit_format *format = choose_format(options);
    struct run run;
    int status = EXIT_WRONG;
    if (format == NULL)
        return status;
    int code = run_is_saved(options) ? run_begin_saved(&run, options) : run_begin(&run, options);
    if (code == 0)
        status = report(&run, format);
    run_end(&run);
    return status;
}
