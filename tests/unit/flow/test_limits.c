/* test_limits.c - eviction, idle time, and tables that grow and shrink */
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

static void reopen(const struct ls_flows_options *options)
{
    ls_flows_free(b.flows);
    b = bench_open(options);
}

static size_t finish_all(int64_t now_ns)
{
    size_t n = 0;
    struct ls_flow *flow;
    while ((flow = ls_flows_finish(b.flows, now_ns)) != NULL) {
        if (ls_flow_undecided(flow))
            ls_flow_decide(b.flows, flow, NULL);
        n++;
    }
    return n;
}

static uint64_t created(void)
{
    struct ls_flows_stats stats;
    ls_flows_stats(b.flows, &stats);
    return stats.created;
}

/* limits and time */

START_TEST(a_flood_evicts_and_counts)
{
    reopen(&(struct ls_flows_options){.limit = 100});
    for (int i = 0; i < 1000; i++) {
        b.client_port = (uint16_t)(1000 + i);
        tick(&b, 0, S, 1);
    }
    struct ls_flows_stats stats;
    ls_flows_stats(b.flows, &stats);
    ck_assert_uint_eq(stats.created, 1000);
    ck_assert_uint_eq(stats.evicted, 900);
    ck_assert_uint_eq(finish_all(0), 900);
    size_t marked = 0;
    for (size_t i = 0; i < ls_flows_finished_count(b.flows); i++)
        marked += (ls_flows_finished(b.flows, i)->flags & LS_FLOW_EVICTED) != 0;
    ck_assert_uint_eq(marked, 900);
    ck_assert_uint_eq(finish_all(INT64_MAX), 100);
    ck_assert_uint_eq(ls_flows_finished_count(b.flows), 1000);
}
END_TEST

START_TEST(a_busy_flow_survives_a_flood)
{
    reopen(&(struct ls_flows_options){.limit = 100});
    tick(&b, 0, S, 1);
    const struct ls_summary *busy = seen(&b);
    for (int i = 0; i < 1000; i++) {
        b.client_port = (uint16_t)(1000 + i);
        tick(&b, 0, S, 1);
        b.client_port = 50000;
        tick(&b, 0, A, 1);
        ck_assert_ptr_eq(seen(&b), busy);
    }
}
END_TEST

START_TEST(a_limit_of_one_works)
{
    reopen(&(struct ls_flows_options){.limit = 1});
    for (int i = 0; i < 50; i++) {
        b.client_port = (uint16_t)(1000 + i);
        tick(&b, 0, S, 1);
    }
    ck_assert_uint_eq(finish_all(INT64_MAX), 50);
}
END_TEST

/* Whatever the key of the hash: the same packets evict the same flows. */
START_TEST(eviction_does_not_depend_on_the_hash)
{
    bool evicted[2][400];
    for (int run = 0; run < 2; run++) {
        reopen(&(struct ls_flows_options){.limit = 50});
        for (int i = 0; i < 400; i++) {
            b.client_port = (uint16_t)(1000 + i * i % 397);
            tick(&b, 0, S, 1);
        }
        finish_all(INT64_MAX);
        memset(evicted[run], 0, sizeof evicted[run]);
        for (size_t i = 0; i < ls_flows_finished_count(b.flows); i++) {
            const struct ls_summary *summary = ls_flows_finished(b.flows, i);
            evicted[run][summary->number] = summary->flags & LS_FLOW_EVICTED;
        }
    }
    ck_assert_mem_eq(evicted[0], evicted[1], sizeof evicted[0]);
}
END_TEST

START_TEST(idle_flows_end_by_their_protocol)
{
    reopen(&(struct ls_flows_options){.tcp_idle_ns = 300 * LS_SECOND,
                                      .udp_idle_ns = 60 * LS_SECOND,
                                      .other_idle_ns = 10 * LS_SECOND});
    static const uint8_t protos[] = {LS_IP_TCP, LS_IP_UDP, LS_IP_ICMP};
    for (int i = 0; i < 3; i++) {
        b.ip_proto = protos[i];
        tick(&b, 0, S, 1);
    }
    ck_assert_uint_eq(finish_all(9 * LS_SECOND), 0);
    ck_assert_uint_eq(finish_all(11 * LS_SECOND), 1);
    ck_assert_uint_eq(finish_all(61 * LS_SECOND), 1);
    ck_assert_int_eq(ls_flows_finished(b.flows, 1)->ip_proto, LS_IP_UDP);
    tick(&b, 0, S, 1);
    ck_assert_uint_eq(created(), 4); /* the ICMP flow is gone, this is another */
    b.now_ns = 299 * LS_SECOND;
    b.ip_proto = LS_IP_TCP;
    tick(&b, 0, S, 1); /* keeps it alive */
    ck_assert_uint_eq(created(), 4);
    ck_assert_uint_eq(finish_all(310 * LS_SECOND), 1);
    ck_assert_uint_eq(finish_all(600 * LS_SECOND), 1);
    ck_assert_uint_eq(finish_all(INT64_MAX), 0);
}
END_TEST

START_TEST(without_idle_times_flows_stay_until_the_end)
{
    tick(&b, 0, S, 1);
    ck_assert_uint_eq(finish_all(INT64_MAX - 1), 0);
    ck_assert_uint_eq(finish_all(INT64_MAX), 1);
}
END_TEST

START_TEST(an_empty_table_finishes_at_once)
{
    ck_assert_ptr_null(ls_flows_finish(b.flows, 5));
    ck_assert_ptr_null(ls_flows_finish(b.flows, INT64_MAX));
    ck_assert_uint_eq(ls_flows_finished_count(b.flows), 0);
}
END_TEST

/* Many flows, ended in between: every packet finds its flow, through growth and removal. */
START_TEST(a_large_table_loses_nothing)
{
    reopen(&(struct ls_flows_options){.udp_idle_ns = LS_SECOND});
    b.ip_proto = LS_IP_UDP;
    uint64_t packets = 0;
    for (int round = 0; round < 4; round++) {
        b.now_ns = round * 10 * LS_SECOND + 1;
        for (int i = 0; i < 30000; i++) {
            b.client_port = (uint16_t)i;
            struct ls_packet packet = make(&b, i % 2, 0, 0, NULL, 0);
            packet.src.bytes[13] = packet.dst.bytes[13] = (uint8_t)(i % 3 ? 0 : round);
            touch(&b, &packet);
            packets++;
        }
        if (round % 2)
            finish_all(b.now_ns + 5 * LS_SECOND);
    }
    finish_all(INT64_MAX);
    uint64_t counted = 0;
    for (size_t i = 0; i < ls_flows_finished_count(b.flows); i++) {
        const struct ls_summary *summary = ls_flows_finished(b.flows, i);
        counted += summary->packets[0] + summary->packets[1];
    }
    ck_assert_uint_eq(counted, packets);
    /* rounds 0 and 1 share two thirds, and so do 2 and 3 */
    ck_assert_uint_eq(created(), 4 * 10000 + 2 * 20000);
    ck_assert_uint_eq(ls_flows_finished_count(b.flows), created());
}
END_TEST

/* runs without end */

/* Ends what has ended, gives all of it back; returns how many. */
static size_t recycle(int64_t now_ns)
{
    struct ls_flow *ended[20000];
    size_t n = 0;
    for (struct ls_flow *flow; (flow = ls_flows_finish(b.flows, now_ns)) != NULL;) {
        if (ls_flow_undecided(flow))
            ls_flow_decide(b.flows, flow, NULL);
        ended[n++] = flow;
    }
    for (size_t i = 0; i < n; i++)
        ls_flows_release(b.flows, ended[i]);
    return n;
}

START_TEST(places_given_back_are_used_again)
{
    reopen(&(struct ls_flows_options){.limit = 1000, .recycle = true});
    uint32_t highest = 0;
    size_t given_back = 0;
    for (int round = 0; round < 10; round++) {
        for (int i = 0; i < 3000; i++) {
            b.client_port = (uint16_t)(round * 3000 + i);
            tick(&b, 0, S, 1);
            if (seen(&b)->number > highest)
                highest = seen(&b)->number;
            ck_assert_uint_eq(seen(&b)->packets[0], 1);
        }
        given_back += recycle(0);
    }
    struct ls_flows_stats stats;
    ls_flows_stats(b.flows, &stats);
    ck_assert_uint_eq(stats.created, 30000);
    ck_assert_uint_eq(stats.live, 1000);
    ck_assert_uint_eq(given_back + stats.live, stats.created);
    ck_assert_uint_lt(highest, 4096); /* 1,000 live ones and 3,000 that wait to be given back */
}
END_TEST

START_TEST(a_flow_at_a_used_place_begins_anew)
{
    reopen(&(struct ls_flows_options){.udp_idle_ns = LS_SECOND, .recycle = true});
    b.ip_proto = LS_IP_UDP;
    tick(&b, 0, 0, 1);
    tick(&b, 1, 0, 1);
    uint32_t number = seen(&b)->number;
    ck_assert_uint_eq(recycle(5 * LS_SECOND), 1);
    b.client_port++;
    tick(&b, 0, 0, 1);
    ck_assert_uint_eq(seen(&b)->number, number);
    ck_assert_uint_eq(seen(&b)->packets[0], 1);
    ck_assert_uint_eq(seen(&b)->packets[1], 0);
    ck_assert(ls_flow_undecided(b.flow));
    ck_assert_ptr_null(ls_flow_inquiry(b.flow));
    b.client_port--;
    tick(&b, 0, 0, 1);
    ck_assert_uint_ne(seen(&b)->number, number);
}
END_TEST

START_TEST(connections_that_are_over_and_attempts_wait_less)
{
    reopen(&(struct ls_flows_options){.tcp_idle_ns = 3600 * LS_SECOND,
                                      .tcp_attempt_ns = 75 * LS_SECOND,
                                      .tcp_closed_ns = 10 * LS_SECOND,
                                      .recycle = true});
    tick(&b, 0, S, 1); /* nobody answers */
    b.client_port++;
    tick(&b, 0, S, 1); /* refused */
    tick(&b, 1, R | A, 0);
    b.client_port++;
    tick(&b, 0, S, 1); /* stays open */
    tick(&b, 1, S | A, 1);
    b.client_port++;
    tick(&b, 0, F | A, 1); /* closed by both */
    tick(&b, 1, F | A, 1);
    ck_assert_uint_eq(recycle(9 * LS_SECOND), 0);
    ck_assert_uint_eq(recycle(12 * LS_SECOND), 2);
    ck_assert_uint_eq(recycle(74 * LS_SECOND), 0);
    ck_assert_uint_eq(recycle(77 * LS_SECOND), 1);
    ck_assert_uint_eq(recycle(3599 * LS_SECOND), 0);
    ck_assert_uint_eq(recycle(3602 * LS_SECOND), 1);
}
END_TEST

/* A large table is looked through in parts, so that nobody waits for all of it. */
START_TEST(a_sweep_in_parts_comes_round)
{
    enum { FLOWS = 100000 };
    reopen(&(struct ls_flows_options){.udp_idle_ns = LS_SECOND, .recycle = true});
    b.ip_proto = LS_IP_UDP;
    for (int i = 0; i < FLOWS; i++) {
        b.client_port = (uint16_t)i;
        b.now_ns = 1000;
        struct ls_packet packet = make(&b, 0, 0, 0, NULL, 0);
        packet.src.bytes[13] = (uint8_t)(i >> 16);
        touch(&b, &packet);
    }
    size_t ended = 0, most = 0;
    for (int64_t round = 0; round < 8; round++) {
        size_t n = 0;
        for (struct ls_flow *flow; (flow = ls_flows_finish(b.flows, 5 * LS_SECOND + round)); n++)
            ls_flow_decide(b.flows, flow, NULL);
        ended += n;
        most = n > most ? n : most;
    }
    ck_assert_uint_eq(ended, FLOWS);
    ck_assert_uint_lt(most, FLOWS / 2);
}
END_TEST

/* One flow of before the clock was set, and one of after it, which must stay. */
static void expect_one_to_end(int64_t before_ns, int64_t after_ns)
{
    reopen(&(struct ls_flows_options){.udp_idle_ns = 60 * LS_SECOND, .recycle = true});
    b.ip_proto = LS_IP_UDP;
    b.now_ns = before_ns;
    tick(&b, 0, 0, 0);
    ck_assert_uint_eq(finish_all(b.now_ns), 0);
    b.now_ns = after_ns;
    b.client_port++;
    tick(&b, 0, 0, 0);
    ck_assert_uint_eq(finish_all(b.now_ns), 1);
    for (int i = 0; i < 100; i++) {
        b.now_ns += LS_SECOND;
        tick(&b, 0, 0, 0);
        ck_assert_uint_eq(finish_all(b.now_ns), 0);
    }
    ck_assert_uint_eq(created(), 2);
}

START_TEST(a_clock_set_back_ends_what_was_before_and_nothing_else)
{
    expect_one_to_end(7200 * LS_SECOND, 3600 * LS_SECOND);
}
END_TEST

START_TEST(a_clock_set_forward_ends_what_was_before_and_nothing_else)
{
    expect_one_to_end(3600 * LS_SECOND, 7200 * LS_SECOND);
}
END_TEST

START_TEST(without_a_time_nothing_is_idle)
{
    reopen(&(struct ls_flows_options){.udp_idle_ns = 60 * LS_SECOND, .recycle = true});
    b.ip_proto = LS_IP_UDP;
    b.now_ns = 7200 * LS_SECOND;
    tick(&b, 0, 0, 0);
    ck_assert_uint_eq(finish_all(b.now_ns), 0);
    ck_assert_uint_eq(finish_all(INT64_MIN), 0);
    ck_assert_uint_eq(finish_all(b.now_ns + 60 * LS_SECOND), 1);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("limits");
    TCase *t = tcase_create("limits");
    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_add_test(t, a_flood_evicts_and_counts);
    tcase_add_test(t, a_busy_flow_survives_a_flood);
    tcase_add_test(t, a_limit_of_one_works);
    tcase_add_test(t, eviction_does_not_depend_on_the_hash);
    tcase_add_test(t, idle_flows_end_by_their_protocol);
    tcase_add_test(t, without_idle_times_flows_stay_until_the_end);
    tcase_add_test(t, an_empty_table_finishes_at_once);
    tcase_add_test(t, a_large_table_loses_nothing);
    tcase_add_test(t, places_given_back_are_used_again);
    tcase_add_test(t, a_flow_at_a_used_place_begins_anew);
    tcase_add_test(t, connections_that_are_over_and_attempts_wait_less);
    tcase_add_test(t, a_sweep_in_parts_comes_round);
    tcase_add_test(t, a_clock_set_back_ends_what_was_before_and_nothing_else);
    tcase_add_test(t, a_clock_set_forward_ends_what_was_before_and_nothing_else);
    tcase_add_test(t, without_a_time_nothing_is_idle);
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
