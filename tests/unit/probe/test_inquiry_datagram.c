/* test_inquiry_datagram.c - budgets of datagrams, and who may stand beside a winner */
#include "asked.h"

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

int main(void)
{
    const TTest *const tests[] = {
        a_datagram_probe_has_a_budget_of_datagrams,
        a_refusal_is_about_one_datagram,
        a_budget_meant_for_bytes_does_not_hold_datagrams_for_ever,
        cut_datagrams_spend_no_budget_but_end_some_day,
        empty_datagrams_are_passed_over,
        media_prove_themselves_beside_stun,
        a_probe_that_was_out_comes_back_beside_stun_with_fresh_state,
        beside_stun_ends_when_media_never_come,
        nobody_stands_beside_another_winner,
        a_datagram_winner_is_followed_for_its_budget,
        a_closed_datagram_flow_is_over,
        closing_early_says_nothing_false,
    };
    return run_asked("inquiry_datagram", tests, sizeof tests / sizeof *tests);
}
