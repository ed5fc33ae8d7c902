/*
 * stream.h - one direction of a TCP connection, put in order (RFC 9293 section 3.4)
 *
 * Only the beginning that nobody has consumed yet is kept: the window. While segments come in
 * order and are consumed at once there is no window, and the bytes are lent from the packet.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lyncscope/cursor.h"

enum {
    STREAM_HELD_MAX = 16 * 1024, /* in order, not consumed */
    STREAM_LATE_MAX = 16 * 1024, /* how far ahead of the next byte a segment may lie */
    STREAM_LATE_RANGES = 16,
};

/* All windows of a table share this much; beyond it a stream counts as having a gap. */
#define STREAM_MEMORY_MAX ((size_t)512 * 1024 * 1024)

struct window;

struct stream {
    struct window *window;
    const uint8_t *lent; /* newest bytes, still in the packet; then there is no window */
    uint32_t lent_bytes;
    uint32_t ready; /* bytes of the window that are in order */
    uint32_t next;  /* sequence number expected next */
    uint32_t fin;   /* sequence number of the FIN */
    bool started;   /* next is known */
    bool from_start;
    bool got; /* some byte came in order */
    bool has_fin;
    bool stopped; /* bytes are missing for good: no more is collected */
    bool unheld;  /* there was no room, or no memory, for bytes that had to wait */
};

enum stream_news {
    STREAM_OLD,     /* nothing new in order */
    STREAM_NEW,     /* new bytes in order */
    STREAM_GAP,     /* bytes are missing for good */
    STREAM_NEW_GAP, /* both */
};

/* stream_syn anchors the direction at its initial sequence number, unless bytes came already. */
void stream_syn(struct stream *stream, size_t *memory, uint32_t seq);

/*
 * stream_put puts a segment in its place; what is there already stays. bytes are lent until the
 * next call of stream_consume or stream_put. wire is the segment's length on the wire.
 */
enum stream_news stream_put(struct stream *stream, size_t *memory, uint32_t seq,
                            struct ls_cursor bytes, uint32_t wire);

/* stream_ended says whether everything up to the FIN came. */
bool stream_ended(const struct stream *stream);

/* stream_bytes returns what is in order and not consumed. */
struct ls_cursor stream_bytes(const struct stream *stream);

/*
 * stream_consume drops used bytes and copies lent ones that are left. Returns false when no more
 * can be held, so the stream is at its end for us.
 */
bool stream_consume(struct stream *stream, size_t *memory, size_t used);

void stream_clear(struct stream *stream, size_t *memory);
