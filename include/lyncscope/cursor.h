/*
 * cursor.h - the only bounds check in the program
 *
 * Every byte that came from a capture is read through a cursor. A read past the
 * end fails, and failure is sticky: it also empties the cursor, so a parser may
 * read ten fields and ask once, at the end, whether they were all there.
 *
 * A cursor is a value and borrows its bytes; copy it to look ahead. Integers are
 * put together from bytes, so alignment and the host's byte order never matter.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct ls_cursor {
    const uint8_t *at;  /* next byte to read */
    const uint8_t *end; /* one past the last readable byte */
    bool failed;        /* a read went past the end; stays set */
};

/* Bytes somebody else owns; not a C string: may hold zero bytes and has no end mark. */
struct ls_span {
    const uint8_t *at;
    size_t len;
};

/* ls_cursor returns a cursor over the n bytes at bytes (which may be NULL when n is 0). */
static inline struct ls_cursor ls_cursor(const void *bytes, size_t n)
{
    const uint8_t *at = bytes;
    struct ls_cursor c = {at, n ? at + n : at, false};
    return c;
}

/* ls_left returns how many bytes are still unread. */
static inline size_t ls_left(const struct ls_cursor *c)
{
    return (size_t)(c->end - c->at);
}

/*
 * ls_take returns the next n bytes and moves past them, or returns NULL and fails the
 * cursor. It is the one place that compares a length with the space left. A take of
 * nothing from an empty cursor returns c->at, which may be NULL.
 */
static inline const uint8_t *ls_take(struct ls_cursor *c, size_t n)
{
    if (n > ls_left(c)) {
        c->failed = true;
        c->at = c->end;
        return NULL;
    }
    const uint8_t *bytes = c->at;
    if (n)
        c->at += n;
    return bytes;
}

/* ls_cut cuts n bytes out as a cursor of their own; the parent moves past them. */
static inline struct ls_cursor ls_cut(struct ls_cursor *c, size_t n)
{
    const uint8_t *bytes = ls_take(c, n);
    struct ls_cursor part = ls_cursor(bytes, bytes ? n : 0);
    part.failed = c->failed;
    return part;
}

/* ls_span_take is ls_take with the length kept beside the pointer. */
static inline struct ls_span ls_span_take(struct ls_cursor *c, size_t n)
{
    const uint8_t *bytes = ls_take(c, n);
    struct ls_span span = {bytes, bytes ? n : 0};
    return span;
}

static inline uint8_t ls_u8(struct ls_cursor *c)
{
    const uint8_t *b = ls_take(c, 1);
    if (b == NULL)
        return 0;
    return b[0];
}

static inline uint16_t ls_be16(struct ls_cursor *c)
{
    const uint8_t *b = ls_take(c, 2);
    if (b == NULL)
        return 0;
    return (uint16_t)(b[0] << 8 | b[1]);
}

static inline uint32_t ls_be24(struct ls_cursor *c)
{
    const uint8_t *b = ls_take(c, 3);
    if (b == NULL)
        return 0;
    return (uint32_t)b[0] << 16 | (uint32_t)b[1] << 8 | b[2];
}

static inline uint32_t ls_be32(struct ls_cursor *c)
{
    const uint8_t *b = ls_take(c, 4);
    if (b == NULL)
        return 0;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static inline uint64_t ls_be64(struct ls_cursor *c)
{
    uint64_t high = ls_be32(c);
    return high << 32 | ls_be32(c);
}

static inline uint16_t ls_le16(struct ls_cursor *c)
{
    const uint8_t *b = ls_take(c, 2);
    if (b == NULL)
        return 0;
    return (uint16_t)(b[1] << 8 | b[0]);
}

static inline uint32_t ls_le32(struct ls_cursor *c)
{
    const uint8_t *b = ls_take(c, 4);
    if (b == NULL)
        return 0;
    return (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
}

static inline uint64_t ls_le64(struct ls_cursor *c)
{
    uint64_t low = ls_le32(c);
    return (uint64_t)ls_le32(c) << 32 | low;
}

/* ls_starts says whether the unread bytes begin with the n bytes at prefix; reads nothing. */
static inline bool ls_starts(const struct ls_cursor *c, const void *prefix, size_t n)
{
    return ls_left(c) >= n && (n == 0 || memcmp(c->at, prefix, n) == 0);
}

static inline struct ls_span ls_span(const void *bytes, size_t n)
{
    struct ls_span span = {bytes, n};
    return span;
}

static inline struct ls_cursor ls_span_cursor(struct ls_span span)
{
    return ls_cursor(span.at, span.len);
}
