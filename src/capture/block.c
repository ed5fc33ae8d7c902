/* block.c - the buffer between a stream and the readers of formats. */
#include "capture/block.h"

#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>

/*
 * One read. Large enough that system calls do not count, small enough that a packet is still near
 * when the layers above look at it: of 32 KiB to 1 MiB this made the whole program quickest.
 */
enum { READ_BYTES = 64 * 1024 };

int ls_block_init(struct ls_block *block, struct ls_stream *stream)
{
    *block = (struct ls_block){.stream = stream, .bytes = malloc(READ_BYTES), .room = READ_BYTES};
    return block->bytes != NULL ? 0 : LS_E_MEMORY;
}

void ls_block_clear(struct ls_block *block)
{
    free(block->bytes);
    *block = (struct ls_block){0};
}

/* A buffer that is full and still too small for one record becomes twice as large. */
static bool make_room(struct ls_block *block)
{
    if (block->at > 0) {
        memmove(block->bytes, block->bytes + block->at, ls_block_left(block));
        block->end -= block->at;
        block->at = 0;
    }
    if (block->end < block->room)
        return true;
    uint8_t *grown = realloc(block->bytes, block->room * 2);
    if (grown == NULL) {
        block->no_memory = true;
        return false;
    }
    block->bytes = grown;
    block->room *= 2;
    return true;
}

const uint8_t *ls_block_want(struct ls_block *block, size_t n)
{
    while (ls_block_left(block) < n) {
        if (block->ended || !make_room(block))
            return NULL;
        size_t space = block->room - block->end;
        size_t got = ls_stream_read(block->stream, block->bytes + block->end,
                                    space < READ_BYTES ? space : READ_BYTES);
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
