/* test_repeats.c - packets that a mirror port delivered twice: counted, and nothing else */
#include <stdlib.h>

#include "lyncscope/clock.h"
#include "packets.h"

static struct bench b;

static void set_up(void)
{
    b = bench_open(NULL);
}

static void tear_down(void)
{
    ls_flows_free(b.flows);
}

static struct ls_flows_stats stats(void)
{
    struct ls_flows_stats stats;
    ls_flows_stats(b.flows, &stats);
    return stats;
}

static int deliver(const struct ls_packet *packet)
{
    struct ls_packet now = *packet;
    now.time_ns = b.now_ns;
    b.now_ns += 1000;
    return ls_flows_touch(b.flows, &now, ls_flows_tag(b.flows, &now), &b.flow, &b.side);
}

static struct ls_packet traced(int from, unsigned flags, uint32_t seq, size_t n, uint32_t trace)
{
    struct ls_packet packet = make(&b, from, flags, seq, "payload", n);
    packet.trace = trace;
    return packet;
}

START_TEST(a_repeat_counts_and_changes_nothing_else)
{
    struct ls_packet syn = traced(0, S, 100, 0, 0x10001);
    struct ls_packet data = traced(0, P | A, 101, 7, 0x20002);
    struct ls_packet fin = traced(0, F | A, 108, 0, 0x30003);
    const struct ls_packet *all[] = {&syn, &data, &fin};
    for (size_t i = 0; i < 3; i++) {
        ck_assert_int_eq(deliver(all[i]), 0);
        struct ls_summary before = *seen(&b);
        for (unsigned copies = 1; copies <= 2; copies++) {
            ck_assert_int_eq(deliver(all[i]), 1);
            const struct ls_summary *now = seen(&b);
            ck_assert_uint_eq(now->packets[0], before.packets[0] + copies);
            ck_assert_uint_eq(now->bytes[0], before.bytes[0] + copies * all[i]->wire_bytes);
            ck_assert_mem_eq(now->tcp_seen, before.tcp_seen, sizeof before.tcp_seen);
        }
    }
    ck_assert_uint_eq(stats().repeats, 6);
    ck_assert_uint_eq(stats().created, 1);
}
END_TEST

START_TEST(a_packet_may_stand_between)
{
    struct ls_packet one = traced(0, P | A, 101, 7, 0x10001);
    struct ls_packet two = traced(1, P | A, 901, 7, 0x20002);
    ck_assert_int_eq(deliver(&one), 0);
    ck_assert_int_eq(deliver(&two), 0);
    ck_assert_int_eq(deliver(&one), 1);
    ck_assert_int_eq(deliver(&two), 1);
    ck_assert_uint_eq(seen(&b)->packets[0], 2);
    ck_assert_uint_eq(seen(&b)->packets[1], 2);
}
END_TEST

/* A repeat of the last handshake must not open the next one, nor one of the next end it. */
START_TEST(a_repeated_syn_begins_no_flow)
{
    struct ls_packet syn = traced(0, S, 100, 0, 0x10001);
    struct ls_packet reset = traced(1, R | A, 0, 0, 0x20002);
    struct ls_packet again = traced(0, S, 5000, 0, 0x30003);
    ck_assert_int_eq(deliver(&syn), 0);
    ck_assert_int_eq(deliver(&reset), 0);
    ck_assert_int_eq(deliver(&syn), 1);
    ck_assert_uint_eq(stats().created, 1);
    ck_assert_int_eq(deliver(&again), 0); /* a new attempt */
    ck_assert_uint_eq(stats().created, 2);
    ck_assert_int_eq(deliver(&again), 1); /* known from its first packet on */
    ck_assert_uint_eq(stats().created, 2);
    ck_assert_uint_eq(seen(&b)->packets[0], 2);
}
END_TEST

START_TEST(what_was_sent_twice_is_no_repeat)
{
    struct ls_packet first = traced(0, P | A, 101, 7, 0x10001);
    struct ls_packet again = traced(0, P | A, 101, 7, 0x20001); /* its own identification */
    struct ls_packet other = traced(0, P | A, 108, 7, 0x20001); /* its own place */
    struct ls_packet reply = traced(1, P | A, 108, 7, 0x20001); /* of the other side */
    struct ls_packet unknown = traced(0, P | A, 115, 7, 0);     /* nothing to know it by */
    ck_assert_int_eq(deliver(&first), 0);
    ck_assert_int_eq(deliver(&again), 0);
    ck_assert_int_eq(deliver(&other), 0);
    ck_assert_int_eq(deliver(&reply), 0);
    ck_assert_int_eq(deliver(&unknown), 0);
    ck_assert_int_eq(deliver(&unknown), 0);
    ck_assert_uint_eq(stats().repeats, 0);
}
END_TEST

START_TEST(after_ten_milliseconds_it_was_sent_again)
{
    struct ls_packet first = traced(0, P | A, 101, 7, 0x10001);
    ck_assert_int_eq(deliver(&first), 0);
    b.now_ns += LS_SECOND / 100 - 2000;
    ck_assert_int_eq(deliver(&first), 1);
    b.now_ns += LS_SECOND / 100;
    ck_assert_int_eq(deliver(&first), 0);
    b.now_ns = INT64_MIN; /* clocks of two ports may disagree; no time is too far to compare */
    ck_assert_int_eq(deliver(&first), 1);
    b.now_ns = INT64_MAX - 1000;
    ck_assert_int_eq(deliver(&first), 0);
}
END_TEST

START_TEST(datagrams_of_fragments_count_all_their_frames)
{
    b.ip_proto = LS_IP_UDP;
    struct ls_packet packet = traced(0, 0, 0, 7, 0x10001);
    packet.frames = 3;
    ck_assert_int_eq(deliver(&packet), 0);
    ck_assert_int_eq(deliver(&packet), 1);
    ck_assert_uint_eq(stats().repeats, 3);
    ck_assert_uint_eq(seen(&b)->packets[0], 6);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("repeats");
    TCase *t = tcase_create("repeats");
    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_add_test(t, a_repeat_counts_and_changes_nothing_else);
    tcase_add_test(t, a_packet_may_stand_between);
    tcase_add_test(t, a_repeated_syn_begins_no_flow);
    tcase_add_test(t, what_was_sent_twice_is_no_repeat);
    tcase_add_test(t, after_ten_milliseconds_it_was_sent_again);
    tcase_add_test(t, datagrams_of_fragments_count_all_their_frames);
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
