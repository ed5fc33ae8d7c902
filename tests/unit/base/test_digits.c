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

START_TEST(padding_fills_the_width)
{
    char text[8];
    *ls_digits_padded(text, 6, 1203) = '\0';
    ck_assert_str_eq(text, "001203");
    *ls_digits_padded(text, 2, 0) = '\0';
    ck_assert_str_eq(text, "00");
}
END_TEST

START_TEST(hexadecimal_is_lower_case)
{
    const uint8_t bytes[] = {0x00, 0x0f, 0xf0, 0xbe};
    char text[2 * sizeof bytes + 1];
    *ls_digits_hex(text, bytes, sizeof bytes) = '\0';
    ck_assert_str_eq(text, "000ff0be");
}
END_TEST

int main(void)
{
    TCase *tests;
    Suite *suite = suite_of("digits", &tests);
    tcase_add_test(tests, numbers_are_those_of_printf);
    tcase_add_test(tests, padding_fills_the_width);
    tcase_add_test(tests, hexadecimal_is_lower_case);
    return suite_run(suite);
}
