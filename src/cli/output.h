/*
 * output.h - the file named with -o: complete, or not there
 *
 * A regular file is written under a temporary name in the same folder and renamed at the end; a
 * device, a FIFO or what a symbolic link points to is written directly; without a name it is
 * standard output.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "lyncscope/error.h"

struct output {
    FILE *file;
    const char *path; /* NULL: standard output */
    char *temporary;  /* NULL: written directly */
};

LS_MUST_USE int output_open(struct output *output, const char *path, struct ls_error *error);
/* output_close flushes, checks that every byte was taken, and renames. */
LS_MUST_USE int output_close(struct output *output, struct ls_error *error);
void output_abandon(struct output *output); /* removes what was written so far */
