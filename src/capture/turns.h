/*
 * turns.h - whose frame comes next: files ordered by the time of their next frame
 *
 * A binary heap in memory given once; equal times keep the order of the files.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "capture/file.h"

struct ls_turns {
    struct ls_capture_file **heap; /* room for every file, owned by the caller */
    size_t count;
};

void ls_turns_push(struct ls_turns *turns, struct ls_capture_file *file);

/* ls_turns_pop takes the file whose turn it is; NULL when none waits. */
struct ls_capture_file *ls_turns_pop(struct ls_turns *turns);

/* ls_turns_ahead says whether a waiting file comes before file. */
bool ls_turns_ahead(const struct ls_turns *turns, const struct ls_capture_file *file);
