/*
 * block.h - a stream in blocks: large reads, and bytes lent straight out of them
 *
 * What lies across the end of a block is moved before the place of the next read, so every record
 * is in one piece. The buffer grows only as bytes really come, never by what a length in
 * the file claims.
 */
#pragma once

#include "capture/kept.h"
#include "capture/stream.h"
#include "lyncscope/cursor.h"

struct ls_block {
    struct ls_stream *stream; /* the caller's */
    struct ls_kept *kept;     /* the caller's */
    uint8_t *bytes;
    size_t room;
    size_t at, end; /* bytes not taken yet */
    bool ended;     /* the stream has no more */
    bool no_memory; /* the buffer could not grow */
};

LS_MUST_USE int ls_block_init(struct ls_block *block, struct ls_stream *stream,
                              struct ls_kept *kept);
void ls_block_clear(struct ls_block *block); /* a zeroed one is fine */

static inline size_t ls_block_left(const struct ls_block *block)
{
    return block->end - block->at;
}

/* ls_block_rest lends all that is in the buffer; ls_block_take_to takes what was read of it. */
static inline struct ls_cursor ls_block_rest(const struct ls_block *block)
{
    return ls_cursor(block->bytes + block->at, ls_block_left(block));
}

static inline void ls_block_take_to(struct ls_block *block, const struct ls_cursor *rest)
{
    block->at = (size_t)(rest->at - block->bytes);
}

/*
 * ls_block_want lends the next n bytes and reads on when it must; what was lent before is void
 * then, unless it is kept. NULL when the stream ends earlier, or with no_memory.
 */
LS_MUST_USE const uint8_t *ls_block_want(struct ls_block *block, size_t n);

static inline void ls_block_take(struct ls_block *block, size_t n)
{
    block->at += n;
}

/* ls_block_file opens a FILE that goes on where the block is; it takes from the block. */
LS_MUST_USE FILE *ls_block_file(struct ls_block *block);
