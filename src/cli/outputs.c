/* outputs.c - nothing that is read is written over, and no two outputs share a file. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/run.h"

struct written {
    const char *option, *path; /* path is NULL when the option was not given */
};

/* Of all outputs, by number: as many as -o was given, and two. */
static struct written output_at(const struct options *options, size_t i)
{
    if (i < options->output_count)
        return (struct written){"-o", options->outputs[i]};
    if (i == options->output_count)
        return (struct written){"-w", options->write};
    return (struct written){"--metrics", options->metrics};
}

static bool same_file(const char *a, const char *b)
{
    struct stat one, two;
    return stat(a, &one) == 0 && stat(b, &two) == 0 && one.st_dev == two.st_dev &&
           one.st_ino == two.st_ino && S_ISREG(one.st_mode);
}

/* Also of files that are not there yet: the same name in the same folder. */
static bool same_target(const char *a, const char *b)
{
    const char *name_a = strrchr(a, '/'), *name_b = strrchr(b, '/');
    struct stat one, two;
    char folder[PATH_MAX];
    if (strcmp(a, b) == 0 || same_file(a, b))
        return true;
    name_a = name_a ? name_a + 1 : a;
    name_b = name_b ? name_b + 1 : b;
    if (strcmp(name_a, name_b) != 0 || name_a - a >= PATH_MAX - 2 || name_b - b >= PATH_MAX - 2)
        return false;
    snprintf(folder, sizeof folder, "%.*s.", (int)(name_a - a), a);
    if (stat(folder, &one) != 0)
        return false;
    snprintf(folder, sizeof folder, "%.*s.", (int)(name_b - b), b);
    return stat(folder, &two) == 0 && one.st_dev == two.st_dev && one.st_ino == two.st_ino;
}

static int refuse_read(const char *output, const char *const *files, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!same_file(output, files[i]))
            continue;
        say("%s: is read, so it cannot be written", output);
        return -1;
    }
    return 0;
}

static int check_against_read(const struct options *options, const char *output)
{
    if (refuse_read(output, options->files, options->file_count) < 0 ||
        refuse_read(output, options->topologies, options->topology_count) < 0 ||
        refuse_read(output, options->exceptions, options->exceptions_count) < 0 ||
        refuse_read(output, options->catalogs, options->catalog_count) < 0)
        return -1;
    if (options->anonymise_key == NULL || !same_file(output, options->anonymise_key))
        return 0;
    say("%s: is the key, so it cannot be written", output);
    return -1;
}

static int check_pair(struct written a, struct written b)
{
    bool both = a.path == NULL && b.path == NULL && strcmp(a.option, "-o") == 0;
    if (both && strcmp(b.option, "-o") == 0)
        b.path = "-";
    else if (a.path == NULL || b.path == NULL || !same_target(a.path, b.path))
        return 0;
    if (strcmp(a.option, b.option) == 0)
        say("%s %s: names the same file twice", b.option, b.path);
    else
        say("%s and %s name the same file", a.option, b.option);
    return -1;
}

static bool writes_stdout(const struct options *options)
{
    for (size_t i = 0; i < options->output_count; i++)
        if (options->outputs[i] == NULL)
            return true;
    return options->output_count == 0;
}

/* Evidence is cut from files in a second read. */
static int check_evidence(const struct options *options)
{
    if (options->write == NULL)
        return 0;
    if (writes_stdout(options) && strcmp(options->write, "-") == 0) {
        say("-w - and the report would both be written to standard output; name a file with -o");
        return -1;
    }
    for (size_t i = 0; i < options->file_count; i++) {
        const char *file = options->files[i];
        struct stat status;
        if (strcmp(file, "-") != 0 &&
            (stat(file, &status) != 0 || S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)))
            continue;
        say("-w with -r %s: evidence needs a second read; save the capture to a file first", file);
        return -1;
    }
    return 0;
}

int run_check_outputs(const struct options *options)
{
    if (check_evidence(options) < 0)
        return -1;
    for (size_t i = 0; i < options->output_count + 2; i++) {
        struct written output = output_at(options, i);
        if (output.path != NULL && check_against_read(options, output.path) < 0)
            return -1;
        for (size_t k = 0; k < i; k++)
            if (check_pair(output_at(options, k), output) < 0)
                return -1;
    }
    return 0;
}
