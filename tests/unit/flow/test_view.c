/* test_view.c - windows, the end of a stream, datagrams, and deciding */
#include <stdlib.h>

#include "viewing.h"

START_TEST(sixteen_kib_are_held_then_it_is_over)
{
    handshake(100, 900);
    size_t at = 0;
    for (; at < HELD; at += 1024) {
        ck_assert(send(0, 101, at, 1024));
        ck_assert(!view.closed);
        expect_shown(0, 0, at + 1024);
        consume(0);
    }
    ck_assert(send(0, 101, at, 1024));
    ck_assert(view.closed);
    expect_shown(0, 0, HELD);
    consume(0);
    ck_assert(!send(0, 101, at + 1024, 1024));
    ck_assert(!has_gap());
}
END_TEST

START_TEST(a_large_segment_is_shown_whole_and_held_in_part)
{
    handshake(100, 900);
    ck_assert(send(0, 101, 0, 100));
    consume(0);
    ck_assert(send(0, 101, 100, MANY - 100)); /* offloaded: many packets in one */
    expect_shown(0, 0, MANY);
    if (_i == 0) {
        consume(MANY - 10);
        ck_assert(!send(0, 101, 0, 5));
        ck_assert(ls_flow_last_view(b.flow, &view));
        expect_shown(0, MANY - 10, 10);
        return;
    }
    consume(0);
    tick(&b, 1, A, 901);
    ck_assert(ls_flow_last_view(b.flow, &view));
    expect_shown(0, 0, HELD);
}
END_TEST

/* A segment of 1400 bytes, of which the snapshot length left 100. */
static bool send_cut(int from, uint32_t first)
{
    struct ls_packet packet = make(&b, from, P | A, first, text, 100);
    packet.payload_wire = 1400;
    packet.cut = true;
    touch(&b, &packet);
    return ls_flow_view(b.flows, b.flow, &packet, b.side, &view);
}

START_TEST(a_cut_segment_ends_its_direction_and_not_the_other)
{
    handshake(100, 900);
    ck_assert(send_cut(0, 101));
    expect_shown(0, 0, 100);
    ck_assert(view.cut && !view.closed && has_gap());
    ck_assert(seen(&b)->flags & LS_FLOW_CUT);
    consume(0);
    ck_assert(!send(0, 101, 1400, 10));
    ck_assert(send_cut(1, 901)); /* the answer, cut as well: now it is over */
    expect_shown(0, 0, 100);
    expect_shown(1, 0, 100);
    ck_assert(view.closed);
    consume(0);
    ck_assert(!send(1, 901, 1400, 10));
}
END_TEST

START_TEST(what_is_cut_waits_for_a_side_that_has_not_spoken)
{
    ck_assert(send_cut(0, 101)); /* midway, so nothing is known of the other side */
    ck_assert(!view.closed);
    consume(0);
    if (_i == 0) {
        ck_assert(send_flags(1, F | P | A, 901, 0, 10));
        ck_assert(view.closed);
        expect_shown(1, 0, 10);
    } else {
        ck_assert(ls_flow_last_view(b.flow, &view));
        ck_assert(view.closed);
    }
    expect_shown(0, 0, 100);
}
END_TEST

START_TEST(the_end_of_both_directions_closes)
{
    handshake(100, 900);
    ck_assert(send(0, 101, 0, 10));
    consume(0);
    ck_assert(send_flags(0, F | P | A, 101, 10, 10)); /* more may come from the other side */
    ck_assert(!view.closed);
    expect_shown(0, 0, 20);
    consume(0);
    ck_assert(send(1, 901, 0, 10));
    ck_assert(!view.closed);
    consume(0);
    ck_assert(send_flags(1, F | A, 901, 10, 0));
    ck_assert(view.closed && !has_gap());
    expect_shown(0, 0, 20);
    expect_shown(1, 0, 10);
    consume(0);
    ck_assert(!send_flags(0, A, 101, 21, 0)); /* told once */
}
END_TEST

START_TEST(a_fin_before_its_data_waits_for_it)
{
    handshake(100, 900);
    ck_assert(!send_flags(1, F | A, 901, 0, 0));
    ck_assert(!send_flags(0, F | P | A, 101, 10, 10));
    ck_assert(send(0, 101, 0, 10));
    ck_assert(view.closed);
    expect_shown(0, 0, 20);
}
END_TEST

START_TEST(one_sided_captures_close_with_their_only_side)
{
    ck_assert(send(0, 101, 0, 10));
    consume(0);
    ck_assert(send_flags(0, F | A, 101, 10, 0));
    ck_assert(view.closed);
    expect_shown(0, 0, 10);
}
END_TEST

START_TEST(a_reset_closes_but_not_before_there_was_anything)
{
    handshake(100, 900);
    ck_assert(!send_flags(1, R, 901, 0, 0));
    ck_assert(send(0, 101, 0, 10)); /* an attempt that was repeated after a refusal */
    consume(0);
    ck_assert(send_flags(1, R, 901, 0, 0));
    ck_assert(view.closed);
    expect_shown(0, 0, 10);
    ck_assert(!send(0, 101, 10, 10));
}
END_TEST

START_TEST(the_last_view_shows_what_is_held)
{
    handshake(100, 900);
    ck_assert(!ls_flow_last_view(b.flow, &view));
    ck_assert(send(0, 101, 0, 10));
    consume(4);
    ck_assert(ls_flow_last_view(b.flow, &view));
    ck_assert(view.closed && view.stream && view.from_start[0]);
    ck_assert_int_eq(view.ip_proto, LS_IP_TCP);
    expect_shown(0, 4, 6);
    ck_assert_uint_eq(shown(1), 0);
}
END_TEST

START_TEST(a_decided_flow_keeps_its_evidence_and_nothing_else)
{
    int nothing;
    struct ls_evidence evidence = {.depth = 1};
    tick(&b, 0, S, 100);
    ls_flow_set_inquiry(b.flow, (struct ls_inquiry *)&nothing);
    tick(&b, 1, S | A, 900);
    ck_assert_ptr_eq(ls_flow_inquiry(b.flow), (struct ls_inquiry *)&nothing);
    ck_assert(send(0, 101, 0, 10));
    consume(0);
    ck_assert(ls_flow_undecided(b.flow));
    ls_flow_decide(b.flows, b.flow, &evidence);
    ck_assert(!ls_flow_undecided(b.flow));
    ck_assert_ptr_null(ls_flow_inquiry(b.flow));
    ck_assert_ptr_eq(seen(&b)->evidence, &evidence);
    ck_assert(!ls_flow_last_view(b.flow, &view));
    ck_assert(!send(0, 101, 10, 10));
    ck_assert_uint_eq(seen(&b)->packets[0], 3);
}
END_TEST

START_TEST(datagrams_are_shown_one_by_one)
{
    b.ip_proto = LS_IP_UDP;
    ck_assert(send(0, 0, 0, 10));
    ck_assert(!view.stream && !view.closed);
    ck_assert_uint_eq(shown(0), 10);
    ck_assert_uint_eq(shown(1), 0);
    ls_flow_consumed(b.flows, b.flow, &view);
    ck_assert(send(1, 0, 20, 10));
    ck_assert_uint_eq(shown(0), 0);
    expect_shown(1, 20, 10);
    ck_assert(!send(1, 0, 20, 0));
    ck_assert(!ls_flow_last_view(b.flow, &view));
    b.ip_proto = 47;
    ck_assert(!send(0, 0, 0, 10));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("view");
    TCase *t = tcase_create("view");
    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_add_test(t, sixteen_kib_are_held_then_it_is_over);
    tcase_add_loop_test(t, a_large_segment_is_shown_whole_and_held_in_part, 0, 2);
    tcase_add_test(t, a_cut_segment_ends_its_direction_and_not_the_other);
    tcase_add_loop_test(t, what_is_cut_waits_for_a_side_that_has_not_spoken, 0, 2);
    tcase_add_test(t, the_end_of_both_directions_closes);
    tcase_add_test(t, a_fin_before_its_data_waits_for_it);
    tcase_add_test(t, one_sided_captures_close_with_their_only_side);
    tcase_add_test(t, a_reset_closes_but_not_before_there_was_anything);
    tcase_add_test(t, the_last_view_shows_what_is_held);
    tcase_add_test(t, a_decided_flow_keeps_its_evidence_and_nothing_else);
    tcase_add_test(t, datagrams_are_shown_one_by_one);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    SRunner *runner = srunner_create(suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
