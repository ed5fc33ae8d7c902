/* catalog.c - the rows on paper: list, show, check. */
#include <stdlib.h>
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

/* Opens the output for rows as text or jsonl; false when something was wrong, and said. */
static bool begin(const struct options *options, struct output *output)
{
    struct ls_error error;
    const char *format = options->format ? options->format : "text";
    if (strcmp(format, "text") != 0 && strcmp(format, "jsonl") != 0) {
        say("catalog: -f %s: known are text, jsonl", format);
        return false;
    }
    if (output_open(output, options->output, &error) < 0) {
        say("%s", error.text);
        return false;
    }
    return true;
}

static int list(const struct options *options, const struct ls_catalogs *catalogs)
{
    struct output output;
    if (options->word_count > 1) {
        say("catalog list: takes no words, but got %s", options->words[1]);
        return EXIT_WRONG;
    }
    if (!begin(options, &output))
        return EXIT_WRONG;
    struct ls_look look = terminal_look(options->colour, output.file);
    const char *format = options->format ? options->format : "text";
    if (ls_catalog_write(output.file, catalogs, format, &look, options->lang) < 0) {
        output_abandon(&output);
        return EXIT_WRONG;
    }
    return finish(&output);
}

static bool has_row(const struct ls_catalogs *catalogs, const char *id)
{
    if (ls_catalogs_find(catalogs, id) != NULL)
        return true;
    char names[600] = "";
    for (size_t i = 0; i < ls_catalogs_count(catalogs); i++)
        append_name(names, sizeof names, ls_catalogs_get(catalogs, i)->name);
    say("%s: no such row in %s; -C names other catalogs", id, names);
    return false;
}

/* An id may stand in several catalogs: all its rows are shown. */
static void show_id(const struct options *options, const struct ls_catalogs *catalogs, FILE *file,
                    const char *id, size_t *shown)
{
    bool jsonl = options->format != NULL && strcmp(options->format, "jsonl") == 0;
    struct ls_look look = terminal_look(options->colour, file);
    for (size_t i = 0; i < ls_catalogs_row_count(catalogs); i++) {
        const struct ls_row *row = ls_catalogs_row(catalogs, i);
        if (strcmp(row->id, id) != 0)
            continue;
        if (!jsonl && (*shown)++ > 0)
            fputc('\n', file);
        if (jsonl)
            ls_row_write_jsonl(file, catalogs, row);
        else
            ls_row_write(file, catalogs, row, &look, options->lang);
    }
}

static int show(const struct options *options, const struct ls_catalogs *catalogs)
{
    struct output output;
    size_t shown = 0;
    if (options->word_count < 2) {
        say("catalog show: name a row, e.g. T1.7");
        return EXIT_WRONG;
    }
    for (int i = 1; i < options->word_count; i++)
        if (!has_row(catalogs, options->words[i]))
            return EXIT_WRONG;
    if (!begin(options, &output))
        return EXIT_WRONG;
    for (int i = 1; i < options->word_count; i++)
        show_id(options, catalogs, output.file, options->words[i], &shown);
    return finish(&output);
}

/* Reads one file on its own, and says all that is wrong with it; NULL when anything is. */
static struct ls_catalogs *check_one(const char *path)
{
    struct ls_error error;
    struct ls_catalogs *catalogs = ls_catalogs_new();
    if (catalogs == NULL) {
        say("out of memory");
        return NULL;
    }
    int code = ls_catalogs_load(catalogs, path, &error);
    if (code == 0)
        return catalogs;
    if (code != LS_E_FORMAT)
        say("%s", error.text);
    size_t count;
    const struct ls_mistake *mistakes = ls_catalogs_mistakes(catalogs, &count);
    say_mistakes(mistakes, count);
    ls_catalogs_free(catalogs);
    return NULL;
}

/*
 * Files that are checked together shall be of use together: two catalogs of one name cannot be
 * loaded, and the CSV of records names a row by its id alone.
 */
static size_t check_pair(const struct ls_catalogs *before, const struct ls_catalogs *now)
{
    const struct ls_catalog *old = ls_catalogs_get(before, 0);
    const struct ls_catalog *new = ls_catalogs_get(now, 0);
    size_t wrong = 0;
    if (strcmp(old->name, new->name) == 0) {
        say("%s: the catalog '%s' is in %s too", new->path, new->name, old->path);
        return 1;
    }
    for (size_t i = 0; i < new->row_count; i++) {
        const struct ls_row *row = ls_catalogs_row(now, i);
        const struct ls_row *taken = ls_catalogs_find(before, row->id);
        if (taken == NULL)
            continue;
        say("%s:%u:%u: the id '%s' is taken by a row of %s, line %u", new->path, row->line,
            row->column, row->id, old->path, taken->line);
        wrong++;
    }
    return wrong;
}

static int check_all(char *const *paths, size_t count, struct ls_catalogs **sets)
{
    int status = EXIT_FINE;
    for (size_t i = 0; i < count; i++) {
        size_t wrong = 0;
        sets[i] = check_one(paths[i]);
        for (size_t k = 0; k < i && sets[i] != NULL; k++)
            wrong += sets[k] != NULL ? check_pair(sets[k], sets[i]) : 0;
        if (sets[i] == NULL || wrong > 0)
            status = EXIT_WRONG;
        else
            printf("%s: %zu rows, no mistakes\n", paths[i], ls_catalogs_row_count(sets[i]));
    }
    return status;
}

static int check(const struct options *options)
{
    size_t count = options->word_count > 1 ? (size_t)options->word_count - 1 : 0;
    if (count == 0) {
        say("catalog check: name a file");
        return EXIT_WRONG;
    }
    struct ls_catalogs **sets = calloc(count, sizeof *sets);
    if (sets == NULL) {
        say("out of memory");
        return EXIT_WRONG;
    }
    int status = check_all(options->words + 1, count, sets);
    for (size_t i = 0; i < count; i++)
        ls_catalogs_free(sets[i]);
    free(sets);
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
