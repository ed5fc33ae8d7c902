/* compare.c - what is new, gone or changed between two audits. */
#include <stdlib.h>
#include <string.h>

#include "cli/guard.h"
#include "cli/output.h"
#include "cli/run.h"
#include "cli/terminal.h"

/* What compare says with its exit status, beside EXIT_WRONG and EXIT_PARTIAL. */
enum { EXIT_SAME = EXIT_FINE, EXIT_DIFFERENT = EXIT_FINDINGS };

static const char *choose_format(const struct options *options)
{
    const char *name = options->format;
    if (name == NULL)
        name = "text";
    if (strcmp(name, "text") == 0 || strcmp(name, "json") == 0)
        return name;
    say("compare: -f %s: known are text, json", name);
    return NULL;
}

/* The audit of saved records, as JSON in memory. */
static int write_audit(struct run *run, char **bytes, size_t *n)
{
    struct ls_look look = {0};
    struct ls_audit *audit = ls_audit_new(&run->facts);
    FILE *file = audit ? open_memstream(bytes, n) : NULL;
    int code = file ? run_add_saved(run, audit) : LS_E_MEMORY;
    if (code == 0)
        code = ls_audit_format_find("json")->write(file, audit, &look);
    if (file != NULL && fclose(file) != 0)
        code = LS_E_MEMORY;
    ls_audit_free(audit);
    if (code < 0)
        say("out of memory");
    return code;
}

static int take_saved(struct ls_comparison *c, int which, const struct options *options,
                      const char *path, bool *partial)
{
    struct options told = *options;
    struct run run;
    struct ls_error error;
    char *bytes = NULL;
    size_t n = 0;
    told.files = &path;
    told.file_count = 1;
    int code = run_begin_saved(&run, &told);
    if (code == 0)
        code = write_audit(&run, &bytes, &n);
    if (code == 0) {
        *partial = run_is_partial(&run) || *partial;
        code = ls_comparison_take(c, which, path, bytes, n, &error);
        if (code < 0)
            say("%s", error.text);
    }
    free(bytes);
    run_end(&run);
    return code;
}

/* Both are JSON, so what they begin with decides. */
static int take(struct ls_comparison *c, int which, const struct options *options, bool *partial)
{
    const char *path = options->words[which];
    struct ls_error error;
    if (ls_saved_is_records(path))
        return take_saved(c, which, options, path, partial);
    int code = ls_comparison_load(c, which, path, &error);
    if (code < 0)
        say("%s", error.text);
    return code;
}

static int write_all(const struct ls_comparison *c, const struct options *options,
                     const char *format)
{
    struct ls_error error;
    struct output output;
    if (output_open(&output, options->output, &error) < 0) {
        say("%s", error.text);
        return EXIT_WRONG;
    }
    struct ls_look look = terminal_look(options->colour, output.file);
    int code = ls_comparison_write(output.file, c, program_version, format, &look, options->lang);
    if (code < 0) {
        output_abandon(&output);
        return EXIT_WRONG;
    }
    if (output_close(&output, &error) < 0) {
        say("%s", error.text);
        return EXIT_WRONG;
    }
    return ls_comparison_count(c) > 0 ? EXIT_DIFFERENT : EXIT_SAME;
}

int command_compare(const struct options *options)
{
    const char *format = choose_format(options);
    bool partial = false;
    int status = EXIT_WRONG;
    if (format == NULL)
        return status;
    if (options->word_count != 2) {
        say("compare: name two audits: BEFORE AFTER");
        return status;
    }
    const char *files[] = {options->words[0], options->words[1]};
    struct options read = *options;
    read.files = files;
    read.file_count = 2;
    if (run_check_outputs(&read) < 0 || guard_begin(&read, NULL, 0) < 0)
        return status;
    struct ls_comparison *c = ls_comparison_new();
    bool good =
        c != NULL && take(c, 0, options, &partial) == 0 && take(c, 1, options, &partial) == 0;
    if (c == NULL || (good && ls_comparison_settle(c) < 0))
        say("out of memory");
    else if (good)
        status = write_all(c, options, format);
    if (status == EXIT_SAME && partial)
        status = EXIT_PARTIAL;
    ls_comparison_free(c);
    return status;
}
