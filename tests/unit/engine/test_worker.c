/*
 * test_worker.c - live, only so many inquiries lie open: the one that has waited longest is ended,
 * and no other
 *
 * Places of flows and memory of inquiries are used again, so a new flow may stand exactly where one
 * did that ended.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/worker.h"
#include "suite.h"

/* Limits are shared among workers, so this many leave a worker room for one inquiry. */
enum { WORKERS = 65536, FLOWS = 8 };

static struct worker worker;

static void set_up(void)
{
    struct ls_engine_options options = {
        .live = true, .no_ndpi = true, .flow_limit = (size_t)WORKERS * FLOWS};
    ck_assert_int_eq(worker_init(&worker, &options, WORKERS, NULL), 0);
    ck_assert_uint_eq(worker.opened_room, 1);
}

static void tear_down(void)
{
    worker_clear(&worker);
}

/* A question for a name (RFC 1035 section 4.1), which leaves open what else the flow will show. */
static struct ls_flow *ask_for_a_name(uint8_t client)
{
    static const uint8_t question[] = "\x12\x34\1\0\0\1\0\0\0\0\0\0\4pool\7contoso\4test\0\0\1\0";
    const uint8_t src[4] = {10, 0, 0, client}, dst[4] = {10, 0, 0, 1};
    struct ls_packet packet = {
        .time_ns = 1772438400 * LS_SECOND,
        .src = ls_addr_v4(src),
        .dst = ls_addr_v4(dst),
        .sport = 50000,
        .dport = 53,
        .ip_proto = LS_IP_UDP,
        .has_ports = true,
        .frames = 1,
        .payload_wire = sizeof question,
        .wire_bytes = 42 + sizeof question,
        .payload = ls_cursor(question, sizeof question),
    };
    uint32_t number;
    ck_assert_int_eq(
        worker_packet(&worker, &packet, ls_flows_tag(worker.flows, &packet), &number), 0);
    return ls_flows_at(worker.flows, number);
}

static void end_all(void)
{
    ck_assert_int_eq(worker_expire(&worker, INT64_MAX), 0);
    struct ls_learned_set *learned = ls_learned_set_new();
    ck_assert_int_eq(worker_release(&worker, learned), 0);
    ls_learned_set_free(learned);
}

START_TEST(the_one_that_waited_longest_is_ended)
{
    const struct ls_flow *first = ask_for_a_name(2);
    ck_assert(ls_flow_undecided(first));
    const struct ls_flow *second = ask_for_a_name(3);
    ck_assert(!ls_flow_undecided(first));
    ck_assert(ls_flow_undecided(second));
    ck_assert_uint_eq(worker.shortened, 1);
}
END_TEST

START_TEST(a_new_flow_at_an_old_place_is_not_ended)
{
    for (uint8_t client = 2; client < 6; client++) {
        const struct ls_flow *flow = ask_for_a_name(client);
        ck_assert_uint_eq(ls_flow_summary(flow)->number, 0);
        ck_assert(ls_flow_undecided(flow));
        end_all();
    }
    ck_assert_uint_eq(worker.shortened, 0);
}
END_TEST

/* The old flow's turn comes when a younger one has its place and its memory. */
START_TEST(an_old_turn_does_not_end_who_came_after)
{
    struct opened three[3] = {{0}};
    free(worker.opened);
    worker.opened = three;
    worker.opened_room = 3;
    ask_for_a_name(2);
    end_all();
    const struct ls_flow *young = ask_for_a_name(3);
    ask_for_a_name(4);
    ask_for_a_name(5); /* in the place of the first */
    ck_assert(ls_flow_undecided(young));
    ck_assert_uint_eq(worker.shortened, 0);
    ask_for_a_name(6);
    ck_assert(!ls_flow_undecided(young));
    ck_assert_uint_eq(worker.shortened, 1);
    worker.opened = NULL;
    end_all();
}
END_TEST

int main(void)
{
    TCase *tests;
    Suite *suite = suite_of("engine/worker", &tests);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, the_one_that_waited_longest_is_ended);
    tcase_add_test(tests, a_new_flow_at_an_old_place_is_not_ended);
    tcase_add_test(tests, an_old_turn_does_not_end_who_came_after);
    return suite_run(suite);
}
