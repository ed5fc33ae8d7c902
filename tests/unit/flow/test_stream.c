/* test_stream.c - bytes in order whatever the segments, and when that cannot be */
#include <stdlib.h>

#include "flow/stream.h"
#include "viewing.h"

START_TEST(in_order_bytes_are_lent_from_the_packet)
{
    handshake(100, 900);
    ck_assert(send(0, 101, 0, 50));
    ck_assert_ptr_eq(view.bytes[0].at, text);
    expect_shown(0, 0, 50);
    ck_assert(view.stream && view.from_start[0] && view.from_start[1] && !view.closed);
    ck_assert_int_eq(view.side, 0);
    consume(50);
    ck_assert(send(0, 101, 50, 20));
    ck_assert_ptr_eq(view.bytes[0].at, text + 50);
    expect_shown(0, 50, 20);
}
END_TEST

START_TEST(what_is_not_consumed_is_shown_again_with_more)
{
    handshake(100, 900);
    ck_assert(send(0, 101, 0, 50));
    consume(20);
    ck_assert(send(1, 901, 0, 10)); /* the other side's window is there too */
    expect_shown(1, 0, 10);
    expect_shown(0, 20, 30);
    consume(0);
    ck_assert(send(0, 101, 50, 50));
    expect_shown(0, 20, 80);
    expect_shown(1, 0, 10);
    consume(80);
    ck_assert(send(0, 101, 100, 5));
    expect_shown(0, 100, 5);
    expect_shown(1, 0, 10);
}
END_TEST

START_TEST(what_was_not_taken_care_of_is_not_shown_later)
{
    handshake(100, 900);
    ck_assert(send(0, 101, 0, 50));
    ck_assert(send(1, 901, 0, 10)); /* without ls_flow_consumed in between */
    ck_assert_uint_eq(shown(0), 0);
    expect_shown(1, 0, 10);
}
END_TEST

START_TEST(one_byte_a_segment)
{
    handshake(UINT32_MAX - 20, 900); /* numbers wrap around on the way */
    for (size_t i = 0; i < 300; i++) {
        ck_assert(send(0, UINT32_MAX - 19, i, 1));
        expect_shown(0, 0, i + 1);
        consume(0);
    }
}
END_TEST

enum { PIECES = 5, PIECE = 10 };

/* Every order of five segments, the numbers wrapping around: always the same bytes. */
START_TEST(segments_in_any_order_give_the_same_bytes)
{
    int order[PIECES];
    for (int code = 0; code < 3125; code++) {
        unsigned seen_pieces = 0;
        for (int i = 0, rest = code; i < PIECES; i++, rest /= PIECES) {
            order[i] = rest % PIECES;
            seen_pieces |= 1U << order[i];
        }
        if (seen_pieces != (1U << PIECES) - 1)
            continue;
        b.client_port++;
        handshake(UINT32_MAX - 24, 900);
        uint8_t got[PIECES * PIECE];
        size_t n = 0;
        for (int i = 0; i < PIECES; i++) {
            if (!send(0, UINT32_MAX - 23, (size_t)order[i] * PIECE, PIECE))
                continue;
            size_t take = _i == 0 ? shown(0) : shown(0) / 2; /* all, or half of it */
            memcpy(got + n, view.bytes[0].at, take);
            n += take;
            size_t rest = shown(0) - take;
            if (i == PIECES - 1)
                memcpy(got + n, view.bytes[0].at + take, rest);
            consume(take);
        }
        ck_assert_mem_eq(got, text, sizeof got);
    }
}
END_TEST

START_TEST(retransmissions_bring_nothing)
{
    handshake(100, 900);
    ck_assert(send(0, 101, 0, 50));
    consume(10);
    ck_assert(!send(0, 101, 0, 50));
    ck_assert(!send(0, 101, 30, 20));
    ck_assert(!send(0, 101, 49, 1)); /* keep-alive */
    ck_assert(!send(0, 101, 49, 0));
    ck_assert(send(0, 101, 40, 30)); /* partly new */
    expect_shown(0, 10, 60);
}
END_TEST

START_TEST(the_first_bytes_win)
{
    uint8_t lie[40];
    memset(lie, 0xee, sizeof lie);
    handshake(100, 900);
    ck_assert(!send(0, 101, 10, 10)); /* early, true */
    ck_assert(!send(0, 101, 30, 10));
    struct ls_packet packet = make(&b, 0, A, 101 + 5, lie, sizeof lie); /* early, over all */
    touch(&b, &packet);
    ck_assert(!ls_flow_view(b.flows, b.flow, &packet, b.side, &view));
    packet = make(&b, 0, A, 101, text, 5);
    touch(&b, &packet);
    ck_assert(ls_flow_view(b.flows, b.flow, &packet, b.side, &view));
    ck_assert_uint_eq(shown(0), 45);
    for (size_t i = 0; i < 45; i++) {
        bool ours = i < 5 || (i >= 10 && i < 20) || (i >= 30 && i < 40);
        ck_assert_int_eq(view.bytes[0].at[i], ours ? text[i] : 0xee);
    }
}
END_TEST

START_TEST(early_bytes_beat_a_later_segment_in_order)
{
    uint8_t lie[40];
    memset(lie, 0xee, sizeof lie);
    handshake(100, 900);
    ck_assert(!send(0, 101, 10, 10));
    struct ls_packet packet = make(&b, 0, A, 101, lie, sizeof lie);
    touch(&b, &packet);
    ck_assert(ls_flow_view(b.flows, b.flow, &packet, b.side, &view));
    ck_assert_uint_eq(shown(0), 40);
    ck_assert_mem_eq(view.bytes[0].at + 10, text + 10, 10);
    ck_assert_int_eq(view.bytes[0].at[9], 0xee);
    ck_assert_int_eq(view.bytes[0].at[20], 0xee);
}
END_TEST

START_TEST(midway_the_first_byte_seen_is_the_first)
{
    ck_assert(send(0, 5000, 100, 20));
    expect_shown(0, 100, 20);
    ck_assert(!view.from_start[0]);
    consume(0);
    ck_assert(!send(0, 5000, 80, 20)); /* older than what we began with */
    ck_assert(send(0, 5000, 110, 20));
    expect_shown(0, 100, 30);
}
END_TEST

START_TEST(midway_a_keep_alive_does_not_begin_the_stream)
{
    ck_assert(!send_flags(0, A, 5000, 99, 1));
    ck_assert(send(0, 5000, 100, 20));
    expect_shown(0, 100, 20);
}
END_TEST

START_TEST(data_before_its_syn_is_from_the_start_all_the_same)
{
    ck_assert(send(0, 101, 0, 20));
    consume(0);
    struct ls_packet packet = make(&b, 0, S, 100, NULL, 0);
    touch(&b, &packet);
    ck_assert(!ls_flow_view(b.flows, b.flow, &packet, b.side, &view));
    ck_assert(send(0, 101, 20, 20));
    ck_assert(view.from_start[0]);
    expect_shown(0, 0, 40);
}
END_TEST

START_TEST(a_repeated_attempt_with_another_number_begins_anew)
{
    tick(&b, 0, S, 50);
    tick(&b, 0, S, 100);
    tick(&b, 1, S | A, 900);
    ck_assert(send(0, 101, 0, 20));
    expect_shown(0, 0, 20);
    ck_assert(view.from_start[0]);
}
END_TEST

START_TEST(data_in_the_syn_counts)
{
    ck_assert(send_flags(0, S, 100, 0, 20)); /* RFC 7413: the SYN has number 100, data 101 */
    expect_shown(0, 0, 20);
    consume(20);
    ck_assert(!send_flags(0, S, 100, 0, 20));
    ck_assert(send(0, 101, 20, 20));
    expect_shown(0, 20, 20);
}
END_TEST

START_TEST(sixteen_early_segments_wait_and_no_more)
{
    handshake(100, 900);
    ck_assert(send(1, 901, 0, 10));
    consume(0);
    for (size_t i = 1; i <= 16; i++)
        ck_assert(!send(0, 101, i * 20, 10));
    ck_assert(!has_gap());
    if (_i == 0) {
        ck_assert(!send(0, 101, 17 * 20, 10));
        ck_assert(has_gap());
        ck_assert(!send(0, 101, 0, 340)); /* this direction is over */
        ck_assert(send(1, 901, 10, 10));  /* the other is not */
        expect_shown(1, 0, 20);
        ck_assert(!view.closed);
        return;
    }
    ck_assert(send(0, 101, 0, 335)); /* fills all holes */
    expect_shown(0, 0, 335);
    ck_assert(!has_gap());
}
END_TEST

START_TEST(early_segments_that_touch_count_as_one)
{
    handshake(100, 900);
    for (size_t i = 200; i > 0; i--)
        ck_assert(!send(0, 101, i, 1));
    ck_assert(send(0, 101, 0, 1));
    expect_shown(0, 0, 201);
}
END_TEST

/* All streams share a limit. What finds no room is a gap, and the owner can tell. */
START_TEST(what_finds_no_room_is_told)
{
    struct stream stream = {.started = true, .next = 100};
    size_t memory = STREAM_MEMORY_MAX;
    ck_assert_int_eq(stream_put(&stream, &memory, 200, ls_cursor(text, 50), 50), STREAM_GAP);
    ck_assert(stream.unheld);
    ck_assert_ptr_null(stream.window);

    stream = (struct stream){.started = true, .next = 100};
    memory = 0;
    ck_assert_int_eq(stream_put(&stream, &memory, 200, ls_cursor(text, 50), 50), STREAM_OLD);
    ck_assert(!stream.unheld);
    stream_clear(&stream, &memory);
    ck_assert_uint_eq(memory, 0);
}
END_TEST

START_TEST(too_far_ahead_is_a_gap)
{
    handshake(100, 900);
    ck_assert(send(0, 101, 0, 10));
    consume(0);
    ck_assert(!send(0, 101, 10 + HELD - 10, 10)); /* just within */
    ck_assert(!has_gap());
    ck_assert(!send(0, 101, 10 + HELD - 9, 10));
    ck_assert(has_gap());
    ck_assert(send_flags(1, F | P | A, 901, 0, 5)); /* with the end of the other one all is over */
    ck_assert(view.closed);
    expect_shown(0, 0, 10);
    expect_shown(1, 0, 5);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("stream");
    TCase *t = tcase_create("stream");
    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_add_test(t, in_order_bytes_are_lent_from_the_packet);
    tcase_add_test(t, what_is_not_consumed_is_shown_again_with_more);
    tcase_add_test(t, what_was_not_taken_care_of_is_not_shown_later);
    tcase_add_test(t, one_byte_a_segment);
    tcase_add_loop_test(t, segments_in_any_order_give_the_same_bytes, 0, 2);
    tcase_add_test(t, retransmissions_bring_nothing);
    tcase_add_test(t, the_first_bytes_win);
    tcase_add_test(t, early_bytes_beat_a_later_segment_in_order);
    tcase_add_test(t, midway_the_first_byte_seen_is_the_first);
    tcase_add_test(t, midway_a_keep_alive_does_not_begin_the_stream);
    tcase_add_test(t, data_before_its_syn_is_from_the_start_all_the_same);
    tcase_add_test(t, a_repeated_attempt_with_another_number_begins_anew);
    tcase_add_test(t, data_in_the_syn_counts);
    tcase_add_loop_test(t, sixteen_early_segments_wait_and_no_more, 0, 2);
    tcase_add_test(t, early_segments_that_touch_count_as_one);
    tcase_add_test(t, what_finds_no_room_is_told);
    tcase_add_test(t, too_far_ahead_is_a_gap);
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
