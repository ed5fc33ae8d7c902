/*
 * paths.h - from what the user names to the files that are read
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lyncscope/arena.h"
#include "lyncscope/error.h"

struct ls_paths {
    const char **list; /* from the arena or the options */
    bool *from_folder; /* one for each path */
    size_t count, room;
};

/*
 * ls_paths_expand spells folders out: the captures directly in them, by name. Paths live in
 * arena, lists are freed with ls_paths_clear. A folder without captures is LS_E_FORMAT.
 */
LS_MUST_USE int ls_paths_expand(struct ls_paths *paths, const char *const *given, size_t count,
                                struct ls_arena *arena, struct ls_error *error);
void ls_paths_clear(struct ls_paths *paths);
