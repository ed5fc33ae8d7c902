/* block.c - the buffer between a stream and the readers of formats. */
#include "capture/block.h"

#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>

enum {
    /*
     * One read. Large enough that system calls do not count, small enough that a packet is still
     * near when the layers above look at it: of 32 KiB to 1 MiB this made the whole program
     * quickest.
     */
    READ_BYTES = 64 * 1024,
    PAGE_BYTES = 4096,
};

/* Where reads go to; what was left over stands before it. */
static size_t landing(const struct ls_block *block)
{
    return block->room - READ_BYTES;
}

int ls_block_init(struct ls_block *block, struct ls_stream *stream)
{
    *block = (struct ls_block){.stream = stream, .room = 2 * READ_BYTES};
    block->bytes = aligned_alloc(PAGE_BYTES, block->room);
    block->at = block->end = landing(block);
    return block->bytes != NULL ? 0 : LS_E_MEMORY;
}

void ls_block_clear(struct ls_block *block)
{
    free(block->bytes);
    *block = (struct ls_block){0};
}

/* Gives what is left over twice the room. */
static bool grow(struct ls_block *block)
{
    uint8_t *grown = aligned_alloc(PAGE_BYTES, block->room * 2);
    if (grown == NULL) {
        block->no_memory = true;
        return false;
    }
    memcpy(grown + block->at, block->bytes + block->at, ls_block_left(block));
    free(block->bytes);
    block->bytes = grown;
    block->room *= 2;
    return true;
}

/*
 * Moves what is left over to end where the next read begins. So a file is read page by page into
 * pages, which the kernel copies soonest.
 */
static bool make_room(struct ls_block *block)
{
    size_t left = ls_block_left(block);
    if (left > landing(block) && !grow(block))
        return false;
    memmove(block->bytes + landing(block) - left, block->bytes + block->at, left);
    block->end = landing(block);
    block->at = block->end - left;
    return true;
}

const uint8_t *ls_block_want(struct ls_block *block, size_t n)
{
    while (ls_block_left(block) < n) {
        if (block->ended || !make_room(block))
            return NULL;
        size_t got = ls_stream_read(block->stream, block->bytes + block->end, READ_BYTES);
        block->ended = got == 0;
        block->end += got;
    }
    return block->bytes + block->at;
}

static ssize_t cookie_read(void *cookie, char *out, size_t n)
{
    struct ls_block *block = cookie;
    const uint8_t *bytes = ls_block_want(block, 1);
    if (bytes == NULL)
        return 0;
    size_t left = ls_block_left(block);
    size_t some = left < n ? left : n;
    memcpy(out, bytes, some);
    ls_block_take(block, some);
    return (ssize_t)some;
}

/* One stream is one thread's, so stdio need not lock for each of libpcap's small reads. */
FILE *ls_block_file(struct ls_block *block)
{
    FILE *file = fopencookie(block, "r", (cookie_io_functions_t){.read = cookie_read});
    if (file != NULL)
        __fsetlocking(file, FSETLOCKING_BYCALLER);
    return file;
}
