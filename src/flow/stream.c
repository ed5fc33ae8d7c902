/* stream.c - segments in any order become bytes in order, within bounds */
#include "flow/stream.h"

#include <stdlib.h>

/* Bytes in the window that are ahead of the next one in order, by sequence number. */
struct range {
    uint32_t from, to;
};

struct window {
    uint32_t room;
    uint32_t late_count;
    struct range late[STREAM_LATE_RANGES]; /* sorted, neither overlapping nor touching */
    uint8_t bytes[];                       /* ready ones first, late ones at their distance */
};

enum { WINDOW_FIRST = 2048, SEGMENT_MAX = 64 * 1024 };

/* Sequence numbers wrap around: distances are signed (RFC 9293 section 3.4). */
static int32_t distance(uint32_t to, uint32_t from)
{
    return (int32_t)(to - from);
}

void stream_clear(struct stream *stream, size_t *memory)
{
    if (stream->window != NULL)
        *memory -= sizeof *stream->window + stream->window->room;
    free(stream->window);
    stream->window = NULL;
    stream->lent = NULL;
    stream->lent_bytes = 0;
    stream->ready = 0;
}

/* Makes the window at least need bytes wide; false: it stays as it is. */
static bool grow(struct stream *stream, size_t *memory, uint32_t need)
{
    uint32_t had = stream->window ? stream->window->room : 0;
    uint32_t room = had ? had : WINDOW_FIRST;
    if (had >= need && had > 0)
        return true;
    while (room < need)
        room *= 2;
    size_t more = had ? room - had : sizeof(struct window) + room;
    if (*memory + more > STREAM_MEMORY_MAX)
        return false;
    struct window *window = realloc(stream->window, sizeof *window + room);
    if (window == NULL)
        return false;
    if (had == 0)
        window->late_count = 0;
    window->room = room;
    stream->window = window;
    *memory += more;
    return true;
}

/* need is bounded by the callers. */
static bool widen(struct stream *stream, size_t *memory, uint32_t need)
{
    bool fits = grow(stream, memory, need);
    stream->unheld = stream->unheld || !fits;
    return fits;
}

void stream_syn(struct stream *stream, size_t *memory, uint32_t seq)
{
    uint32_t first = seq + 1;
    if (stream->got) { /* the SYN was captured behind its data */
        if (first == stream->next - stream->ready - stream->lent_bytes)
            stream->from_start = true;
        return;
    }
    if (stream->started && stream->next != first)
        stream_clear(stream, memory);
    stream->next = first;
    stream->started = true;
    stream->from_start = true;
}

/* Copies n bytes to their place ahead of the ready ones, around what came earlier. */
static void copy_around(struct stream *stream, uint32_t seq, const uint8_t *bytes, uint32_t n)
{
    struct window *window = stream->window;
    uint8_t *base = window->bytes + stream->ready;
    uint32_t end = seq + n;
    for (uint32_t i = 0; i < window->late_count && distance(end, seq) > 0; i++) {
        struct range late = window->late[i];
        if (distance(late.to, seq) <= 0)
            continue;
        int32_t before = distance(late.from, seq);
        if (before >= distance(end, seq))
            break;
        if (before > 0)
            memcpy(base + (seq - stream->next), bytes, (size_t)before);
        bytes += late.to - seq;
        seq = late.to;
    }
    if (distance(end, seq) > 0)
        memcpy(base + (seq - stream->next), bytes, end - seq);
}

static void drop_ranges(struct window *window, uint32_t at, uint32_t n)
{
    memmove(window->late + at, window->late + at + n,
            (window->late_count - at - n) * sizeof *window->late);
    window->late_count -= n;
}

/* Notes that [from, to) is there, as one range with all it touches. */
static bool add_range(struct window *window, uint32_t from, uint32_t to)
{
    uint32_t at = 0;
    while (at < window->late_count && distance(window->late[at].to, from) < 0)
        at++;
    uint32_t behind = at;
    while (behind < window->late_count && distance(window->late[behind].from, to) <= 0)
        behind++;
    if (behind == at) {
        if (window->late_count == STREAM_LATE_RANGES)
            return false;
        memmove(window->late + at + 1, window->late + at,
                (window->late_count - at) * sizeof *window->late);
        window->late_count++;
        window->late[at] = (struct range){from, to};
        return true;
    }
    struct range *first = &window->late[at];
    if (distance(from, first->from) < 0)
        first->from = from;
    first->to = window->late[behind - 1].to;
    if (distance(to, first->to) > 0)
        first->to = to;
    drop_ranges(window, at + 1, behind - at - 1);
    return true;
}

/* The next n bytes are there; so is what came early and now fits on. */
static void advance(struct stream *stream, uint32_t n)
{
    struct window *window = stream->window;
    stream->ready += n;
    stream->next += n;
    while (window->late_count > 0 && distance(window->late[0].from, stream->next) <= 0) {
        int32_t more = distance(window->late[0].to, stream->next);
        if (more > 0) {
            stream->ready += (uint32_t)more;
            stream->next += (uint32_t)more;
        }
        drop_ranges(window, 0, 1);
    }
    stream->got = true;
}

static enum stream_news put_in_window(struct stream *stream, size_t *memory, uint32_t ahead,
                                      const uint8_t *bytes, uint32_t n)
{
    if (ahead > 0 && ahead + n > STREAM_LATE_MAX)
        return STREAM_GAP;
    if (!widen(stream, memory, stream->ready + ahead + n))
        return STREAM_GAP;
    uint32_t seq = stream->next + ahead;
    copy_around(stream, seq, bytes, n);
    if (ahead > 0)
        return add_range(stream->window, seq, seq + n) ? STREAM_OLD : STREAM_GAP;
    advance(stream, n);
    return STREAM_NEW;
}

static enum stream_news put_next(struct stream *stream, size_t *memory, const uint8_t *bytes,
                                 uint32_t n)
{
    if (stream->window != NULL)
        return put_in_window(stream, memory, 0, bytes, n);
    stream->lent = bytes;
    stream->lent_bytes = n;
    stream->next += n;
    stream->got = true;
    return STREAM_NEW;
}

enum stream_news stream_put(struct stream *stream, size_t *memory, uint32_t seq,
                            struct ls_cursor bytes, uint32_t wire)
{
    stream->lent = NULL;
    stream->lent_bytes = 0;
    if (!stream->started) {
        stream->started = true;
        stream->next = seq;
    }
    int32_t ahead = distance(seq, stream->next);
    if (ahead < 0) {
        uint32_t old = 0U - (uint32_t)ahead;
        if (old >= wire)
            return STREAM_OLD;
        wire -= old;
        ls_take(&bytes, old);
        ahead = 0;
    }
    size_t left = ls_left(&bytes);
    uint32_t n = left < SEGMENT_MAX ? (uint32_t)left : SEGMENT_MAX;
    if (ahead > STREAM_LATE_MAX)
        return STREAM_GAP;
    if (ahead > 0) /* what is cut of an early segment stays a hole */
        return n > 0 ? put_in_window(stream, memory, (uint32_t)ahead, bytes.at, n) : STREAM_OLD;
    enum stream_news news = n > 0 ? put_next(stream, memory, bytes.at, n) : STREAM_OLD;
    if (n < wire && news != STREAM_GAP)
        news = news == STREAM_NEW ? STREAM_NEW_GAP : STREAM_GAP;
    return news;
}

bool stream_ended(const struct stream *stream)
{
    return stream->has_fin && stream->started && distance(stream->next, stream->fin) >= 0;
}

struct ls_cursor stream_bytes(const struct stream *stream)
{
    if (stream->lent != NULL)
        return ls_cursor(stream->lent, stream->lent_bytes);
    if (stream->window != NULL)
        return ls_cursor(stream->window->bytes, stream->ready);
    return ls_cursor(NULL, 0);
}

/* The rest of lent bytes moves into a new window. */
static bool keep_lent(struct stream *stream, size_t *memory, size_t used)
{
    const uint8_t *rest = stream->lent + used;
    size_t n = stream->lent_bytes - used;
    stream->lent = NULL;
    stream->lent_bytes = 0;
    if (n == 0)
        return true;
    size_t kept = n < STREAM_HELD_MAX ? n : STREAM_HELD_MAX;
    if (!widen(stream, memory, (uint32_t)kept))
        return false;
    memcpy(stream->window->bytes, rest, kept);
    stream->ready = (uint32_t)kept;
    return n < STREAM_HELD_MAX;
}

bool stream_consume(struct stream *stream, size_t *memory, size_t used)
{
    size_t have = stream->lent ? stream->lent_bytes : stream->ready;
    if (used > have)
        used = have;
    if (stream->lent != NULL)
        return keep_lent(stream, memory, used);
    struct window *window = stream->window;
    if (window == NULL)
        return true;
    stream->ready -= (uint32_t)used;
    uint32_t late = window->late_count ? window->late[window->late_count - 1].to - stream->next : 0;
    if (stream->ready == 0 && late == 0) {
        stream_clear(stream, memory);
        return true;
    }
    if (used > 0)
        memmove(window->bytes, window->bytes + used, stream->ready + late);
    if (stream->ready < STREAM_HELD_MAX)
        return true;
    stream->ready = STREAM_HELD_MAX;
    return false;
}
