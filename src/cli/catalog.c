/* catalog.c - the rows on paper: list, show, check. */
#include <string.h>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/terminal.h"

static int finish(struct output *output)
{
    struct ls_error error;
    if (output_close(output, &error) == 0)
        return EXIT_FINE;
    say("%s", error.text);
    return EXIT_WRONG;
}

static int list(const struct options *options, const struct ls_catalogs *catalogs)
{
    struct ls_error error;
    struct output output;
    const char *format = options->format ? options->format : "text";
    if (options->word_count > 1) {
        say("catalog list: takes no words, but got %s", options->words[1]);
        return EXIT_WRONG;
    }
    if (strcmp(format, "text") != 0 && strcmp(format, "jsonl") != 0) {
        say("catalog: -f %s: known are text, jsonl", format);
        return EXIT_WRONG;
    }
    if (output_open(&output, options->output, &error) < 0) {
        say("%s", error.text);
        return EXIT_WRONG;
    }
    struct ls_look look = terminal_look(options->colour, output.file);
    if (ls_catalog_write(output.file, catalogs, format, &look, options->lang) < 0) {
        output_abandon(&output);
        return EXIT_WRONG;
    }
    return finish(&output);
}

static int show(const struct options *options, const struct ls_catalogs *catalogs)
{
    struct ls_error error;
    struct output output;
    if (options->word_count < 2) {
        say("catalog show: name a row, e.g. T1.7");
        return EXIT_WRONG;
    }
    for (int i = 1; i < options->word_count; i++) {
        if (ls_catalogs_find(catalogs, options->words[i]) == NULL) {
            say("%s: no such row; see lyncscope catalog list", options->words[i]);
            return EXIT_WRONG;
        }
    }
    if (output_open(&output, options->output, &error) < 0) {
        say("%s", error.text);
        return EXIT_WRONG;
    }
    struct ls_look look = terminal_look(options->colour, output.file);
    for (int i = 1; i < options->word_count; i++)
        ls_row_write(output.file, catalogs, ls_catalogs_find(catalogs, options->words[i]), &look,
                     options->lang);
    return finish(&output);
}

static int check_one(const char *path)
{
    struct ls_error error;
    struct ls_catalogs *catalogs = ls_catalogs_new();
    if (catalogs == NULL) {
        say("out of memory");
        return EXIT_WRONG;
    }
    int code = ls_catalogs_load(catalogs, path, &error);
    if (code < 0 && code != LS_E_FORMAT)
        say("%s", error.text);
    size_t count;
    const struct ls_mistake *mistakes = ls_catalogs_mistakes(catalogs, &count);
    say_mistakes(mistakes, count);
    if (code == 0)
        printf("%s: %zu rows, no mistakes\n", path, ls_catalogs_row_count(catalogs));
    ls_catalogs_free(catalogs);
    return code == 0 ? EXIT_FINE : EXIT_WRONG;
}

static int check(const struct options *options)
{
    int status = EXIT_FINE;
    if (options->word_count < 2) {
        say("catalog check: name a file");
        return EXIT_WRONG;
    }
    for (int i = 1; i < options->word_count; i++) {
        if (check_one(options->words[i]) != EXIT_FINE)
            status = EXIT_WRONG;
    }
    return status;
}

int command_catalog(const struct options *options)
{
    const char *verb = options->word_count > 0 ? options->words[0] : "";
    if (strcmp(verb, "check") == 0)
        return check(options);
    if (strcmp(verb, "list") != 0 && strcmp(verb, "show") != 0) {
        say("catalog: say list, show ROW... or check FILE...");
        return EXIT_WRONG;
    }
    struct ls_catalogs *catalogs = load_catalogs(options);
    if (catalogs == NULL)
        return EXIT_WRONG;
    int status = *verb == 'l' ? list(options, catalogs) : show(options, catalogs);
    ls_catalogs_free(catalogs);
    return status;
}
