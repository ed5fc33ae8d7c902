/*
 * arena.h - memory that is freed as a whole
 *
 * For what is loaded once (catalog, topology) and for what finished flows keep. Memory
 * is zeroed and aligned for any type. There is no free of a part, no realloc, no reset.
 *
 * Threads: one arena belongs to one thread at a time.
 */
#pragma once

#include <stddef.h>

#include "lyncscope/error.h"

struct ls_arena;

/* ls_arena_new returns an empty arena, or NULL when memory is out. */
LS_MUST_USE struct ls_arena *ls_arena_new(void);
void ls_arena_free(struct ls_arena *arena); /* NULL is fine */

/* ls_arena_alloc lends n zeroed bytes until the arena is freed; NULL when memory is out. */
LS_MUST_USE void *ls_arena_alloc(struct ls_arena *arena, size_t n);

/* ls_arena_bytes copies n bytes in, tightly (no alignment promised); NULL when memory is out. */
LS_MUST_USE void *ls_arena_bytes(struct ls_arena *arena, const void *bytes, size_t n);

/* ls_arena_text copies n characters of text and adds a zero byte; NULL when memory is out. */
LS_MUST_USE char *ls_arena_text(struct ls_arena *arena, const char *text, size_t n);

/*
 * ls_arena_share lends a copy of n bytes that nobody writes to: one for all who ask for equal
 * bytes, as long as few others come between. NULL when memory is out.
 */
LS_MUST_USE const void *ls_arena_share(struct ls_arena *arena, const void *bytes, size_t n,
                                       size_t align);

/* ls_arena_size returns the bytes taken from the system so far, for limits and reports. */
size_t ls_arena_size(const struct ls_arena *arena);
