/* test_psom.c - PSOM's names in clear text, and what ends the search for them */
#include "show.h"

#define NAME "Microsoft.Rtc.Server.DataMCU"

START_TEST(the_name_is_found_in_one_and_two_bytes_a_letter)
{
    char wide[2 * sizeof NAME + 8] = {0};
    for (size_t i = 0; i < sizeof NAME - 1; i++)
        wide[5 + 2 * i] = NAME[i];
    ck_assert_int_eq(SHOW(&ls_probe_psom, "\x01\x02" NAME ".Meeting", SHOW_STREAM), LS_DONE);
    ck_assert(shown_is(LS_PROTO_PSOM));
    ck_assert_int_eq(show(&ls_probe_psom, 1, wide, sizeof wide, SHOW_STREAM), LS_DONE);
    ck_assert(shown_is(LS_PROTO_PSOM));
}
END_TEST

START_TEST(every_truncation_is_waited_for)
{
    show_each_prefix(&ls_probe_psom, "\x01" NAME, sizeof NAME, sizeof NAME);
}
END_TEST

START_TEST(other_names_and_late_ones_are_not_believed)
{
    static char far[2048];
    ck_assert_int_eq(SHOW(&ls_probe_psom, "Microsoft.Rtc.Server.DataMCX", SHOW_STREAM), LS_MAYBE);
    ck_assert_int_eq(SHOW(&ls_probe_psom, "microsoft.rtc.server.datamcu", SHOW_STREAM), LS_MAYBE);
    ck_assert_int_eq(SHOW(&ls_probe_psom, "Microsoft.Rtc", SHOW_STREAM | SHOW_CLOSED), LS_NO);
    memcpy(far + 1024, NAME, sizeof NAME - 1);
    ck_assert_int_lt(show(&ls_probe_psom, 0, far, sizeof far, SHOW_STREAM), LS_YES);
    ck_assert_uint_eq(ls_probe_psom.budget, 1024);
}
END_TEST

START_TEST(a_line_of_text_ends_the_search)
{
    static const char *const lines[] = {"220 ftp.contoso.test ready\r\n", "USER me\n", "+OK\r"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        ck_assert_int_eq(
            show(&ls_probe_psom, (uint8_t)(i & 1), lines[i], strlen(lines[i]), SHOW_STREAM), LS_NO);
    /* a line that ends before it begins, one that has not ended, and one behind binary bytes */
    ck_assert_int_eq(SHOW(&ls_probe_psom, "\r\n\0\1", SHOW_STREAM), LS_MAYBE);
    ck_assert_int_eq(SHOW(&ls_probe_psom, "220 ftp.contoso.test", SHOW_STREAM), LS_MAYBE);
    ck_assert_int_eq(SHOW(&ls_probe_psom, "\0\0\0\7line\r\n", SHOW_STREAM), LS_MAYBE);
    /* the name wins */
    ck_assert_int_eq(SHOW(&ls_probe_psom, "line\r\n" NAME, SHOW_STREAM), LS_DONE);
}
END_TEST

START_TEST(others_are_refused)
{
    show_neighbours(&ls_probe_psom);
    show_noise(&ls_probe_psom, SHOW_STREAM);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("psom");
    TCase *tests = show_tests(suite);
    tcase_add_test(tests, the_name_is_found_in_one_and_two_bytes_a_letter);
    tcase_add_test(tests, every_truncation_is_waited_for);
    tcase_add_test(tests, other_names_and_late_ones_are_not_believed);
    tcase_add_test(tests, a_line_of_text_ends_the_search);
    tcase_add_test(tests, others_are_refused);
    return show_run(suite);
}
