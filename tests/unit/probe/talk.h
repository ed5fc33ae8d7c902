/*
 * talk.h - a conversation shown to one probe, as the flow layer would show it
 *
 * Every look gets copies that end at a page nobody may touch. What a probe has used is taken
 * out of the window, and may never be more than was there.
 */
#pragma once

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "guard.h"
#include "lyncscope/probe.h"

enum { TALK_WINDOW = 16384 };

struct talk {
    const struct ls_probe *probe;
    struct ls_draft *draft;
    struct ls_arena *arena;
    void *state;
    uint8_t window[2][TALK_WINDOW];
    size_t held[2];
    size_t used[2]; /* bytes consumed so far */
    bool midway[2]; /* the opening of this side was not captured */
    bool closed, cut;
    enum ls_answer answer; /* of the last look */
};

static inline struct talk *talk_new(const struct ls_probe *probe)
{
    struct talk *talk = calloc(1, sizeof *talk);
    ck_assert_ptr_nonnull(talk);
    talk->probe = probe;
    talk->draft = ls_draft_new();
    talk->arena = ls_arena_new();
    talk->state = calloc(1, probe->state_bytes + 1);
    return talk;
}

static inline void talk_free(struct talk *talk)
{
    ls_draft_free(talk->draft);
    ls_arena_free(talk->arena);
    free(talk->state);
    free(talk);
}

static inline enum ls_answer talk_look(struct talk *talk, int side)
{
    struct guard copy[2];
    struct ls_view view = {.side = (uint8_t)side,
                           .ip_proto = 6,
                           .stream = true,
                           .time_ns = 7,
                           .closed = talk->closed,
                           .cut = talk->cut};
    for (int i = 0; i < 2; i++) {
        copy[i] = guard_copy(talk->window[i], talk->held[i]);
        view.bytes[i] = ls_cursor(copy[i].bytes, talk->held[i]);
        view.from_start[i] = !talk->midway[i] && talk->used[i] == 0;
    }
    talk->answer = talk->probe->look(&view, talk->state, talk->draft);
    for (int i = 0; i < 2; i++) {
        ck_assert_uint_le(view.used[i], talk->held[i]);
        if (talk->answer == LS_YES || talk->answer == LS_DONE) {
            talk->held[i] -= view.used[i];
            talk->used[i] += view.used[i];
            memmove(talk->window[i], talk->window[i] + view.used[i], talk->held[i]);
        }
        guard_free(&copy[i]);
    }
    return talk->answer;
}

/* talk_say adds bytes of one side to the stream. */
static inline enum ls_answer talk_say(struct talk *talk, int side, const void *bytes, size_t n)
{
    ck_assert_uint_le(talk->held[side] + n, TALK_WINDOW);
    memcpy(talk->window[side] + talk->held[side], bytes, n);
    talk->held[side] += n;
    return talk_look(talk, side);
}

static inline enum ls_answer talk_text(struct talk *talk, int side, const char *text)
{
    return talk_say(talk, side, text, strlen(text));
}

static inline enum ls_answer talk_close(struct talk *talk)
{
    talk->closed = true;
    return talk_look(talk, 0);
}

static inline enum ls_answer talk_datagram(struct talk *talk, int side, const void *bytes, size_t n)
{
    struct guard copy = guard_copy(bytes, n);
    struct ls_view view = {.side = (uint8_t)side, .ip_proto = 17, .time_ns = 7, .cut = talk->cut};
    view.bytes[side] = ls_cursor(copy.bytes, n);
    talk->answer = talk->probe->look(&view, talk->state, talk->draft);
    guard_free(&copy);
    return talk->answer;
}

/* talk_blank says whether nothing at all was written to the draft. */
static inline bool talk_blank(struct talk *talk)
{
    size_t announced;
    const struct ls_evidence *made = ls_draft_evidence(talk->draft, talk->arena);
    ls_draft_announced(talk->draft, &announced);
    return made->depth == 0 && made->marks == 0 && made->facts_bytes == 0 && announced == 0 &&
           made->client == LS_SIDE_NONE;
}

static inline size_t talk_facts(struct talk *talk, enum ls_fact_kind kind)
{
    const struct ls_evidence *made = ls_draft_evidence(talk->draft, talk->arena);
    struct ls_fact fact;
    size_t count = 0;
    for (size_t at = 0; ls_fact_next(made, &at, &fact);)
        count += fact.kind == kind;
    return count;
}

static inline bool talk_has(struct talk *talk, enum ls_fact_kind kind, const char *text)
{
    const struct ls_evidence *made = ls_draft_evidence(talk->draft, talk->arena);
    struct ls_fact fact;
    for (size_t at = 0; ls_fact_next(made, &at, &fact);)
        if (fact.kind == kind && fact.value.len == strlen(text) &&
            memcmp(fact.value.at, text, fact.value.len) == 0)
            return true;
    return false;
}

static inline uint8_t talk_client(struct talk *talk)
{
    return ls_draft_evidence(talk->draft, talk->arena)->client;
}

static inline size_t talk_announced(struct talk *talk)
{
    size_t count;
    ls_draft_announced(talk->draft, &count);
    return count;
}

static inline bool talk_learnt(struct talk *talk, enum ls_announce kind, const char *addr,
                               uint16_t port, uint8_t ip_proto)
{
    size_t count;
    const struct ls_announcement *all = ls_draft_announced(talk->draft, &count);
    struct ls_addr wanted;
    ck_assert(ls_addr_parse(addr, &wanted));
    for (size_t i = 0; i < count; i++)
        if (all[i].kind == kind && all[i].port == port && all[i].ip_proto == ip_proto &&
            ls_addr_equal(&all[i].addr, &wanted))
            return true;
    return false;
}

/* talk_run runs one suite; for main. */
static inline int talk_run(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
