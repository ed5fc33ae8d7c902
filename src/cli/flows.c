/* flows.c - one record per flow. */
#include "cli/live.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/terminal.h"

static const struct ls_record_format *choose_format(const struct options *options)
{
    const char *name = options->format;
    if (name == NULL)
        name = options->output == NULL && terminal_is(stdout) ? "text" : "jsonl";
    const struct ls_record_format *format = ls_record_format_find(name);
    if (format == NULL) {
        size_t count;
        char known[128] = "";
        const struct ls_record_format *const *all = ls_record_formats(&count);
        for (size_t i = 0; i < count; i++)
            append_name(known, sizeof known, all[i]->name);
        say("flows: -f %s: known are %s", name, known);
    } else if (options->explain && strcmp(name, "csv") == 0) {
        say("flows: --explain: has no column in csv; use text or jsonl");
        return NULL;
    }
    return format;
}

/* Prints flows as they come; what a sink has beside the live run. */
struct printer {
    struct live live;
    const struct ls_record_format *format;
    struct output output;
    struct ls_look look;
    struct ls_explained *room; /* or NULL */
};

static bool wants(const struct options *options, const struct ls_verdict *verdict)
{
    return options->only == 0 || (options->only & 1U << verdict->kind) != 0;
}

static int print_record(void *self, const struct ls_record *record)
{
    struct printer *printer = self;
    const struct run *run = printer->live.run;
    if (!wants(run->options, record->verdict))
        return 0;
    struct ls_verdict verdict = *record->verdict;
    struct ls_record explained = {record->summary, &verdict};
    if (printer->room != NULL)
        ls_explain(ls_judge_context(printer->live.judge), record->summary, printer->room, &verdict);
    printer->format->record(printer->output.file, &run->facts, &printer->look, &explained);
    return 0;
}

static int flush_records(void *self)
{
    struct printer *printer = self;
    if (fflush(printer->output.file) == 0)
        return 0;
    const char *name = printer->output.path ? printer->output.path : "standard output";
    say("%s: cannot be written: %s", name, strerror(errno));
    return -1;
}

static int print_live(struct printer *printer)
{
    struct ls_error error;
    struct run *run = printer->live.run;
    if (output_open(&printer->output, run->options->output, &error) < 0) {
        say("%s", error.text);
        return EXIT_WRONG;
    }
    FILE *out = printer->output.file;
    printer->look = terminal_look(run->options->colour, out);
    printer->live.sink = (struct live_sink){
        .self = printer,
        .take = print_record,
        .turn = flush_records,
    };
    run_gather_facts(run);
    printer->format->begin(out, &run->facts, &printer->look);
    if (live_run(&printer->live) < 0) {
        output_abandon(&printer->output);
        return EXIT_WRONG;
    }
    printer->format->end(out, &run->facts, &printer->look);
    return run_publish(run, &printer->output, 1, NULL);
}

static int flows_live(const struct options *options, const struct ls_record_format *format)
{
    struct run run = {.options = options};
    struct printer printer = {.live.run = &run, .format = format};
    int status = EXIT_WRONG;
    printer.room = options->explain ? ls_explained_new() : NULL;
    if (options->explain && printer.room == NULL)
        say("out of memory");
    else if (run_open(&run, options) == 0)
        status = print_live(&printer);
    if (status == EXIT_FINE && run_is_partial(&run))
        status = EXIT_PARTIAL;
    live_end(&printer.live);
    free(printer.room);
    run_end(&run);
    return status;
}

static void write_records(struct run *run, const struct ls_record_format *format, FILE *out,
                          struct wanted *wanted, struct ls_explained *room)
{
    const struct ls_result *result = run->result;
    struct ls_look look = terminal_look(run->options->colour, out);
    format->begin(out, &run->facts, &look);
    for (size_t i = 0; i < result->flow_count; i++) {
        struct ls_verdict verdict;
        ls_classify(&run->context, result->flows[i], &verdict);
        monitor_judge(&run->monitor, &verdict);
        if (wanted != NULL && verdict.finding_count > 0)
            wanted[result->flows[i]->number].flow = result->flows[i];
        if (!wants(run->options, &verdict))
            continue;
        if (room != NULL)
            ls_explain(&run->context, result->flows[i], room, &verdict);
        struct ls_record record = {shown_flow(&run->shown, result, i, &verdict), &verdict};
        format->record(out, &run->facts, &look, &record);
    }
    format->end(out, &run->facts, &look);
}

static int write_all(struct run *run, const struct ls_record_format *format, struct wanted *wanted)
{
    struct ls_error error;
    struct output output;
    struct ls_explained *room = run->options->explain ? ls_explained_new() : NULL;
    if (run->options->explain && room == NULL) {
        say("out of memory");
        return EXIT_WRONG;
    }
    if (output_open(&output, run->options->output, &error) < 0) {
        say("%s", error.text);
        free(room);
        return EXIT_WRONG;
    }
    write_records(run, format, output.file, wanted, room);
    free(room);
    return run_publish(run, &output, 1, wanted);
}

int command_flows(const struct options *options)
{
    const struct ls_record_format *format = choose_format(options);
    struct run run;
    int status = EXIT_WRONG;
    if (format == NULL)
        return status;
    if (run_is_saved(options)) {
        say("flows: -r names saved records, which are flows already; audit reads them");
        return status;
    }
    if (options->interface_count > 0)
        return flows_live(options, format);
    if (run_begin(&run, options) == 0) {
        int code;
        struct wanted *wanted = wanted_new(&run, &code);
        if (code < 0)
            say("out of memory");
        else
            status = write_all(&run, format, wanted);
        if (status == EXIT_FINE && run_is_partial(&run))
            status = EXIT_PARTIAL;
        free(wanted);
    }
    run_end(&run);
    return status;
}
