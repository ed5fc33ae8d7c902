/*
 * show.h - shows bytes to one probe, each time from a page whose end cannot be read
 *
 * The draft of the last call is in `shown`, so that a test can ask what was noted.
 */
#pragma once

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guard.h"
#include "probe/draft.h"
#include "probe/probes.h"

enum show_how { SHOW_STREAM = 1, SHOW_CUT = 2, SHOW_CLOSED = 4 };

static struct ls_draft shown;
static size_t shown_used[2];

static inline void show_set_up(void)
{
    ls_draft_init(&shown);
}

static inline void show_tear_down(void)
{
    ls_draft_clear(&shown);
}

static inline enum ls_answer show_with(const struct ls_probe *probe, void *state, uint8_t side,
                                       const void *bytes, size_t n, int how)
{
    struct guard guard = guard_copy(bytes, n);
    struct ls_view view = {.side = side,
                           .stream = how & SHOW_STREAM,
                           .cut = how & SHOW_CUT,
                           .closed = how & SHOW_CLOSED,
                           .ip_proto = how & SHOW_STREAM ? 6 : 17,
                           .from_start = {true, true}};
    view.bytes[side] = ls_cursor(guard.bytes, n);
    enum ls_answer answer = probe->look(&view, state, &shown);
    ck_assert_uint_le(view.used[side], n);
    shown_used[0] = view.used[0];
    shown_used[1] = view.used[1];
    if (answer < LS_YES)
        ck_assert_msg(ls_draft_is_blank(&shown), "a probe that is not sure wrote to the draft");
    guard_free(&guard);
    return answer;
}

/* Shows bytes as all there is of a flow: the draft and the state are fresh. */
static inline enum ls_answer show(const struct ls_probe *probe, uint8_t side, const void *bytes,
                                  size_t n, int how)
{
    void *state = calloc(1, probe->state_bytes + 1);
    ls_draft_clear(&shown);
    enum ls_answer answer = show_with(probe, state, side, bytes, n, how);
    free(state);
    return answer;
}

/* Every shorter stream is undecided up to proof bytes, and proved from there on. */
static inline void show_each_prefix(const struct ls_probe *probe, const void *bytes, size_t n,
                                    size_t proof)
{
    for (size_t k = 0; k <= n; k++) {
        enum ls_answer answer = show(probe, 0, bytes, k, SHOW_STREAM);
        ck_assert_msg(k < proof ? answer == LS_MAYBE : answer >= LS_YES, "%s: %d after %zu bytes",
                      probe->name, (int)answer, k);
    }
}

/* No shorter datagram is accepted as whole; as a cut one it is undecided, or proved from proof. */
static inline void show_each_cut(const struct ls_probe *probe, const void *bytes, size_t n,
                                 size_t proof)
{
    for (size_t k = 0; k < n; k++) {
        enum ls_answer whole = show(probe, 0, bytes, k, 0);
        ck_assert_msg(whole < LS_YES, "%s: whole datagram of %zu bytes", probe->name, k);
        enum ls_answer cut = show(probe, 0, bytes, k, SHOW_CUT);
        ck_assert_msg(k < proof ? cut == LS_MAYBE : cut >= LS_YES, "%s: %d, cut at %zu bytes",
                      probe->name, (int)cut, k);
    }
    ck_assert(show(probe, 0, bytes, n, 0) >= LS_YES);
}

/* No shorter datagram that is whole may be waited for: nothing more of it will come. */
static inline void show_each_short(const struct ls_probe *probe, const void *bytes, size_t n)
{
    for (size_t k = 1; k < n; k++)
        ck_assert_msg(show(probe, 0, bytes, k, 0) == LS_NO, "%s: %zu bytes", probe->name, k);
}

/* The answer about bytes of which one has another value. */
static inline enum ls_answer show_changed(const struct ls_probe *probe, const void *bytes, size_t n,
                                          size_t at, int value, int how)
{
    uint8_t copy[2048];
    ck_assert(n <= sizeof copy && at < n);
    memcpy(copy, bytes, n);
    copy[at] = (uint8_t)value;
    return show(probe, 0, copy, n, how);
}

static inline bool shown_fact(enum ls_fact_kind kind, const char *text)
{
    struct ls_evidence made = shown.made;
    struct ls_fact fact;
    made.facts = shown.facts;
    for (size_t at = 0; ls_fact_next(&made, &at, &fact);)
        if (fact.kind == kind && fact.value.len == strlen(text) &&
            memcmp(fact.value.at, text, fact.value.len) == 0)
            return true;
    return false;
}

static inline bool shown_is(enum ls_proto proto)
{
    return ls_evidence_best(&shown.made) == proto;
}

/* Random bytes: no probe may see anything in it. */
static inline void show_noise(const struct ls_probe *probe, int how)
{
    static uint8_t noise[1400];
    uint64_t x = 0x9e3779b97f4a7c15;
    void *state = calloc(1, probe->state_bytes + 1);
    struct ls_draft draft;
    ls_draft_init(&draft);
    for (int i = 0; i < 20000; i++) {
        for (size_t k = 0; k < sizeof noise; k += 8) {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            memcpy(noise + k, &x, 8);
        }
        struct ls_view view = {.stream = how & SHOW_STREAM};
        view.bytes[0] = ls_cursor(noise, 1 + x % sizeof noise);
        memset(state, 0, probe->state_bytes);
        ck_assert(probe->look(&view, state, &draft) < LS_YES);
    }
    ls_draft_clear(&draft);
    free(state);
}

/* Neighbours: what other protocols open with. */
#define SHOW_TLS  "\x16\x03\x01\x00\x05\x01\x00\x00\x01\x03"
#define SHOW_HTTP "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
#define SHOW_SIP  "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP a\r\n\r\n"
#define SHOW_STUN                                                                                  \
    "\x00\x01\x00\x00\x21\x12\xa4\x42"                                                             \
    "abcdefghijkl"
#define SHOW_RTP                                                                                   \
    "\x80\x00\x00\x01\x00\x00\x00\xa0\x12\x34\x56\x78"                                             \
    "....................."

#define SHOW(probe, text, how) show(probe, 0, text, sizeof(text) - 1, how)

static inline void show_neighbours(const struct ls_probe *probe)
{
    for (int how = 0; how <= SHOW_STREAM; how++) {
        if (!(probe->transports & (how ? LS_TCP : LS_UDP)))
            continue;
        ck_assert_int_lt(SHOW(probe, SHOW_TLS, how), LS_YES);
        ck_assert_int_lt(SHOW(probe, SHOW_HTTP, how), LS_YES);
        ck_assert_int_lt(SHOW(probe, SHOW_SIP, how), LS_YES);
        ck_assert_int_lt(SHOW(probe, SHOW_STUN, how), LS_YES);
        ck_assert_int_lt(SHOW(probe, SHOW_RTP, how), LS_YES);
    }
}

static inline int show_run(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static inline TCase *show_tests(Suite *suite)
{
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, show_set_up, show_tear_down);
    tcase_set_timeout(tests, 60);
    suite_add_tcase(suite, tests);
    return tests;
}
