/* rotate.c - names files by the time they are begun, and replaces one by the next. */
#include "cli/rotate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/commands.h"
#include "lyncscope/now.h"

/* Of two files begun in one second the later has a number; no file is ever replaced. */
char *rotation_name(const char *output)
{
    const char *slash = strrchr(output, '/');
    const char *dot = strrchr(slash ? slash : output, '.');
    size_t stem = dot != NULL && dot != output ? (size_t)(dot - output) : strlen(output);
    char stamp[32], *path;
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &utc);
    if (asprintf(&path, "%.*s-%s%s", (int)stem, output, stamp, output + stem) < 0)
        return NULL;
    for (unsigned i = 2; access(path, F_OK) == 0; i++) {
        free(path);
        if (asprintf(&path, "%.*s-%s-%u%s", (int)stem, output, stamp, i, output + stem) < 0)
            return NULL;
    }
    return path;
}

static int begin(struct rotation *rotation, struct ls_error *error)
{
    rotation->begun_ns = ls_now_monotonic();
    rotation->records = 0;
    rotation->path = rotation_name(rotation->options->output);
    if (rotation->path == NULL)
        return ls_fail(error, LS_E_MEMORY, "out of memory");
    int code = output_open(&rotation->output, rotation->path, error);
    if (code < 0) {
        free(rotation->path);
        rotation->path = NULL;
    }
    return code;
}

/* Said once until one can be written again: a full disk stays full for a while. */
static void fail(struct rotation *rotation, const struct ls_error *error)
{
    rotation->lost += rotation->records;
    if (!rotation->failed)
        say("%s; what it holds is lost, and the next is tried", error->text);
    rotation->failed = true;
}

static void end(struct rotation *rotation)
{
    struct ls_error error;
    if (rotation->output.file != NULL && rotation->records == 0)
        output_abandon(&rotation->output);
    else if (rotation->output.file != NULL && output_close(&rotation->output, &error) < 0)
        fail(rotation, &error);
    else if (rotation->path != NULL && rotation->failed) {
        say("%s: is written; the disk takes files again", rotation->path);
        rotation->failed = false;
    }
    rotation->output = (struct output){0};
    rotation->records = 0;
    free(rotation->path);
    rotation->path = NULL;
}

int rotation_open(struct rotation *rotation, const struct options *options, struct ls_error *error)
{
    *rotation = (struct rotation){.options = options};
    return begin(rotation, error);
}

bool rotation_is_due(const struct options *options, int64_t age_ns, int64_t bytes)
{
    return (options->rotate_ns > 0 && age_ns >= options->rotate_ns) ||
           (options->rotate_bytes > 0 && bytes >= options->rotate_bytes);
}

bool rotation_due(const struct rotation *rotation, int64_t now_ns)
{
    if (rotation->output.file == NULL)
        return true;
    return rotation->records > 0 && rotation_is_due(rotation->options, now_ns - rotation->begun_ns,
                                                    ftello(rotation->output.file));
}

void rotation_next(struct rotation *rotation)
{
    struct ls_error error;
    end(rotation);
    if (begin(rotation, &error) < 0)
        fail(rotation, &error);
}

void rotation_check(struct rotation *rotation)
{
    struct ls_error error;
    if (rotation->output.file == NULL ||
        (fflush(rotation->output.file) == 0 && !ferror(rotation->output.file)))
        return;
    ls_fail(&error, LS_E_READ, "%s: cannot be written: %s", rotation->path, strerror(errno));
    fail(rotation, &error);
    output_abandon(&rotation->output);
    rotation->records = 0;
    free(rotation->path);
    rotation->path = NULL;
}

void rotation_close(struct rotation *rotation)
{
    end(rotation);
}
