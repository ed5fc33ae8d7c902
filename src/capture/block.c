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
    USUAL_ROOM = 2 * READ_BYTES,
    PAGE_BYTES = 4096,
};

/* Where reads go to; what was left over stands before it. */
static size_t landing(const struct ls_block *block)
{
    return block->room - READ_BYTES;
}

/* Behind the room of bytes is place to say that they are kept. */
static uint8_t *allocate(struct ls_kept *kept, size_t room)
{
    void *bytes = ls_kept_take(kept, room);
    if (bytes != NULL)
        return bytes;
    int code = posix_memalign(&bytes, PAGE_BYTES, room + sizeof(struct ls_kept_piece));
    return code == 0 ? bytes : NULL;
}

/* Nothing more is taken out of the bytes; what was is perhaps still looked at. */
static void leave(const struct ls_block *block)
{
    void *behind = block->bytes + block->room;
    bool usual = block->room == USUAL_ROOM;
    if (block->kept->on)
        ls_kept_put(block->kept, behind, block->bytes, usual ? block->room : 0);
    else
        free(block->bytes);
}

int ls_block_init(struct ls_block *block, struct ls_stream *stream, struct ls_kept *kept)
{
    *block = (struct ls_block){.stream = stream, .kept = kept, .room = USUAL_ROOM};
    block->bytes = allocate(kept, block->room);
    block->at = block->end = landing(block);
    return block->bytes != NULL ? 0 : LS_E_MEMORY;
}

void ls_block_clear(struct ls_block *block)
{
    if (block->bytes != NULL)
        leave(block);
    *block = (struct ls_block){0};
}

/* Gives what is left over other memory, with more room or as much. */
static bool move(struct ls_block *block, size_t room)
{
    uint8_t *bytes = allocate(block->kept, room);
    if (bytes == NULL) {
        block->no_memory = true;
        return false;
    }
    memcpy(bytes + block->at, block->bytes + block->at, ls_block_left(block));
    leave(block);
    block->bytes = bytes;
    block->room = room;
    return true;
}

/*
 * Moves what is left over to end where the next read begins. So a file is read page by page into
 * pages, which the kernel copies soonest.
 */
static bool make_room(struct ls_block *block)
{
    size_t left = ls_block_left(block);
    bool small = left > landing(block);
    if ((small || block->kept->on) && !move(block, small ? block->room * 2 : block->room))
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
