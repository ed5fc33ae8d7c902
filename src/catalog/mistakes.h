/*
 * mistakes.h - the list of what is wrong in a user's files
 *
 * Files are read to their end, so one run shows everything there is to mend. Private to
 * catalog, and shared with topology, whose files have the same form.
 */
#pragma once

#include "lyncscope/arena.h"
#include "lyncscope/catalog.h"

enum { LS_MISTAKES_MAX = 200 };

struct ls_mistakes {
    struct ls_arena *arena; /* texts live here */
    struct ls_mistake list[LS_MISTAKES_MAX];
    size_t count;
    size_t total; /* with those that did not fit */
};

/* ls_mistakes_add notes one mistake (where mistakes is not NULL); file must outlive the list. */
LS_PRINTF(5, 6)
void ls_mistakes_add(struct ls_mistakes *mistakes, const char *file, unsigned line, unsigned column,
                     const char *format, ...);

/*
 * ls_mistakes_since returns 0 when the total is still `before`, or else LS_E_FORMAT with the
 * first new mistake in error, as file:line:column.
 */
LS_MUST_USE int ls_mistakes_since(const struct ls_mistakes *mistakes, size_t before,
                                  struct ls_error *error);
