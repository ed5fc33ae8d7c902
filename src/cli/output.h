/*
 * output.h - the file named with -o: complete, or not there (lyncscope/replace.h);
 * without a name it is standard output
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "lyncscope/replace.h"

struct output {
    FILE *file;
    const char *path;           /* NULL: standard output */
    struct ls_replacement made; /* with a path */
};

LS_MUST_USE int output_open(struct output *output, const char *path, struct ls_error *error);
/* output_close flushes, checks that every byte was taken, and renames. */
LS_MUST_USE int output_close(struct output *output, struct ls_error *error);
void output_abandon(struct output *output); /* removes what was written so far */
