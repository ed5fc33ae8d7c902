/* arena.c - blocks of 64 KiB, filled from the front, freed together. */
#include "lyncscope/arena.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lyncscope/hash.h"

enum {
    BLOCK_BYTES = 64 * 1024,
    SHARED_PLACES = 16 * 1024, /* pieces that are remembered to be lent again */
};

struct block {
    struct block *older;
    alignas(max_align_t) uint8_t bytes[];
};

struct shared {
    const void *bytes;
    uint32_t n, tag;
};

struct ls_arena {
    struct shared *shared; /* SHARED_PLACES of them, once anything is shared */
    struct ls_hash_key key;
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
    free(arena->shared);
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

static void *take_copy(struct ls_arena *arena, const void *bytes, size_t n, size_t align)
{
    void *copy = take(arena, n, align);
    if (copy != NULL && n > 0)
        memcpy(copy, bytes, n);
    return copy;
}

void *ls_arena_bytes(struct ls_arena *arena, const void *bytes, size_t n)
{
    return take_copy(arena, bytes, n, 1);
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

static bool open_shared(struct ls_arena *arena)
{
    if (arena->shared != NULL)
        return true;
    arena->shared = calloc(SHARED_PLACES, sizeof *arena->shared);
    arena->key = ls_hash_key_draw();
    return arena->shared != NULL;
}

/* One of two neighbours; what comes anew pushes the older one out. */
const void *ls_arena_share(struct ls_arena *arena, const void *bytes, size_t n, size_t align)
{
    if (n == 0 || n > UINT32_MAX || !open_shared(arena))
        return take_copy(arena, bytes, n, align);
    uint32_t tag = ls_hash_bytes(&arena->key, bytes, n);
    struct shared *pair = &arena->shared[tag % SHARED_PLACES & ~1U];
    for (int i = 0; i < 2; i++)
        if (pair[i].tag == tag && pair[i].n == n && (uintptr_t)pair[i].bytes % align == 0 &&
            memcmp(pair[i].bytes, bytes, n) == 0)
            return pair[i].bytes;
    const void *copy = take_copy(arena, bytes, n, align);
    if (copy == NULL)
        return NULL;
    pair[1] = pair[0];
    pair[0] = (struct shared){copy, (uint32_t)n, tag};
    return copy;
}

size_t ls_arena_size(const struct ls_arena *arena)
{
    return arena->total;
}
