/* flows.c - one record per flow. */
#include "cli/live.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/records.h"
#include "cli/rotate.h"
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
    struct rotation rotation;
    FILE *out; /* of either; NULL where a rotated file cannot be written */
    struct ls_look look;
};

static bool rotates(const struct printer *printer)
{
    const struct options *options = printer->live.run->options;
    return options->output != NULL && options->rotate_ns + options->rotate_bytes != 0;
}

static int print_record(void *self, const struct ls_record *record)
{
    struct printer *printer = self;
    const struct run *run = printer->live.run;
    if (!run_wants(run->options, record->verdict))
        return 0;
    if (printer->out == NULL) {
        printer->rotation.lost++;
        return 0;
    }
    printer->rotation.records++;
    printer->format->record(printer->out, &run->facts, &printer->look, record);
    return 0;
}

/* Files that are rotated are complete: each has what its format begins and ends with. */
static void turn_file(struct printer *printer, int64_t now_ns)
{
    const struct run *run = printer->live.run;
    struct rotation *rotation = &printer->rotation;
    rotation_check(rotation);
    if (rotation_due(rotation, now_ns)) {
        if (rotation->output.file != NULL)
            printer->format->end(rotation->output.file, &run->facts, &printer->look);
        rotation_next(rotation);
        if (rotation->output.file != NULL)
            printer->format->begin(rotation->output.file, &run->facts, &printer->look);
    }
    printer->out = rotation->output.file;
    if (rotation->lost > 0)
        live_note(&printer->live, "%llu records could not be written",
                  (unsigned long long)rotation->lost);
}

static int flush_records(void *self)
{
    struct printer *printer = self;
    if (rotates(printer)) {
        turn_file(printer, printer->live.judged_ns);
        return 0;
    }
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
    int code = rotates(printer) ? rotation_open(&printer->rotation, run->options, &error)
                                : output_open(&printer->output, run->options->output, &error);
    if (code < 0) {
        say("%s", error.text);
        return EXIT_WRONG;
    }
    FILE *out = rotates(printer) ? printer->rotation.output.file : printer->output.file;
    printer->out = out;
    printer->look = terminal_look(run->options->colour, out);
    printer->live.sink = (struct live_sink){
        .self = printer,
        .take = print_record,
        .turn = flush_records,
    };
    if (live_facts(&printer->live) < 0)
        return EXIT_WRONG;
    printer->format->begin(out, &run->facts, &printer->look);
    code = live_run(&printer->live);
    if (printer->out != NULL && (code == 0 || rotates(printer)))
        printer->format->end(printer->out, &run->facts, &printer->look);
    if (rotates(printer)) { /* what was judged before a failure is complete, too */
        uint64_t lost = printer->rotation.lost;
        rotation_close(&printer->rotation);
        return code < 0 || printer->rotation.lost > lost ? EXIT_WRONG : EXIT_FINE;
    }
    if (code < 0) {
        output_abandon(&printer->output);
        return EXIT_WRONG;
    }
    return run_publish(run, &printer->output, 1, NULL);
}

static int flows_live(const struct options *options, const struct ls_record_format *format)
{
    struct run run = {.options = options};
    struct printer printer = {.live.run = &run, .format = format};
    int status = EXIT_WRONG;
    printer.live.room = options->explain ? ls_explained_new() : NULL;
    if (options->explain && printer.live.room == NULL)
        say("out of memory");
    else if (run_open(&run, options) == 0)
        status = print_live(&printer);
    if (status == EXIT_FINE && run_is_partial(&run))
        status = EXIT_PARTIAL;
    live_end(&printer.live);
    run_end(&run);
    return status;
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
            status = records_write(&run, format, wanted);
        if (status == EXIT_FINE && run_is_partial(&run))
            status = EXIT_PARTIAL;
        free(wanted);
    }
    run_end(&run);
    return status;
}
