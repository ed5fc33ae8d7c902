/*
 * endings.c - what the end of a file's name asks for
 *
 * A name is obeyed or refused: a report that is not what its name says is found out by whoever it
 * was sent to. A name without an ending, or with one that nobody knows, asks for nothing.
 */
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "cli/options.h"

struct ending {
    const char *end;
    const char *format;
    unsigned commands; /* that can write it; 0: none */
    bool packed;       /* -f is no excuse: nothing is compressed here */
};

static const struct ending endings[] = {
    {".txt", "text", CMD_ALL, false},
    {".html", "html", CMD_AUDIT, false},
    {".md", "md", CMD_AUDIT, false},
    {".csv", "csv", CMD_READS, false},
    {".json", "json", CMD_AUDIT | CMD_COMPARE, false},
    {".json", "jsonl", CMD_FLOWS | CMD_WATCH | CMD_CATALOG | CMD_TOPOLOGY, false},
    {".jsonl", "jsonl", CMD_FLOWS | CMD_WATCH | CMD_CATALOG | CMD_TOPOLOGY, false},
    {".yaml", "yaml", CMD_TOPOLOGY, false},
    {".yml", "yaml", CMD_TOPOLOGY, false},
    {".pdf", NULL, 0, false},
    {".htm", NULL, 0, false},
    {".doc", NULL, 0, false},
    {".docx", NULL, 0, false},
    {".odt", NULL, 0, false},
    {".xls", NULL, 0, false},
    {".xlsx", NULL, 0, false},
    {".ods", NULL, 0, false},
    {".xml", NULL, 0, false},
    {".pcap", NULL, 0, false},
    {".pcapng", NULL, 0, false},
    {".gz", NULL, 0, true},
    {".bz2", NULL, 0, true},
    {".xz", NULL, 0, true},
    {".zst", NULL, 0, true},
    {".zip", NULL, 0, true},
};

enum { ENDINGS = sizeof endings / sizeof *endings };

static bool ends_so(const char *path, const char *end)
{
    size_t n = strlen(path), m = strlen(end);
    return n > m && strcasecmp(path + n - m, end) == 0;
}

/* The line for this command, or else any line of that ending; NULL: the name asks for nothing. */
static const struct ending *ending_of(const char *path, enum command_bit command)
{
    const struct ending *found = NULL;
    for (int i = 0; i < ENDINGS; i++) {
        if (!ends_so(path, endings[i].end))
            continue;
        if ((endings[i].commands & command) != 0)
            return &endings[i];
        found = &endings[i];
    }
    return found;
}

static bool is_plain(const char *path)
{
    struct stat status;
    return stat(path, &status) < 0 || S_ISREG(status.st_mode);
}

int options_endings(struct options *options, enum command_bit command, struct ls_error *error)
{
    for (size_t i = 0; i < options->output_count; i++) {
        const char *path = options->outputs[i];
        const struct ending *ending = path != NULL ? ending_of(path, command) : NULL;
        if (ending == NULL || (ending->commands & command) != 0 || !is_plain(path))
            continue;
        if (ending->packed)
            return ls_fail(error, LS_E_USAGE,
                           "-o %s: nothing is compressed here; pipe standard output into the "
                           "program that does",
                           path);
        if (options->format == NULL)
            return ls_fail(error, LS_E_USAGE,
                           "-o %s: is not written as its name says; name a format with -f, or "
                           "another file",
                           path);
    }
    if (options->format == NULL && command != CMD_AUDIT && options->output != NULL) {
        const struct ending *ending = ending_of(options->output, command);
        options->format = ending != NULL ? ending->format : NULL;
    }
    return 0;
}

static bool is_told_before(int line, enum command_bit command)
{
    for (int i = 0; i < line; i++) {
        if ((endings[i].commands & command) != 0 &&
            strcmp(endings[i].format, endings[line].format) == 0)
            return true;
    }
    return false;
}

void options_formats(FILE *out, enum command_bit command)
{
    for (int i = 0; i < ENDINGS; i++) {
        if ((endings[i].commands & command) != 0 && !is_told_before(i, command))
            fprintf(out, " %s", endings[i].format);
    }
}
