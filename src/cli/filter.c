/* filter.c - the BPF filter: the words behind the options, or a file. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/options.h"

/* tcpdump's reading of the words: joined by blanks, one filter. */
static int join_words(struct options *options, struct ls_error *error)
{
    size_t bytes = 1;
    for (int i = 0; i < options->word_count; i++)
        bytes += strlen(options->words[i]) + 1;
    options->filter = malloc(bytes);
    if (options->filter == NULL)
        return ls_fail(error, LS_E_MEMORY, "out of memory");
    char *at = options->filter;
    for (int i = 0; i < options->word_count; i++)
        at += sprintf(at, "%s%s", i ? " " : "", options->words[i]);
    return 0;
}

static int read_filter(struct options *options, struct ls_error *error)
{
    enum { FILTER_MAX = 65536 };
    if (options->word_count > 0)
        return ls_fail(error, LS_E_USAGE, "-F %s: a filter is also given as words; use one",
                       options->filter_file);
    FILE *file = fopen(options->filter_file, "r");
    if (file == NULL)
        return ls_fail(error, LS_E_OPEN, "%s: %s", options->filter_file, strerror(errno));
    options->filter = calloc(1, FILTER_MAX + 1);
    size_t n = options->filter ? fread(options->filter, 1, FILTER_MAX, file) : 0;
    int code = 0;
    if (options->filter == NULL)
        code = ls_fail(error, LS_E_MEMORY, "out of memory");
    else if (ferror(file) || n == FILTER_MAX)
        code = ls_fail(error, LS_E_READ, "%s: cannot be read as a filter", options->filter_file);
    fclose(file);
    return code;
}

int options_filter(struct options *options, struct ls_error *error)
{
    if (options->filter_file != NULL)
        return read_filter(options, error);
    if (options->word_count > 0)
        return join_words(options, error);
    return 0;
}
