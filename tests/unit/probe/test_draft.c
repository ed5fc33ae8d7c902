/* test_draft.c - what probes write is what readers of the evidence get back */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/draft.h"

static struct ls_arena *arena;
static struct ls_draft *draft;

static void set_up(void)
{
    arena = ls_arena_new();
    draft = ls_draft_new();
}

static void tear_down(void)
{
    ls_draft_free(draft);
    ls_arena_free(arena);
}

static size_t count_facts(const struct ls_evidence *evidence)
{
    struct ls_fact fact;
    size_t count = 0;
    for (size_t at = 0; ls_fact_next(evidence, &at, &fact);)
        count++;
    return count;
}

START_TEST(a_new_draft_says_nothing_and_knows_no_client)
{
    const struct ls_evidence *made = ls_draft_evidence(draft, arena);
    ck_assert(ls_draft_is_blank(draft));
    ck_assert_uint_eq(made->client, LS_SIDE_NONE);
    ck_assert_uint_eq(made->server_cert_side, LS_SIDE_NONE);
    ck_assert_uint_eq(count_facts(made), 0);
    ck_assert_uint_eq(ls_evidence_best(made), LS_PROTO_NONE);
    ck_assert_uint_eq(ls_evidence_best(NULL), LS_PROTO_NONE);
    ck_assert(!ls_evidence_has(NULL, LS_PROTO_TLS));
}
END_TEST

START_TEST(protocols_stack_outermost_first_and_once)
{
    ls_draft_proves(draft, LS_PROTO_STUN);
    ls_draft_proves(draft, LS_PROTO_RTP);
    ls_draft_proves(draft, LS_PROTO_STUN);
    const struct ls_evidence *made = ls_draft_evidence(draft, arena);
    ck_assert_uint_eq(made->depth, 2);
    ck_assert_uint_eq(made->stack[0], LS_PROTO_STUN);
    ck_assert_uint_eq(ls_evidence_best(made), LS_PROTO_RTP);
    ck_assert(ls_evidence_has(made, LS_PROTO_STUN));
    ck_assert(!ls_evidence_has(made, LS_PROTO_SIP));
}
END_TEST

START_TEST(a_full_stack_takes_no_more)
{
    for (int i = 1; i <= LS_STACK_MAX + 1; i++)
        ls_draft_proves(draft, (enum ls_proto)i);
    ck_assert_uint_eq(ls_draft_evidence(draft, arena)->depth, LS_STACK_MAX);
}
END_TEST

START_TEST(marks_come_and_go)
{
    ls_draft_mark(draft, LS_MARK_AUDIO | LS_MARK_VIDEO);
    ls_draft_unmark(draft, LS_MARK_AUDIO);
    ck_assert_uint_eq(ls_draft_marks(draft), LS_MARK_VIDEO);
    ck_assert(!ls_draft_is_blank(draft));
}
END_TEST

START_TEST(facts_come_back_in_order_with_zero_bytes_inside)
{
    struct ls_fact fact;
    size_t at = 0;
    ls_draft_text(draft, LS_FACT_TLS_SNI, 0, "fe01");
    ls_draft_fact(draft, LS_FACT_SIP_METHOD, 1, "A\0B", 3);
    ls_draft_fact(draft, LS_FACT_HTTP_PATH, LS_SIDE_NONE, NULL, 0);
    const struct ls_evidence *made = ls_draft_evidence(draft, arena);
    ck_assert(ls_fact_next(made, &at, &fact));
    ck_assert_uint_eq(fact.kind, LS_FACT_TLS_SNI);
    ck_assert_mem_eq(fact.value.at, "fe01", 4);
    ck_assert(ls_fact_next(made, &at, &fact));
    ck_assert_uint_eq(fact.side, 1);
    ck_assert_uint_eq(fact.value.len, 3);
    ck_assert_mem_eq(fact.value.at, "A\0B", 3);
    ck_assert(ls_fact_next(made, &at, &fact));
    ck_assert_uint_eq(fact.value.len, 0);
    ck_assert(!ls_fact_next(made, &at, &fact));
}
END_TEST

START_TEST(an_equal_fact_is_kept_once_but_not_across_sides)
{
    ls_draft_text(draft, LS_FACT_SIP_METHOD, 0, "INVITE");
    ls_draft_text(draft, LS_FACT_SIP_METHOD, 0, "INVITE");
    ls_draft_text(draft, LS_FACT_SIP_METHOD, 0, "INVIT");
    ls_draft_text(draft, LS_FACT_SIP_METHOD, 1, "INVITE");
    ck_assert_uint_eq(count_facts(ls_draft_evidence(draft, arena)), 3);
}
END_TEST

START_TEST(facts_that_were_put_back_are_not_noted_again)
{
    static const uint8_t packed[] = {LS_FACT_SIP_METHOD, 0, 3, 'B', 'Y', 'E',
                                     LS_FACT_TLS_SNI,    1, 1, 'a'};
    ck_assert(ls_draft_put_facts(draft, packed, sizeof packed));
    ls_draft_text(draft, LS_FACT_SIP_METHOD, 0, "BYE");
    ls_draft_text(draft, LS_FACT_TLS_SNI, 1, "a");
    ck_assert_uint_eq(count_facts(ls_draft_evidence(draft, arena)), 2);
    ls_draft_text(draft, LS_FACT_SIP_AGENT, 0, "BYE");
    ck_assert_uint_eq(count_facts(ls_draft_evidence(draft, arena)), 3);
}
END_TEST

START_TEST(a_draft_begun_again_has_forgotten_its_facts)
{
    ls_draft_text(draft, LS_FACT_SIP_METHOD, 0, "BYE");
    ls_draft_restart(draft);
    ls_draft_text(draft, LS_FACT_SIP_METHOD, 0, "BYE");
    ck_assert_uint_eq(count_facts(ls_draft_evidence(draft, arena)), 1);
}
END_TEST

START_TEST(a_long_value_is_cut_at_255_bytes)
{
    char text[300];
    struct ls_fact fact;
    memset(text, 'x', sizeof text);
    ls_draft_fact(draft, LS_FACT_HTTP_PATH, 0, text, sizeof text);
    ck_assert(ls_fact_find(ls_draft_evidence(draft, arena), LS_FACT_HTTP_PATH, &fact));
    ck_assert_uint_eq(fact.value.len, 255);
}
END_TEST

START_TEST(one_kind_cannot_crowd_out_the_others)
{
    struct ls_fact fact;
    char name[32];
    for (int i = 0; i < 5000; i++) {
        int n = snprintf(name, sizeof name, "%d.contoso.test", i);
        ls_draft_fact(draft, LS_FACT_CERT_NAME, 1, name, (size_t)n);
    }
    ls_draft_text(draft, LS_FACT_TLS_SNI, 0, "fe01");
    const struct ls_evidence *made = ls_draft_evidence(draft, arena);
    ck_assert_uint_eq(count_facts(made), LS_DRAFT_SAME_KIND_MAX + 1);
    ck_assert(ls_fact_find(made, LS_FACT_TLS_SNI, &fact));
}
END_TEST

START_TEST(facts_never_outgrow_their_limit)
{
    char text[255];
    for (int i = 0; i < 4000; i++) {
        memset(text, i & 255, sizeof text);
        memcpy(text, &i, sizeof i);
        ls_draft_fact(draft, (enum ls_fact_kind)(i % LS_FACT_COUNT), 0, text, sizeof text);
    }
    const struct ls_evidence *made = ls_draft_evidence(draft, arena);
    ck_assert_uint_le(made->facts_bytes, LS_DRAFT_FACTS_MAX);
    ck_assert_uint_gt(made->facts_bytes, LS_DRAFT_FACTS_MAX - 300);
}
END_TEST

START_TEST(damaged_facts_end_the_walk)
{
    static const uint8_t odd[] = {LS_FACT_TLS_SNI, 0, 9, 'a'};
    static const uint8_t unknown[] = {LS_FACT_COUNT, 0, 0};
    struct ls_evidence made = {.facts = odd, .facts_bytes = sizeof odd};
    ck_assert_uint_eq(count_facts(&made), 0);
    made.facts = unknown;
    made.facts_bytes = sizeof unknown;
    ck_assert_uint_eq(count_facts(&made), 0);
}
END_TEST

START_TEST(announcements_are_kept_once_and_fetched_in_order)
{
    struct ls_announcement out[2];
    struct ls_announcement what = {.port = 1, .ip_proto = 6, .kind = LS_ANNOUNCE_SQL};
    ls_draft_announce(draft, &what);
    what.time_ns = 5;
    ls_draft_announce(draft, &what);
    what.port = 2;
    ls_draft_announce(draft, &what);
    what.port = 3;
    ls_draft_announce(draft, &what);
    ck_assert_uint_eq(ls_draft_fetch(draft, out, 2), 2);
    ck_assert_uint_eq(out[0].port, 1);
    ck_assert_int_eq(out[0].time_ns, 0);
    ck_assert_uint_eq(out[1].port, 2);
    ck_assert_uint_eq(ls_draft_fetch(draft, out, 2), 1);
    ck_assert_uint_eq(out[0].port, 3);
    ck_assert_uint_eq(ls_draft_fetch(draft, out, 2), 0);
}
END_TEST

START_TEST(announcements_have_a_limit)
{
    size_t count;
    for (int i = 0; i < 1000; i++) {
        struct ls_announcement what = {.port = (uint16_t)i};
        ls_draft_announce(draft, &what);
    }
    ls_draft_announced(draft, &count);
    ck_assert_uint_eq(count, LS_DRAFT_ANNOUNCED_MAX);
}
END_TEST

START_TEST(names_are_found_both_ways)
{
    for (int i = 1; i < LS_PROTO_COUNT; i++)
        ck_assert_int_eq(ls_proto_find(ls_proto_name((enum ls_proto)i)), i);
    for (int i = 0; i < LS_FACT_COUNT; i++)
        ck_assert_int_eq(ls_fact_find_kind(ls_fact_name((enum ls_fact_kind)i)), i);
    ck_assert_int_eq(ls_proto_find("gopher"), LS_PROTO_NONE);
    ck_assert_int_eq(ls_proto_find(""), LS_PROTO_NONE);
    ck_assert_int_eq(ls_fact_find_kind("gopher"), LS_FACT_COUNT);
    ck_assert(ls_proto_distinctive(LS_PROTO_SIP));
    ck_assert(!ls_proto_distinctive(LS_PROTO_HTTP));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("draft");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_new_draft_says_nothing_and_knows_no_client);
    tcase_add_test(tests, protocols_stack_outermost_first_and_once);
    tcase_add_test(tests, a_full_stack_takes_no_more);
    tcase_add_test(tests, marks_come_and_go);
    tcase_add_test(tests, facts_come_back_in_order_with_zero_bytes_inside);
    tcase_add_test(tests, an_equal_fact_is_kept_once_but_not_across_sides);
    tcase_add_test(tests, facts_that_were_put_back_are_not_noted_again);
    tcase_add_test(tests, a_draft_begun_again_has_forgotten_its_facts);
    tcase_add_test(tests, a_long_value_is_cut_at_255_bytes);
    tcase_add_test(tests, one_kind_cannot_crowd_out_the_others);
    tcase_add_test(tests, facts_never_outgrow_their_limit);
    tcase_add_test(tests, damaged_facts_end_the_walk);
    tcase_add_test(tests, announcements_are_kept_once_and_fetched_in_order);
    tcase_add_test(tests, announcements_have_a_limit);
    tcase_add_test(tests, names_are_found_both_ways);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
