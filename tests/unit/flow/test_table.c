/* test_table.c - keys, sides, counters, and connections that come again */
#include <stdlib.h>

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

static uint64_t created(void)
{
    struct ls_flows_stats stats;
    ls_flows_stats(b.flows, &stats);
    return stats.created;
}

START_TEST(both_directions_meet)
{
    tick(&b, 0, S, 100);
    const struct ls_summary *first = seen(&b);
    ck_assert_int_eq(b.side, 0);
    tick(&b, 1, S | A, 900);
    ck_assert_ptr_eq(seen(&b), first);
    ck_assert_int_eq(b.side, 1);
    ck_assert_uint_eq(first->packets[0], 1);
    ck_assert_uint_eq(first->packets[1], 1);
    ck_assert_uint_eq(first->bytes[1], 54);
    ck_assert_int_eq(first->port[0], 50000);
    ck_assert_int_eq(first->port[1], 5061);
    ck_assert_int_eq(first->first_ns, 1000);
    ck_assert_int_eq(first->last_ns, 2000);
    ck_assert_int_eq(first->flags, LS_FLOW_PORTS | LS_FLOW_OPENED);
    ck_assert_uint_eq(created(), 1);
}
END_TEST

/* Live flows only, the latest first, also across words and chunks of the table. */
START_TEST(walked_through_from_the_end)
{
    enum { FLOWS = 9000 };
    uint32_t number = UINT32_MAX;
    size_t met = 0;
    ck_assert_ptr_null(ls_flows_before(b.flows, UINT32_MAX));
    for (int i = 0; i < FLOWS; i++) {
        b.client_port = (uint16_t)(1000 + i);
        tick(&b, 0, S, 100);
    }
    b.client_port = 1000; /* a second connection of the first one's ports: that one has ended */
    tick(&b, 0, R, 101);
    tick(&b, 0, S, 90000);
    for (const struct ls_flow *flow; (flow = ls_flows_before(b.flows, number)) != NULL; met++) {
        ck_assert_uint_lt(ls_flow_summary(flow)->number, number);
        number = ls_flow_summary(flow)->number;
    }
    ck_assert_uint_eq(met, FLOWS);
    ck_assert_uint_eq(number, 1); /* not 0 */
}
END_TEST

START_TEST(every_part_of_the_tuple_counts)
{
    struct ls_packet base = make(&b, 0, A, 1, NULL, 0);
    touch(&b, &base);
    for (int i = 0; i < 6; i++) {
        struct ls_packet other = base;
        switch (i) {
        case 0:
            other.sport++;
            break;
        case 1:
            other.dport++;
            break;
        case 2:
            other.src.bytes[15]++;
            break;
        case 3:
            other.dst.bytes[15] += 7;
            break;
        case 4:
            other.ip_proto = LS_IP_UDP;
            break;
        case 5:
            other.v6 = true;
            break;
        }
        touch(&b, &other);
        ck_assert_uint_eq(created(), (uint64_t)i + 2);
    }
    struct ls_packet crossed = base; /* the same ports at the other addresses: another flow */
    crossed.sport = base.dport;
    crossed.dport = base.sport;
    touch(&b, &crossed);
    ck_assert_uint_eq(created(), 8);
    base.vlan_count = 1;
    base.vlan[0] = 12;
    touch(&b, &base);
    ck_assert_uint_eq(created(), 8); /* the VLAN is recorded, not part of the key */
    ck_assert_int_eq(seen(&b)->vlan[0], 12);
}
END_TEST

START_TEST(icmp_of_two_addresses_is_one_flow)
{
    b.ip_proto = LS_IP_ICMP;
    struct ls_packet echo = make(&b, 0, 0, 0, "ping", 4);
    echo.has_ports = false;
    echo.sport = echo.dport = 0;
    echo.icmp_type = 8;
    touch(&b, &echo);
    struct ls_packet answer = make(&b, 1, 0, 0, "ping", 4);
    answer.has_ports = false;
    answer.sport = answer.dport = 0;
    touch(&b, &answer);
    ck_assert_uint_eq(created(), 1);
    ck_assert_int_eq(b.side, 1);
    ck_assert_int_eq(seen(&b)->icmp_type, 8);
    ck_assert_int_eq(seen(&b)->flags, 0);
}
END_TEST

START_TEST(a_host_that_talks_to_itself_has_one_side)
{
    struct ls_packet packet = make(&b, 0, A, 1, NULL, 0);
    packet.dst = packet.src;
    packet.dport = packet.sport;
    touch(&b, &packet);
    touch(&b, &packet);
    ck_assert_uint_eq(created(), 1);
    ck_assert_int_eq(b.side, 0);
}
END_TEST

START_TEST(frames_and_bytes_of_fragments_all_count)
{
    struct ls_packet packet = make(&b, 0, A, 1, NULL, 0);
    packet.frames = 3;
    packet.wire_bytes = 3100;
    packet.cut = true;
    touch(&b, &packet);
    ck_assert_uint_eq(seen(&b)->packets[0], 3);
    ck_assert_uint_eq(seen(&b)->bytes[0], 3100);
    ck_assert_int_eq(seen(&b)->flags & LS_FLOW_CUT, LS_FLOW_CUT);
    packet.time_ns = 10; /* a datagram whose fragments began earlier */
    touch(&b, &packet);
    ck_assert_int_eq(seen(&b)->first_ns, 10);
    ck_assert_int_eq(seen(&b)->last_ns, 1000);
}
END_TEST

/* who is side 0 */

START_TEST(the_receiver_of_a_syn_ack_opened)
{
    tick(&b, 1, S | A, 900);
    ck_assert_int_eq(b.side, 1);
    ck_assert_int_eq(seen(&b)->port[1], 5061);
    ck_assert_int_eq(seen(&b)->flags & LS_FLOW_OPENED, LS_FLOW_OPENED);
    tick(&b, 0, S, 100); /* the SYN was captured late */
    ck_assert_int_eq(b.side, 0);
    ck_assert_uint_eq(created(), 1);
}
END_TEST

START_TEST(midway_the_first_sender_is_side_0_and_nobody_opened)
{
    tick(&b, 1, A, 900);
    ck_assert_int_eq(b.side, 0);
    ck_assert_int_eq(seen(&b)->port[0], 5061);
    ck_assert_int_eq(seen(&b)->flags & LS_FLOW_OPENED, 0);
}
END_TEST

START_TEST(a_syn_captured_late_puts_the_sides_right)
{
    tick(&b, 1, A, 900);
    tick(&b, 0, S, 100);
    ck_assert_int_eq(b.side, 0);
    ck_assert_int_eq(seen(&b)->port[0], 50000);
    ck_assert_uint_eq(seen(&b)->packets[1], 1);
    ck_assert_int_eq(seen(&b)->tcp_seen[1], LS_SEEN_ACK);
    ck_assert_int_eq(seen(&b)->flags & LS_FLOW_OPENED, LS_FLOW_OPENED);
}
END_TEST

START_TEST(sides_stay_once_an_inquiry_knows_them)
{
    int nothing;
    tick(&b, 1, A, 900);
    ls_flow_set_inquiry(b.flow, (struct ls_inquiry *)&nothing);
    tick(&b, 0, S, 100);
    ck_assert_int_eq(b.side, 1);
    ck_assert_int_eq(seen(&b)->flags & LS_FLOW_OPENED, 0);
    ck_assert_ptr_eq(ls_flow_inquiry(b.flow), (struct ls_inquiry *)&nothing);
}
END_TEST

START_TEST(a_simultaneous_open_is_one_flow_of_the_first_syn)
{
    tick(&b, 0, S, 100);
    tick(&b, 1, S, 900);
    tick(&b, 0, S | A, 100);
    tick(&b, 1, S | A, 900);
    ck_assert_uint_eq(created(), 1);
    ck_assert_int_eq(seen(&b)->port[0], 50000);
    ck_assert_str_eq(ls_conn_state(seen(&b), 0), "S1");
}
END_TEST

/* the same ports again */

static void close_by(const char *how)
{
    tick(&b, 0, S, 100);
    tick(&b, 1, S | A, 900);
    if (*how == 'r') {
        tick(&b, 1, R, 901);
        return;
    }
    tick(&b, 0, F | A, 101);
    tick(&b, 1, F | A, 901);
}

static const char *const closings[] = {"reset", "fin"};

START_TEST(a_new_syn_after_the_end_is_a_new_flow)
{
    close_by(closings[_i]);
    const struct ls_summary *old = seen(&b);
    uint64_t packets = old->packets[0];
    tick(&b, 0, A, 102); /* late, and still of the old one */
    ck_assert_ptr_eq(seen(&b), old);
    tick(&b, 0, S, 7777);
    ck_assert_ptr_ne(seen(&b), old);
    ck_assert_uint_eq(created(), 2);
    ck_assert_uint_eq(old->packets[0], packets + 1);
    ck_assert_int_eq(old->flags & LS_FLOW_EVICTED, 0);
    struct ls_flow *ended = ls_flows_finish(b.flows, 0);
    ck_assert_ptr_eq(ls_flow_summary(ended), old);
    ck_assert_ptr_null(ls_flows_finish(b.flows, 0));
    ck_assert_uint_eq(ls_flows_finished_count(b.flows), 1);
    ck_assert_ptr_eq(ls_flows_finished(b.flows, 0), old);
    tick(&b, 1, S | A, 5);
    ck_assert_uint_eq(created(), 2);
}
END_TEST

START_TEST(the_other_side_may_open_the_next_one)
{
    close_by("fin");
    tick(&b, 1, S, 900);
    ck_assert_uint_eq(created(), 2);
    ck_assert_int_eq(b.side, 0);
    ck_assert_int_eq(seen(&b)->port[0], 5061);
}
END_TEST

START_TEST(a_repeated_syn_is_no_new_flow)
{
    tick(&b, 0, S, 100);
    tick(&b, 0, S, 100);
    tick(&b, 1, R | A, 0);
    tick(&b, 0, S, 100); /* Windows tries again with the same number */
    tick(&b, 1, R | A, 0);
    ck_assert_uint_eq(created(), 1);
    ck_assert_str_eq(ls_conn_state(seen(&b), 0), "REJ");
    tick(&b, 0, S, 101);
    ck_assert_uint_eq(created(), 2);
}
END_TEST

START_TEST(an_open_connection_is_not_split)
{
    tick(&b, 0, S, 100);
    tick(&b, 0, S, 200);
    tick(&b, 1, S | A, 900);
    tick(&b, 0, F | A, 201);
    tick(&b, 0, S, 300);
    ck_assert_uint_eq(created(), 1);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("table");
    TCase *t = tcase_create("table");
    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_add_test(t, both_directions_meet);
    tcase_add_test(t, walked_through_from_the_end);
    tcase_add_test(t, every_part_of_the_tuple_counts);
    tcase_add_test(t, icmp_of_two_addresses_is_one_flow);
    tcase_add_test(t, a_host_that_talks_to_itself_has_one_side);
    tcase_add_test(t, frames_and_bytes_of_fragments_all_count);
    tcase_add_test(t, the_receiver_of_a_syn_ack_opened);
    tcase_add_test(t, midway_the_first_sender_is_side_0_and_nobody_opened);
    tcase_add_test(t, a_syn_captured_late_puts_the_sides_right);
    tcase_add_test(t, sides_stay_once_an_inquiry_knows_them);
    tcase_add_test(t, a_simultaneous_open_is_one_flow_of_the_first_syn);
    tcase_add_loop_test(t, a_new_syn_after_the_end_is_a_new_flow, 0, 2);
    tcase_add_test(t, the_other_side_may_open_the_next_one);
    tcase_add_test(t, a_repeated_syn_is_no_new_flow);
    tcase_add_test(t, an_open_connection_is_not_split);
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
