/* output.c - temporary file, then rename. */
#include "cli/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OUTPUT_BUFFER = 1 << 16 };

static int open_direct(struct output *output, struct ls_error *error)
{
    output->file = fopen(output->path, "w");
    if (output->file == NULL)
        return ls_fail(error, LS_E_OPEN, "%s: %s", output->path, strerror(errno));
    return 0;
}

static int open_temporary(struct output *output, struct ls_error *error)
{
    if (asprintf(&output->temporary, "%s.XXXXXX", output->path) < 0) {
        output->temporary = NULL;
        return ls_fail(error, LS_E_MEMORY, "out of memory");
    }
    int fd = mkstemp(output->temporary);
    if (fd >= 0) {
        mode_t mask = umask(0);
        umask(mask);
        if (fchmod(fd, 0666 & ~mask) == 0)
            output->file = fdopen(fd, "w");
    }
    if (output->file != NULL)
        return 0;
    int code = ls_fail(error, LS_E_OPEN, "%s: %s", output->path, strerror(errno));
    if (fd >= 0) {
        close(fd);
        unlink(output->temporary);
    }
    free(output->temporary);
    output->temporary = NULL;
    return code;
}

/*
 * Devices and FIFOs cannot be replaced by a rename, and a link must not be: /dev/stdout is one,
 * and whoever may write to /dev would lose it.
 */
static bool written_directly(const char *path)
{
    struct stat status;
    if (lstat(path, &status) == 0 && S_ISLNK(status.st_mode))
        return true;
    return stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

int output_open(struct output *output, const char *path, struct ls_error *error)
{
    *output = (struct output){.path = path};
    if (path == NULL) {
        output->file = stdout;
        return 0;
    }
    int code = written_directly(path) ? open_direct(output, error) : open_temporary(output, error);
    if (code == 0)
        setvbuf(output->file, NULL, _IOFBF, OUTPUT_BUFFER);
    return code;
}

int output_close(struct output *output, struct ls_error *error)
{
    const char *name = output->path ? output->path : "standard output";
    errno = 0;
    bool good = fflush(output->file) == 0 && !ferror(output->file);
    if (output->path == NULL)
        return good ? 0 : ls_fail(error, LS_E_READ, "%s: %s", name, strerror(errno));
    int why = errno;
    if (fclose(output->file) != 0 && good) {
        good = false;
        why = errno;
    }
    output->file = NULL;
    if (good && output->temporary != NULL && rename(output->temporary, output->path) != 0) {
        good = false;
        why = errno;
    }
    if (!good && output->temporary != NULL)
        unlink(output->temporary);
    free(output->temporary);
    output->temporary = NULL;
    return good ? 0 : ls_fail(error, LS_E_READ, "%s: cannot be written: %s", name, strerror(why));
}

void output_abandon(struct output *output)
{
    if (output->file != NULL && output->path != NULL)
        fclose(output->file);
    if (output->temporary != NULL)
        unlink(output->temporary);
    free(output->temporary);
    *output = (struct output){0};
}
