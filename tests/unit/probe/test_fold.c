/* test_fold.c - a folded inquiry goes on as if nothing had happened */
#include <check.h>
#include <string.h>

#include "probe/inquiry.h"

enum { UDP = 17, TCP = 6 };

static struct ls_arena *arena;
static struct ls_probes *probes;

/* RFC 1035 section 4.1: a question for "fe.test" of type A, the answer to it in `answer`. */
static const uint8_t question[] = "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"
                                  "\x02"
                                  "fe\x04test\x00\x00\x01\x00\x01";
static const uint8_t other[] = "\x12\x35\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"
                               "\x02"
                               "be\x04test\x00\x00\x01\x00\x01";

static void set_up(void)
{
    arena = ls_arena_new();
    probes = ls_probes_new(false, NULL);
}

static void tear_down(void)
{
    ls_probes_free(probes);
    ls_arena_free(arena);
}

static bool show(struct ls_inquiry *inquiry, const uint8_t *bytes, size_t n)
{
    struct ls_view view = {.ip_proto = UDP, .from_start = {true, true}};
    view.bytes[0] = ls_cursor(bytes, n);
    return ls_inquiry_look(inquiry, &view);
}

static struct ls_inquiry *asked(const uint8_t *bytes, size_t n)
{
    struct ls_inquiry *inquiry = ls_inquiry_open(probes, UDP);
    ck_assert(!show(inquiry, bytes, n - 1));
    return inquiry;
}

static size_t names_of(const struct ls_evidence *made)
{
    struct ls_fact fact;
    size_t names = 0;
    for (size_t at = 0; ls_fact_next(made, &at, &fact);)
        names += fact.kind == LS_FACT_DNS_NAME;
    return names;
}

START_TEST(it_is_closed_as_it_is)
{
    struct ls_inquiry *open = asked(question, sizeof question);
    struct ls_inquiry *folded = ls_inquiry_fold(asked(question, sizeof question), arena);
    ck_assert(!ls_inquiry_is_folded(open));
    ck_assert(ls_inquiry_is_folded(folded));
    const struct ls_evidence *made = ls_inquiry_close(folded, arena);
    ck_assert_int_eq(ls_evidence_best(made), LS_PROTO_DNS);
    ck_assert_uint_eq(names_of(made), 1);
    ck_assert_ptr_eq(ls_inquiry_close(open, arena)->facts, made->facts);
}
END_TEST

START_TEST(it_goes_on_where_it_was)
{
    struct ls_inquiry *inquiry = ls_inquiry_fold(asked(question, sizeof question), arena);
    inquiry = ls_inquiry_unfold(inquiry);
    ck_assert(!ls_inquiry_is_folded(inquiry));
    ck_assert(!show(inquiry, question, sizeof question - 1));
    ck_assert(!show(inquiry, other, sizeof other - 1));
    const struct ls_evidence *made = ls_inquiry_close(ls_inquiry_fold(inquiry, arena), arena);
    ck_assert_uint_eq(names_of(made), 2);
}
END_TEST

START_TEST(equal_ones_are_one_and_part_again)
{
    struct ls_inquiry *a = ls_inquiry_fold(asked(question, sizeof question), arena);
    struct ls_inquiry *b = ls_inquiry_fold(asked(question, sizeof question), arena);
    struct ls_inquiry *c = ls_inquiry_fold(asked(other, sizeof other), arena);
    ck_assert_ptr_eq(a, b);
    ck_assert_ptr_ne(a, c);
    a = ls_inquiry_unfold(a);
    ck_assert(!show(a, other, sizeof other - 1));
    ck_assert_uint_eq(names_of(ls_inquiry_close(a, arena)), 2);
    ck_assert_uint_eq(names_of(ls_inquiry_close(b, arena)), 1);
    ck_assert_uint_eq(names_of(ls_inquiry_close(c, arena)), 1);
}
END_TEST

/* What it says is in the arena once it is folded; being folded again and again takes no more of it.
 */
START_TEST(its_evidence_lies_where_it_stays)
{
    struct ls_inquiry *inquiry = ls_inquiry_fold(asked(question, sizeof question), arena);
    struct ls_inquiry *same = ls_inquiry_fold(asked(question, sizeof question), arena);
    ck_assert_ptr_eq(inquiry, same);
    size_t before = ls_arena_size(arena);
    for (int i = 0; i < 4000; i++)
        inquiry = ls_inquiry_fold(ls_inquiry_unfold(inquiry), arena);
    ck_assert_uint_eq(ls_arena_size(arena), before);
    ck_assert_uint_eq(names_of(ls_inquiry_close(inquiry, arena)), 1);
    ck_assert_uint_eq(names_of(ls_inquiry_close(same, arena)), 1);
}
END_TEST

/* Asks for a name of its own in each datagram, as many as the probe reads. */
START_TEST(what_is_added_is_added_once)
{
    uint8_t bytes[sizeof question];
    struct ls_inquiry *inquiry = ls_inquiry_open(probes, UDP);
    memcpy(bytes, question, sizeof bytes);
    for (int i = 0; i < 20; i++) {
        bytes[13] = (uint8_t)('a' + i);
        ck_assert(!show(inquiry, bytes, sizeof bytes - 1));
        inquiry = ls_inquiry_unfold(ls_inquiry_fold(inquiry, arena));
    }
    const struct ls_evidence *made = ls_inquiry_close(ls_inquiry_fold(inquiry, arena), arena);
    ck_assert_uint_eq(names_of(made), 20);
}
END_TEST

START_TEST(nothing_seen_folds_to_nothing_proved)
{
    struct ls_inquiry *inquiry = ls_inquiry_fold(ls_inquiry_open(probes, TCP), arena);
    ck_assert_ptr_null(ls_inquiry_close(inquiry, arena));
}
END_TEST

static enum ls_answer announce(struct ls_view *view, void *state, struct ls_draft *draft)
{
    (void)view;
    (void)state;
    ls_draft_proves(draft, LS_PROTO_SIP);
    ls_draft_announce(draft, &(struct ls_announcement){.port = 5060});
    return LS_YES;
}

/* What was announced and not yet fetched would be lost. */
START_TEST(news_keep_it_open)
{
    static const struct ls_probe probe = {.name = "sip", .transports = LS_UDP, .look = announce};
    static const struct ls_probe *const table[] = {&probe};
    struct ls_probes *own = ls_probes_of(table, 1, false, NULL);
    struct ls_announcement news[2];
    struct ls_inquiry *inquiry = ls_inquiry_open(own, UDP);
    ck_assert(!show(inquiry, question, 1));
    ck_assert_ptr_eq(ls_inquiry_fold(inquiry, arena), inquiry);
    ck_assert(!ls_inquiry_is_folded(inquiry));
    ck_assert_uint_eq(ls_inquiry_announced(inquiry, news, 2), 1);
    inquiry = ls_inquiry_fold(inquiry, arena);
    ck_assert(ls_inquiry_is_folded(inquiry));
    ck_assert_ptr_nonnull(ls_inquiry_close(inquiry, arena));
    ls_probes_free(own);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fold");
    TCase *tests = tcase_create("fold");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, it_is_closed_as_it_is);
    tcase_add_test(tests, it_goes_on_where_it_was);
    tcase_add_test(tests, equal_ones_are_one_and_part_again);
    tcase_add_test(tests, its_evidence_lies_where_it_stays);
    tcase_add_test(tests, what_is_added_is_added_once);
    tcase_add_test(tests, nothing_seen_folds_to_nothing_proved);
    tcase_add_test(tests, news_keep_it_open);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
