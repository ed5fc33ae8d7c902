/* targets.c - the format of each -o, from -f or from its name. */
#include "cli/targets.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/commands.h"

/* Takes target.path over, also when it fails. */
static int add(struct targets *targets, struct target target)
{
    struct target *list = realloc(targets->list, (targets->count + 1) * sizeof *list);
    if (list != NULL)
        targets->list = list;
    const char **paths = realloc(targets->paths, (targets->count + 1) * sizeof *paths);
    if (paths != NULL)
        targets->paths = paths;
    if (list == NULL || paths == NULL) {
        free(target.path);
        say("out of memory");
        return -1;
    }
    targets->list[targets->count] = target;
    targets->paths[targets->count++] = target.path;
    return 0;
}

static const struct ls_audit_format *find_format(const char *name)
{
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

static bool is_folder(const char *path)
{
    struct stat status;
    size_t length = strlen(path);
    return (length > 0 && path[length - 1] == '/') ||
           (stat(path, &status) == 0 && S_ISDIR(status.st_mode));
}

static int add_folder(struct targets *targets, const char *folder, const char *format)
{
    const char *between = folder[strlen(folder) - 1] == '/' ? "" : "/";
    const char *name;
    if (format != NULL && strcmp(format, "csv") != 0) {
        say("-f %s with -o %s: only csv goes to a folder, one file a table", format, folder);
        return -1;
    }
    for (size_t i = 0; (name = ls_audit_table_name(i)) != NULL; i++) {
        char *path;
        if (asprintf(&path, "%s%s%s.csv", folder, between, name) < 0) {
            say("out of memory");
            return -1;
        }
        if (add(targets, (struct target){path, NULL, i, folder}) < 0)
            return -1;
    }
    return 0;
}

/* Where several reports are asked for, each name must say what it wants, and -f may not gainsay. */
static int add_file(struct targets *targets, const char *path, const struct options *options)
{
    const struct ls_audit_format *named = path != NULL ? ls_audit_format_for(path) : NULL;
    const char *wanted = options->format;
    bool one = options->output_count == 1 || path == NULL;
    if (!one && named == NULL && wanted == NULL) {
        say("-o %s: with several -o, the end of each name tells its format, such as .html", path);
        return -1;
    }
    if (!one && named != NULL && wanted != NULL && strcmp(named->name, wanted) != 0) {
        say("-f %s with -o %s: the name asks for another format", wanted, path);
        return -1;
    }
    if (wanted != NULL || named == NULL)
        named = find_format(wanted ? wanted : "text");
    if (named == NULL)
        return -1;
    char *copy = path != NULL ? strdup(path) : NULL;
    if (copy == NULL && path != NULL) {
        say("out of memory");
        return -1;
    }
    return add(targets, (struct target){copy, named, 0, NULL});
}

int targets_choose(struct targets *targets, const struct options *options)
{
    *targets = (struct targets){0};
    const struct ls_audit_format *format = find_format(options->format ? options->format : "text");
    if (format == NULL)
        return -1;
    if (options->output_count == 0)
        return add(targets, (struct target){.format = format});
    for (size_t i = 0; i < options->output_count; i++) {
        const char *path = options->outputs[i];
        int code = path != NULL && is_folder(path) ? add_folder(targets, path, options->format)
                                                   : add_file(targets, path, options);
        if (code < 0)
            return code;
    }
    return 0;
}

void targets_free(struct targets *targets)
{
    for (size_t i = 0; i < targets->count; i++)
        free(targets->list[i].path);
    free(targets->list);
    free(targets->paths);
}
