/* test_ahead.c - bytes come in order, whole and once, whoever is faster. */
#include <check.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "capture/ahead.h"

/* Gives the numbers 0, 1, 2 ... as bytes, up to total of them. */
struct numbers {
    size_t total, given, most; /* most at a time */
    atomic_size_t reads;
    bool says_last;
};

static size_t read_numbers(void *self, uint8_t *out, size_t n, bool *last)
{
    struct numbers *numbers = self;
    size_t left = numbers->total - numbers->given;
    size_t some = left < n ? left : n;
    if (some > numbers->most)
        some = numbers->most;
    for (size_t i = 0; i < some; i++)
        out[i] = (uint8_t)((numbers->given + i) % 251);
    numbers->given += some;
    atomic_fetch_add(&numbers->reads, 1);
    *last = numbers->says_last && numbers->given == numbers->total;
    return some;
}

static struct ls_ahead *begin(struct numbers *numbers)
{
    struct ls_ahead_from from = {.self = numbers, .read = read_numbers};
    struct ls_ahead *ahead = ls_ahead_new(&from);
    ck_assert_ptr_nonnull(ahead);
    return ahead;
}

static size_t take_all(struct ls_ahead *ahead, size_t at_a_time)
{
    static uint8_t bytes[LS_AHEAD_BYTES];
    size_t total = 0;
    for (size_t n; (n = ls_ahead_read(ahead, bytes, at_a_time)) > 0; total += n) {
        ck_assert_uint_le(n, at_a_time);
        for (size_t i = 0; i < n; i++)
            if (bytes[i] !=
                (total + i) % 251) /* an assertion for each would take most of the time */
                ck_abort_msg("byte %zu is %u", total + i, bytes[i]);
    }
    ck_assert(ls_ahead_is_last(ahead));
    ck_assert_uint_eq(ls_ahead_read(ahead, bytes, 1), 0);
    return total;
}

START_TEST(all_bytes_come_in_order)
{
    static const size_t takes[] = {1, 7, 1000, LS_AHEAD_BYTES};
    static const size_t most[] = {1000, LS_AHEAD_BYTES};
    for (size_t i = 0; i < sizeof takes / sizeof *takes; i++) {
        for (size_t k = 0; k < sizeof most / sizeof *most; k++) {
            struct numbers numbers = {.total = 300000, .most = most[k], .says_last = k == 0};
            struct ls_ahead *ahead = begin(&numbers);
            ck_assert_uint_eq(take_all(ahead, takes[i]), 300000);
            ls_ahead_free(ahead);
        }
    }
}
END_TEST

START_TEST(nothing_is_an_end_too)
{
    struct numbers numbers = {.total = 0, .most = 1};
    struct ls_ahead *ahead = begin(&numbers);
    ck_assert_uint_eq(take_all(ahead, 10), 0);
    ls_ahead_free(ahead);
}
END_TEST

/* What is known at the end of the source is known with its last bytes, not before. */
START_TEST(the_last_is_told_with_its_bytes)
{
    static uint8_t bytes[LS_AHEAD_BYTES];
    struct numbers numbers = {
        .total = 2 * LS_AHEAD_BYTES + 1, .most = LS_AHEAD_BYTES, .says_last = true};
    struct ls_ahead *ahead = begin(&numbers);
    for (int i = 0; i < 2; i++) {
        ck_assert_uint_eq(ls_ahead_read(ahead, bytes, sizeof bytes), sizeof bytes);
        ck_assert(!ls_ahead_is_last(ahead));
    }
    ck_assert_uint_eq(ls_ahead_read(ahead, bytes, sizeof bytes), 1);
    ck_assert(ls_ahead_is_last(ahead));
    ck_assert_uint_eq(atomic_load(&numbers.reads), 3);
    ls_ahead_free(ahead);
}
END_TEST

START_TEST(it_waits_for_the_taker_and_may_be_left)
{
    uint8_t byte;
    struct numbers numbers = {.total = SIZE_MAX, .most = LS_AHEAD_BYTES};
    struct ls_ahead *ahead = begin(&numbers);
    ck_assert_uint_eq(ls_ahead_read(ahead, &byte, 1), 1);
    ls_ahead_free(ahead);
    ck_assert_uint_le(atomic_load(&numbers.reads), 5);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("capture/ahead");
    TCase *tcase = tcase_create("all");
    tcase_add_test(tcase, all_bytes_come_in_order);
    tcase_add_test(tcase, nothing_is_an_end_too);
    tcase_add_test(tcase, the_last_is_told_with_its_bytes);
    tcase_add_test(tcase, it_waits_for_the_taker_and_may_be_left);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
