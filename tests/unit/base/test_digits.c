/* test_digits.c - the same digits as printf's. */
#include "lyncscope/digits.h"

#include <inttypes.h>
#include <stdio.h>

#include "suite.h"

START_TEST(numbers_are_those_of_printf)
{
    uint64_t numbers[] = {0, 9, 10, 99, 100, 4294967295, 9999999999, UINT64_MAX};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char text[LS_DIGITS_MOST + 1], theirs[LS_DIGITS_MOST + 1];
        *ls_digits(text, numbers[i]) = '\0';
        snprintf(theirs, sizeof theirs, "%" PRIu64, numbers[i]);
        ck_assert_str_eq(text, theirs);
    }
}
END_TEST

START_TEST(every_width_is_found)
{
    uint64_t power = 1;
    for (unsigned width = 1; width <= LS_DIGITS_MOST; width++, power *= 10)
        for (uint64_t number = power - 1; number < power + 2; number++) {
            char text[LS_DIGITS_MOST + 1], theirs[LS_DIGITS_MOST + 1];
            *ls_digits(text, number) = '\0';
            snprintf(theirs, sizeof theirs, "%" PRIu64, number);
            ck_assert_str_eq(text, theirs);
        }
}
END_TEST

START_TEST(padding_fills_the_width)
{
    char text[8];
    *ls_digits_padded(text, 6, 1203) = '\0';
    ck_assert_str_eq(text, "001203");
    *ls_digits_padded(text, 2, 0) = '\0';
    ck_assert_str_eq(text, "00");
    *ls_digits_padded(text, 5, 40302) = '\0';
    ck_assert_str_eq(text, "40302");
}
END_TEST

START_TEST(hexadecimal_is_lower_case)
{
    uint8_t bytes[256];
    char text[2 * sizeof bytes + 1], theirs[3];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)i;
    for (size_t n = 0; n <= sizeof bytes; n += 51) {
        ck_assert_ptr_eq(ls_digits_hex(text, bytes, n), text + 2 * n);
        for (size_t i = 0; i < n; i++) {
            snprintf(theirs, sizeof theirs, "%02x", (unsigned)i);
            ck_assert_mem_eq(text + 2 * i, theirs, 2);
        }
    }
}
END_TEST

int main(void)
{
    TCase *tests;
    Suite *suite = suite_of("digits", &tests);
    tcase_add_test(tests, numbers_are_those_of_printf);
    tcase_add_test(tests, every_width_is_found);
    tcase_add_test(tests, padding_fills_the_width);
    tcase_add_test(tests, hexadecimal_is_lower_case);
    return suite_run(suite);
}
