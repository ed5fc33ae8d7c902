/* test_inquiry_stream.c - how often probes are asked about a stream, and when that is over */
#include "asked.h"

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
    open_tcp_for(one);
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
    open_tcp_for(one);
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
    open_tcp_for(one);
    ck_assert(!see_long(16 * 1024 - 1, "y0"));
    ck_assert_uint_eq(view.used[0], 0);
    ck_assert(!see_long(16 * 1024, "y0"));
    ck_assert_uint_eq(view.used[0], 16 * 1024);
    end();
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_later_no_of_the_winner_keeps_the_proof,
        a_maybe_at_the_close_is_unknown_not_foreign,
        a_no_at_the_close_is_foreign,
        a_spent_budget_makes_maybe_no,
        one_byte_a_segment_stays_linear,
        one_byte_a_segment_stays_linear_beside_a_busy_direction,
        ordinary_segments_are_all_asked_about,
        the_close_is_always_asked_about,
        only_the_winner_consumes_and_never_more_than_there_is,
        a_winner_is_followed_for_its_budget_of_bytes,
        a_full_window_nobody_takes_from_is_dropped,
    };
    return run_asked("inquiry_stream", tests, sizeof tests / sizeof *tests);
}
