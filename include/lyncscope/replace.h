/*
 * replace.h - a file that is complete, or not there
 *
 * A regular file is written under a temporary name in its folder, and comes to its own when every
 * byte is on the disk; one that was there before keeps its permissions. A device or a FIFO cannot
 * be replaced, and a symbolic link must not be: /dev/stdout is one, and whoever may write to /dev
 * would lose it. What they are or point to is written directly.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#include "lyncscope/error.h"

struct ls_replacement {
    FILE *file;
    const char *path; /* the caller's, and outlives this */
    char *temporary;  /* NULL: written directly */
};

/* ls_replace_direct says whether path would be written where it is. */
bool ls_replace_direct(const char *path);

/* ls_replace_open begins the file; mode is that of a new one, before the umask. */
LS_MUST_USE int ls_replace_open(struct ls_replacement *new, const char *path, mode_t mode,
                                struct ls_error *error);
/* ls_replace_close checks that every byte was taken, and renames; on failure nothing stays. */
LS_MUST_USE int ls_replace_close(struct ls_replacement *new, struct ls_error *error);
void ls_replace_abandon(struct ls_replacement *new); /* removes what was written so far */
