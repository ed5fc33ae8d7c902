/* test_inquiry.c - whom an inquiry asks, how often, and what becomes of each answer */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "probe/inquiry.h"

enum { TCP = 6, UDP = 17 };

/*
 * Fake probes are steered by the bytes they see: the last byte of the newest direction is the
 * answer (n m y d), where the fake listens to its own letter: "y1" is yes for fake 1 and no for
 * others. Calls are counted in the state's neighbour below.
 */
static struct {
    int calls[4];
    int state_seen[4]; /* what the state's counter was at the last call */
    size_t use;        /* bytes to consume after a yes */
    bool scribble;     /* damage the view */
} fake;

static enum ls_answer fake_look(struct ls_view *view, void *state, struct ls_draft *draft, int own)
{
    static const enum ls_proto protos[] = {LS_PROTO_SIP, LS_PROTO_STUN, LS_PROTO_RTP,
                                           LS_PROTO_DTLS};
    struct ls_cursor in = view->bytes[view->side];
    size_t n = ls_left(&in);
    uint32_t *counter = state;
    char what = n > 1 ? (char)in.at[n - 2] : 'm';
    char who = n > 0 ? (char)in.at[n - 1] : '*';

    fake.calls[own]++;
    fake.state_seen[own] = (int)(*counter)++;
    view->used[0] = view->used[1] = 1000000;
    if (fake.scribble)
        view->bytes[0] = view->bytes[1] = ls_cursor(NULL, 0);
    if (who != '*' && who != '0' + own)
        return LS_NO;
    if (what == 'n')
        return LS_NO;
    if (what == 'm')
        return LS_MAYBE;
    view->used[view->side] = fake.use;
    view->used[!view->side] = 0;
    ls_draft_proves(draft, protos[own]);
    return what == 'd' ? LS_DONE : LS_YES;
}

#define FAKE(n)                                                                                    \
    static enum ls_answer look##n(struct ls_view *view, void *state, struct ls_draft *draft)       \
    {                                                                                              \
        return fake_look(view, state, draft, n);                                                   \
    }
FAKE(0)
FAKE(1)
FAKE(2)
FAKE(3)

static const struct ls_probe sip = {.name = "sip",
                                    .transports = LS_TCP,
                                    .state_bytes = 4,
                                    .budget = 1000,
                                    .follow = 5000,
                                    .look = look0};
static const struct ls_probe stun = {.name = "stun",
                                     .transports = LS_TCP | LS_UDP,
                                     .state_bytes = 4,
                                     .budget = 100,
                                     .follow = 10,
                                     .look = look1};
static const struct ls_probe rtp = {.name = "rtp",
                                    .transports = LS_UDP,
                                    .state_bytes = 4,
                                    .budget = 3,
                                    .follow = 4,
                                    .beside_stun = true,
                                    .look = look2};
static const struct ls_probe dtls = {.name = "dtls",
                                     .transports = LS_UDP,
                                     .state_bytes = 4,
                                     .budget = 1,
                                     .beside_stun = true,
                                     .look = look3};
static const struct ls_probe *const table[] = {&sip, &stun, &rtp, &dtls};

static struct ls_arena *arena;
static struct ls_probes *probes;
static struct ls_inquiry *inquiry;
static struct ls_view view;
static const struct ls_evidence *made;

static void set_up(void)
{
    memset(&fake, 0, sizeof fake);
    memset(&view, 0, sizeof view);
    arena = ls_arena_new();
    probes = ls_probes_of(table, 4, false, NULL);
    made = NULL;
}

static void tear_down(void)
{
    ls_probes_free(probes);
    ls_arena_free(arena);
}

static void open_tcp(void)
{
    inquiry = ls_inquiry_open(probes, TCP);
    view.stream = true;
    view.ip_proto = TCP;
    view.from_start[0] = view.from_start[1] = true;
}

static void open_udp(void)
{
    inquiry = ls_inquiry_open(probes, UDP);
    view.ip_proto = UDP;
    view.from_start[0] = view.from_start[1] = true;
}

static void end(void)
{
    made = ls_inquiry_close(inquiry, arena);
}

static bool see(const char *text)
{
    view.bytes[view.side] = ls_cursor(text, strlen(text));
    return ls_inquiry_look(inquiry, &view);
}

/* n bytes of 'x', with the last two as given. */
static bool see_long(size_t n, const char *last)
{
    static char bytes[20000];
    memset(bytes, 'x', n);
    memcpy(bytes + n - 2, last, 2);
    view.bytes[view.side] = ls_cursor(bytes, n);
    return ls_inquiry_look(inquiry, &view);
}

static uint32_t marks(void)
{
    return made != NULL ? made->marks : 0;
}

START_TEST(the_first_of_the_table_wins_and_the_others_are_not_asked)
{
    open_tcp();
    ck_assert(!see("y*"));
    ck_assert_int_eq(fake.calls[0], 1);
    ck_assert_int_eq(fake.calls[1], 0);
    ck_assert(see("y1")); /* only 0 is asked, says no, and that ends a stream's inquiry */
    ck_assert_int_eq(fake.calls[1], 0);
    end();
    ck_assert_uint_eq(made->depth, 1);
    ck_assert_uint_eq(ls_evidence_best(made), LS_PROTO_SIP);
}
END_TEST

START_TEST(a_later_no_of_the_winner_keeps_the_proof)
{
    open_tcp();
    ck_assert(!see("y0"));
    ck_assert(see("n0"));
    end();
    ck_assert_uint_eq(ls_evidence_best(made), LS_PROTO_SIP);
    ck_assert(!(marks() & LS_MARK_OTHER));
}
END_TEST

START_TEST(done_ends_at_once)
{
    open_tcp();
    ck_assert(see("d1"));
    end();
    ck_assert_uint_eq(ls_evidence_best(made), LS_PROTO_STUN);
    ck_assert(marks() & LS_MARK_FROM_START);
}
END_TEST

START_TEST(transports_keep_probes_apart)
{
    open_udp();
    ck_assert(see("d0"));
    ck_assert_int_eq(fake.calls[0], 0);
    end();
    inquiry = ls_inquiry_open(probes, 132);
    ck_assert(see("d*"));
    end();
    ck_assert(made == NULL || made->depth == 0);
}
END_TEST

START_TEST(opening_bytes_nobody_knows_are_marked)
{
    open_tcp();
    ck_assert(see("n*"));
    end();
    ck_assert_uint_eq(marks(), LS_MARK_OTHER | LS_MARK_FROM_START);
}
END_TEST

START_TEST(midway_bytes_nobody_knows_prove_nothing)
{
    open_tcp();
    view.from_start[0] = view.from_start[1] = false;
    ck_assert(see("n*"));
    end();
    ck_assert_ptr_null(made);
}
END_TEST

START_TEST(from_start_needs_a_byte)
{
    open_tcp();
    view.closed = true;
    ck_assert(see(""));
    end();
    ck_assert_ptr_null(made);
}
END_TEST

START_TEST(cut_bytes_are_not_foreign)
{
    open_tcp();
    view.cut = true;
    ck_assert(see("n*"));
    end();
    ck_assert_uint_eq(marks(), LS_MARK_FROM_START);
}
END_TEST

START_TEST(a_maybe_at_the_close_is_unknown_not_foreign)
{
    open_tcp();
    ck_assert(!see("m*"));
    view.closed = true;
    ck_assert(see("m*"));
    end();
    ck_assert_uint_eq(marks(), LS_MARK_FROM_START);
}
END_TEST

START_TEST(a_no_at_the_close_is_foreign)
{
    open_tcp();
    ck_assert(!see("m*"));
    view.closed = true;
    ck_assert(see("n*"));
    end();
    ck_assert(marks() & LS_MARK_OTHER);
}
END_TEST

START_TEST(a_spent_budget_makes_maybe_no)
{
    open_tcp();
    ck_assert(!see_long(99, "m*"));
    ck_assert_int_eq(fake.calls[1], 1);
    ck_assert(!see_long(100, "m*")); /* 100 is stun's budget, sip has 1000 */
    ck_assert(!see_long(101, "m*"));
    ck_assert_int_eq(fake.calls[1], 2);
    ck_assert_int_eq(fake.calls[0], 3);
    ck_assert(see_long(1000, "m*"));
    end();
    ck_assert(marks() & LS_MARK_OTHER);
}
END_TEST

START_TEST(one_byte_a_segment_stays_linear)
{
    size_t n;
    static const struct ls_probe patient = {.name = "patient",
                                            .transports = LS_TCP,
                                            .state_bytes = 4,
                                            .budget = 1 << 20,
                                            .look = look0};
    static const struct ls_probe *const one[] = {&patient};
    ls_probes_free(probes);
    probes = ls_probes_of(one, 1, false, NULL);
    open_tcp();
    for (n = 2; n < 16 * 1024; n++)
        ck_assert(!see_long(n, "m*"));
    /* 256 while short; then by eighths: log(16384/256)/log(9/8) = 36 */
    ck_assert_int_le(fake.calls[0], 256 + 40);
    ck_assert_int_ge(fake.calls[0], 256 + 30);
    ck_assert(see_long(n, "m*")); /* the window is full: nothing more can be waited for */
    end();
    ck_assert(marks() & LS_MARK_OTHER);
}
END_TEST

/* What the other direction says, and what is taken of it, is no reason to ask again. */
START_TEST(one_byte_a_segment_stays_linear_beside_a_busy_direction)
{
    enum { FROM = 300, TO = 4800 };
    static const struct ls_probe endless = {
        .name = "endless", .transports = LS_TCP, .state_bytes = 4, .budget = 100, .look = look0};
    static const struct ls_probe *const one[] = {&endless};
    ls_probes_free(probes);
    probes = ls_probes_of(one, 1, false, NULL);
    open_tcp();
    for (size_t n = FROM; n < TO; n++) {
        view.side = 0;
        fake.use = 0;
        ck_assert(!see_long(n, "y0"));
        view.side = 1;
        fake.use = 2;
        ck_assert(!see("y0"));
    }
    /* 32 freely; then by eighths: log(4800/332)/log(9/8) = 23 */
    int calls = fake.calls[0] - (TO - FROM);
    ck_assert_int_ge(calls, 32 + 20);
    ck_assert_int_le(calls, 32 + 26);
    end();
}
END_TEST

START_TEST(ordinary_segments_are_all_asked_about)
{
    open_tcp();
    for (int i = 1; i <= 11; i++)
        ck_assert(!see_long((size_t)i * 10 + 800, "m0"));
    ck_assert_int_eq(fake.calls[0], 11);
    end();
}
END_TEST

START_TEST(the_close_is_always_asked_about)
{
    open_tcp();
    for (size_t n = 900; n < 990; n++)
        ck_assert(!see_long(n, "m0"));
    int calls = fake.calls[0];
    ck_assert_int_lt(calls, 90);
    view.closed = true;
    ck_assert(see_long(990, "y0"));
    ck_assert_int_eq(fake.calls[0], calls + 1);
    end();
    ck_assert_uint_eq(ls_evidence_best(made), LS_PROTO_SIP);
}
END_TEST

START_TEST(only_the_winner_consumes_and_never_more_than_there_is)
{
    open_tcp();
    ck_assert(!see("m*"));
    ck_assert_uint_eq(view.used[0], 0);
    fake.use = 99;
    ck_assert(!see("xxy0"));
    ck_assert_uint_eq(view.used[0], 4);
    ck_assert_uint_eq(view.used[1], 0);
    end();
}
END_TEST

START_TEST(a_probe_cannot_change_what_others_see)
{
    open_tcp();
    fake.scribble = true;
    ck_assert(see("d1"));
    ck_assert_uint_eq(ls_left(&view.bytes[0]), 2);
    end();
    ck_assert_uint_eq(ls_evidence_best(made), LS_PROTO_STUN);
}
END_TEST

START_TEST(a_winner_is_followed_for_its_budget_of_bytes)
{
    open_tcp();
    fake.use = 1000;
    for (int i = 0; i < 4; i++)
        ck_assert(!see_long(1000, "y0"));
    ck_assert(see_long(1000, "y0"));
    end();
}
END_TEST

START_TEST(a_full_window_nobody_takes_from_is_dropped)
{
    static const struct ls_probe endless = {
        .name = "endless", .transports = LS_TCP, .state_bytes = 4, .budget = 100, .look = look0};
    static const struct ls_probe *const one[] = {&endless};
    ls_probes_free(probes);
    probes = ls_probes_of(one, 1, false, NULL);
    open_tcp();
    ck_assert(!see_long(16 * 1024 - 1, "y0"));
    ck_assert_uint_eq(view.used[0], 0);
    ck_assert(!see_long(16 * 1024, "y0"));
    ck_assert_uint_eq(view.used[0], 16 * 1024);
    end();
}
END_TEST

START_TEST(state_is_the_probes_own_and_starts_at_zero)
{
    open_tcp();
    ck_assert(!see("m*"));
    ck_assert(!see("m*"));
    ck_assert_int_eq(fake.state_seen[0], 1);
    ck_assert_int_eq(fake.state_seen[1], 1);
    end();
    open_tcp();
    ck_assert(!see("m*"));
    ck_assert_int_eq(fake.state_seen[0], 0);
    end();
}
END_TEST

START_TEST(a_datagram_probe_has_a_budget_of_datagrams)
{
    open_udp();
    ck_assert(!see("m*"));
    ck_assert(!see("m2"));
    ck_assert(see("m2"));
    end();
    ck_assert_int_eq(fake.calls[2], 3); /* rtp: budget of three, which held the flow open */
    ck_assert_int_eq(fake.calls[1], 3); /* stun's no was about one datagram each time */
    ck_assert(marks() & LS_MARK_OTHER);
}
END_TEST

START_TEST(a_refusal_is_about_one_datagram)
{
    open_udp();
    ck_assert(!see("m2")); /* all but rtp refuse, and rtp keeps the flow in question */
    ck_assert(see("d3"));
    end();
    ck_assert_uint_eq(ls_evidence_best(made), LS_PROTO_DTLS);
}
END_TEST

START_TEST(a_budget_meant_for_bytes_does_not_hold_datagrams_for_ever)
{
    open_udp();
    for (int i = 1; i < LS_DATAGRAM_BUDGET_MAX; i++)
        ck_assert(!see("m1"));
    ck_assert(see("m1"));
    end();
}
END_TEST

START_TEST(cut_datagrams_spend_no_budget_but_end_some_day)
{
    int seen = 1;
    open_udp();
    view.cut = true;
    while (!see("m3"))
        seen++;
    ck_assert_int_eq(seen, LS_CUT_DATAGRAMS);
    end();
    ck_assert(!(marks() & LS_MARK_OTHER));
}
END_TEST

START_TEST(empty_datagrams_are_passed_over)
{
    open_udp();
    for (int i = 0; i < 100; i++)
        ck_assert(!see(""));
    ck_assert_int_eq(fake.calls[1], 0);
    ck_assert(see("d3"));
    end();
    ck_assert_uint_eq(ls_evidence_best(made), LS_PROTO_DTLS);
}
END_TEST

START_TEST(media_prove_themselves_beside_stun)
{
    open_udp();
    ck_assert(!see("m2")); /* rtp is in question, and has state */
    ck_assert(!see("y1"));
    ck_assert(!see("n1")); /* stun says no to a datagram of others: that ends nothing */
    ck_assert(!see("m2"));
    ck_assert(!see("y2"));
    end();
    ck_assert_uint_eq(made->depth, 2);
    ck_assert_uint_eq(made->stack[0], LS_PROTO_STUN);
    ck_assert_uint_eq(made->stack[1], LS_PROTO_RTP);
}
END_TEST

START_TEST(a_probe_that_was_out_comes_back_beside_stun_with_fresh_state)
{
    open_udp();
    ck_assert(!see("m1")); /* rtp and dtls say no */
    ck_assert(!see("y1"));
    ck_assert(!see("y2"));
    ck_assert_int_eq(fake.state_seen[2], 0);
    end();
    ck_assert(ls_evidence_has(made, LS_PROTO_RTP));
}
END_TEST

START_TEST(beside_stun_ends_when_media_never_come)
{
    int seen = 2;
    open_udp();
    ck_assert(!see("d1")); /* stun itself wants nothing more */
    while (!see("n1"))
        seen++;
    ck_assert_int_eq(seen, 1 + LS_BESIDE_DATAGRAMS);
    end();
}
END_TEST

START_TEST(nobody_stands_beside_another_winner)
{
    open_udp();
    ck_assert(!see("y2"));
    ck_assert(!see("y3"));
    ck_assert_int_eq(fake.calls[3], 0);
    end();
    ck_assert_uint_eq(made->depth, 1);
}
END_TEST

START_TEST(a_datagram_winner_is_followed_for_its_budget)
{
    open_udp();
    ck_assert(!see("y2"));
    for (int i = 0; i < 3; i++)
        ck_assert(!see("y2"));
    ck_assert(see("y2"));
    end();
}
END_TEST

START_TEST(a_closed_datagram_flow_is_over)
{
    open_udp();
    ck_assert(!see("m2"));
    view.closed = true;
    ck_assert(see("m2"));
    end();
    ck_assert(!(marks() & LS_MARK_OTHER));
}
END_TEST

START_TEST(closing_early_says_nothing_false)
{
    open_udp();
    ck_assert(!see("m2"));
    end();
    ck_assert_uint_eq(marks(), LS_MARK_FROM_START);
}
END_TEST

START_TEST(the_built_in_table_fits_and_is_well_formed)
{
    size_t count;
    const struct ls_probe *const *all = ls_probe_table(&count);
    ck_assert_uint_gt(count, 10);
    for (size_t i = 0; i < count; i++) {
        ck_assert_ptr_nonnull(all[i]->look);
        ck_assert_uint_ne(ls_proto_find(all[i]->name), LS_PROTO_NONE);
        ck_assert_uint_ne(all[i]->transports, 0);
        ck_assert_uint_ne(all[i]->budget, 0);
    }
    struct ls_probes *set = ls_probes_new(false, NULL);
    ck_assert_ptr_nonnull(set);
    ls_probes_free(set);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("inquiry");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, set_up, tear_down);
#define ADD(name) tcase_add_test(tests, name)
    ADD(the_first_of_the_table_wins_and_the_others_are_not_asked);
    ADD(a_later_no_of_the_winner_keeps_the_proof);
    ADD(done_ends_at_once);
    ADD(transports_keep_probes_apart);
    ADD(opening_bytes_nobody_knows_are_marked);
    ADD(midway_bytes_nobody_knows_prove_nothing);
    ADD(from_start_needs_a_byte);
    ADD(cut_bytes_are_not_foreign);
    ADD(a_maybe_at_the_close_is_unknown_not_foreign);
    ADD(a_no_at_the_close_is_foreign);
    ADD(a_spent_budget_makes_maybe_no);
    ADD(one_byte_a_segment_stays_linear);
    ADD(one_byte_a_segment_stays_linear_beside_a_busy_direction);
    ADD(ordinary_segments_are_all_asked_about);
    ADD(the_close_is_always_asked_about);
    ADD(only_the_winner_consumes_and_never_more_than_there_is);
    ADD(a_probe_cannot_change_what_others_see);
    ADD(a_winner_is_followed_for_its_budget_of_bytes);
    ADD(a_full_window_nobody_takes_from_is_dropped);
    ADD(state_is_the_probes_own_and_starts_at_zero);
    ADD(a_datagram_probe_has_a_budget_of_datagrams);
    ADD(a_refusal_is_about_one_datagram);
    ADD(a_budget_meant_for_bytes_does_not_hold_datagrams_for_ever);
    ADD(cut_datagrams_spend_no_budget_but_end_some_day);
    ADD(empty_datagrams_are_passed_over);
    ADD(media_prove_themselves_beside_stun);
    ADD(a_probe_that_was_out_comes_back_beside_stun_with_fresh_state);
    ADD(beside_stun_ends_when_media_never_come);
    ADD(nobody_stands_beside_another_winner);
    ADD(a_datagram_winner_is_followed_for_its_budget);
    ADD(a_closed_datagram_flow_is_over);
    ADD(closing_early_says_nothing_false);
    ADD(the_built_in_table_fits_and_is_well_formed);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
