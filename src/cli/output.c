/* output.c - standard output, or a file that replaces an older one. */
#include "cli/output.h"

#include <errno.h>
#include <string.h>

enum { OUTPUT_BUFFER = 1 << 16, ANYBODY = 0666 };

int output_open(struct output *output, const char *path, struct ls_error *error)
{
    *output = (struct output){.path = path, .file = stdout};
    if (path == NULL)
        return 0;
    int code = ls_replace_open(&output->made, path, ANYBODY, error);
    output->file = output->made.file;
    if (code == 0)
        setvbuf(output->file, NULL, _IOFBF, OUTPUT_BUFFER);
    return code;
}

int output_close(struct output *output, struct ls_error *error)
{
    if (output->path != NULL) {
        output->file = NULL;
        return ls_replace_close(&output->made, error);
    }
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return 0;
    return ls_fail(error, LS_E_READ, "standard output: %s", strerror(errno));
}

void output_abandon(struct output *output)
{
    ls_replace_abandon(&output->made);
    *output = (struct output){0};
}
