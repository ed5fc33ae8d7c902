/*
 * stream.h - shows a probe a conversation the way a flow does, for tests of stream probes
 *
 * Each direction is a window of unread bytes; what the probe consumes goes away. Every look
 * sees exact copies that end at a closed page, so an over-read is a crash.
 */
#pragma once

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "guard.h"
#include "lyncscope/probe.h"

enum { STREAM_WINDOW = 16 * 1024 };

struct stream {
    const struct ls_probe *probe;
    void *state;
    struct ls_draft *draft;
    struct ls_arena *arena;
    enum ls_answer answer;
    size_t held[2];
    bool begun[2]; /* the window begins where the direction began */
    uint8_t window[2][STREAM_WINDOW];
};

static inline struct stream *stream_new(const struct ls_probe *probe, bool from_start)
{
    struct stream *stream = calloc(1, sizeof *stream);
    ck_assert_ptr_nonnull(stream);
    stream->probe = probe;
    stream->state = calloc(1, probe->state_bytes);
    stream->draft = ls_draft_new();
    stream->arena = ls_arena_new();
    stream->answer = LS_MAYBE;
    stream->begun[0] = stream->begun[1] = from_start;
    return stream;
}

static inline void stream_free(struct stream *stream)
{
    ls_arena_free(stream->arena);
    ls_draft_free(stream->draft);
    free(stream->state);
    free(stream);
}

static inline void stream_look(struct stream *stream, int side, bool closed)
{
    struct guard copy[2];
    struct ls_view view = {.side = (uint8_t)side, .ip_proto = 6, .stream = true, .closed = closed};

    if (stream->answer == LS_NO || stream->answer == LS_DONE)
        return;
    for (int i = 0; i < 2; i++) {
        copy[i] = guard_copy(stream->window[i], stream->held[i]);
        view.bytes[i] = ls_cursor(copy[i].bytes, stream->held[i]);
        view.from_start[i] = stream->begun[i];
    }
    stream->answer = stream->probe->look(&view, stream->state, stream->draft);
    for (int i = 0; i < 2; i++) {
        guard_free(&copy[i]);
        ck_assert_uint_le(view.used[i], stream->held[i]);
        if (stream->answer != LS_YES || view.used[i] == 0)
            continue;
        stream->held[i] -= view.used[i];
        memmove(stream->window[i], stream->window[i] + view.used[i], stream->held[i]);
        stream->begun[i] = false;
    }
    size_t count;
    (void)ls_draft_announced(stream->draft, &count);
    if (stream->answer == LS_MAYBE || stream->answer == LS_NO)
        ck_assert(ls_draft_marks(stream->draft) == 0 && count == 0);
}

/* Shows n bytes from side in pieces of step bytes. */
static inline enum ls_answer stream_say_in(struct stream *stream, int side, const void *bytes,
                                           size_t n, size_t step)
{
    const uint8_t *at = bytes;
    while (n > 0) {
        size_t part = n < step ? n : step;
        ck_assert_uint_le(stream->held[side] + part, STREAM_WINDOW);
        memcpy(stream->window[side] + stream->held[side], at, part);
        stream->held[side] += part;
        stream_look(stream, side, false);
        if (stream->answer == LS_NO || stream->answer == LS_DONE)
            stream->held[side] = 0;
        at += part;
        n -= part;
    }
    return stream->answer;
}

static inline enum ls_answer stream_say(struct stream *stream, int side, const void *bytes,
                                        size_t n)
{
    return stream_say_in(stream, side, bytes, n, n);
}

/* Ends the conversation. As in a flow, there is only a last look when bytes are still held. */
static inline enum ls_answer stream_close(struct stream *stream)
{
    if (stream->held[0] + stream->held[1] == 0 && stream->answer == LS_YES)
        return LS_YES;
    stream_look(stream, 0, true);
    return stream->answer;
}

static inline const struct ls_evidence *stream_evidence(struct stream *stream)
{
    const struct ls_evidence *made = ls_draft_evidence(stream->draft, stream->arena);
    ck_assert_ptr_nonnull(made);
    return made;
}

static inline bool stream_marked(const struct stream *stream, uint32_t mark)
{
    return (ls_draft_marks(stream->draft) & mark) != 0;
}

static inline bool stream_noted(struct stream *stream, enum ls_fact_kind kind, const void *value,
                                size_t n)
{
    const struct ls_evidence *made = stream_evidence(stream);
    struct ls_fact fact;
    for (size_t at = 0; ls_fact_next(made, &at, &fact);)
        if (fact.kind == kind && fact.value.len == n && memcmp(fact.value.at, value, n) == 0)
            return true;
    return false;
}

static inline int stream_count(struct stream *stream, enum ls_fact_kind kind)
{
    const struct ls_evidence *made = stream_evidence(stream);
    struct ls_fact fact;
    int count = 0;
    for (size_t at = 0; ls_fact_next(made, &at, &fact);)
        count += fact.kind == kind;
    return count;
}

/* Turns hex (spaces allowed) into bytes; returns how many. */
static inline size_t stream_hex(const char *hex, uint8_t *out, size_t room)
{
    size_t n = 0;
    for (; *hex != '\0'; hex++) {
        if (*hex == ' ')
            continue;
        char pair[3] = {hex[0], hex[1], 0};
        ck_assert(n < room && hex[1] != '\0');
        out[n++] = (uint8_t)strtoul(pair, NULL, 16);
        hex++;
    }
    return n;
}
