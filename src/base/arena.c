/* arena.c - blocks of 64 KiB, filled from the front, freed together. */
#include "lyncscope/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 64 * 1024 };

struct block {
    struct block *older;
    alignas(max_align_t) uint8_t bytes[];
};

struct ls_arena {
    struct block *newest;
    size_t used; /* of the newest block */
    size_t room; /* of the newest block */
    size_t total;
};

struct ls_arena *ls_arena_new(void)
{
    return calloc(1, sizeof(struct ls_arena));
}

void ls_arena_free(struct ls_arena *arena)
{
    if (arena == NULL)
        return;
    while (arena->newest != NULL) {
        struct block *older = arena->newest->older;
        free(arena->newest);
        arena->newest = older;
    }
    free(arena);
}

static int add_block(struct ls_arena *arena, size_t n)
{
    size_t room = n > BLOCK_BYTES - sizeof(struct block) ? n : BLOCK_BYTES - sizeof(struct block);
    if (room > SIZE_MAX - sizeof(struct block))
        return LS_E_MEMORY;
    struct block *block = calloc(1, sizeof *block + room);
    if (block == NULL)
        return LS_E_MEMORY;
    block->older = arena->newest;
    arena->newest = block;
    arena->used = 0;
    arena->room = room;
    arena->total += sizeof *block + room;
    return 0;
}

static void *take(struct ls_arena *arena, size_t n, size_t align)
{
    size_t pad = (align - arena->used % align) % align;
    if (arena->newest == NULL || pad > arena->room - arena->used ||
        n > arena->room - arena->used - pad) {
        if (add_block(arena, n) < 0)
            return NULL;
        pad = 0;
    }
    void *bytes = arena->newest->bytes + arena->used + pad;
    arena->used += pad + n;
    return bytes;
}

void *ls_arena_alloc(struct ls_arena *arena, size_t n)
{
    return take(arena, n, alignof(max_align_t));
}

void *ls_arena_bytes(struct ls_arena *arena, const void *bytes, size_t n)
{
    void *copy = take(arena, n, 1);
    if (copy != NULL && n > 0)
        memcpy(copy, bytes, n);
    return copy;
}

char *ls_arena_text(struct ls_arena *arena, const char *text, size_t n)
{
    if (n == SIZE_MAX)
        return NULL;
    char *copy = take(arena, n + 1, 1);
    if (copy == NULL)
        return NULL;
    if (n > 0)
        memcpy(copy, text, n);
    copy[n] = '\0';
    return copy;
}

size_t ls_arena_size(const struct ls_arena *arena)
{
    return arena->total;
}
