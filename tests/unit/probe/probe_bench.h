/* probe_bench.h - asks one probe about datagrams and streams the way an inquiry does */
#pragma once

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guard.h"
#include "probe/probes.h"

/* One probe, its state, a draft, and what the flow has buffered. */
struct bench {
    const struct ls_probe *probe;
    void *state;
    struct ls_draft *draft;
    struct ls_arena *arena;
    uint8_t stream[2][32768];
    size_t length[2], used[2];
    bool midway; /* the directions were not seen from their start */
    bool cut;
};

static inline void bench_open(struct bench *bench, const struct ls_probe *probe)
{
    memset(bench, 0, sizeof *bench);
    bench->probe = probe;
    bench->state = calloc(1, probe->state_bytes);
    bench->draft = ls_draft_new();
    bench->arena = ls_arena_new();
    ck_assert(bench->state != NULL && bench->draft != NULL && bench->arena != NULL);
}

static inline void bench_close(struct bench *bench)
{
    free(bench->state);
    ls_draft_free(bench->draft);
    ls_arena_free(bench->arena);
}

/* The evidence so far. */
static inline const struct ls_evidence *bench_made(struct bench *bench)
{
    const struct ls_evidence *made = ls_draft_evidence(bench->draft, bench->arena);
    ck_assert_ptr_nonnull(made);
    return made;
}

static inline bool bench_is_blank(struct bench *bench)
{
    const struct ls_evidence *made = bench_made(bench);
    size_t announced;
    ls_draft_announced(bench->draft, &announced);
    return made->depth == 0 && made->marks == 0 && made->facts_bytes == 0 && announced == 0 &&
           made->client == LS_SIDE_NONE;
}

/* Shows a datagram that ends at a page nobody may touch. */
static inline enum ls_answer bench_datagram(struct bench *bench, uint8_t side, const void *bytes,
                                            size_t n)
{
    struct guard guard = guard_copy(bytes, n);
    struct ls_view view = {.side = side, .ip_proto = 17, .cut = bench->cut};
    view.bytes[side] = ls_cursor(guard.bytes, n);
    enum ls_answer answer = bench->probe->look(&view, bench->state, bench->draft);
    guard_free(&guard);
    return answer;
}

/* Adds bytes to a direction of a stream and looks; keeps to what the probe has used. */
static inline enum ls_answer bench_stream(struct bench *bench, uint8_t side, const void *bytes,
                                          size_t n)
{
    ck_assert_uint_le(bench->length[side] + n, sizeof bench->stream[side]);
    memcpy(bench->stream[side] + bench->length[side], bytes, n);
    bench->length[side] += n;

    struct guard guard[2];
    struct ls_view view = {.side = side, .ip_proto = 6, .stream = true};
    for (int i = 0; i < 2; i++) {
        size_t left = bench->length[i] - bench->used[i];
        guard[i] = guard_copy(bench->stream[i] + bench->used[i], left);
        view.bytes[i] = ls_cursor(guard[i].bytes, left);
        view.from_start[i] = !bench->midway && bench->used[i] == 0;
    }
    enum ls_answer answer = bench->probe->look(&view, bench->state, bench->draft);
    for (int i = 0; i < 2; i++) {
        ck_assert_uint_le(view.used[i], bench->length[i] - bench->used[i]);
        if (answer == LS_YES || answer == LS_DONE)
            bench->used[i] += view.used[i];
        guard_free(&guard[i]);
    }
    return answer;
}

/* Reads hexadecimal digits; returns the bytes. */
static inline size_t bench_hex(const char *text, uint8_t *bytes)
{
    size_t n = 0;
    for (; text[0] != '\0' && text[1] != '\0'; text += 2) {
        char pair[3] = {text[0], text[1], '\0'};
        bytes[n++] = (uint8_t)strtoul(pair, NULL, 16);
    }
    return n;
}

#define ck_assert_stack(made, ...)                                                                 \
    do {                                                                                           \
        const uint8_t stack_[] = {__VA_ARGS__};                                                    \
        ck_assert_uint_eq((made)->depth, sizeof stack_);                                           \
        ck_assert_mem_eq((made)->stack, stack_, sizeof stack_);                                    \
    } while (0)
