/* test_clock.c - RFC 3339 and durations. */
#include "lyncscope/clock.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lyncscope/now.h"
#include "suite.h"

START_TEST(times_keep_the_precision_of_the_capture)
{
    char text[LS_TIME_TEXT];
    ck_assert_str_eq(ls_time_format(1772439330123456000, text), "2026-03-02T08:15:30.123456Z");
    ck_assert_str_eq(ls_time_format(1772439330123456789, text), "2026-03-02T08:15:30.123456789Z");
    ck_assert_str_eq(ls_time_format(0, text), "1970-01-01T00:00:00.000000Z");
    ck_assert_str_eq(ls_time_format(-1000, text), "1969-12-31T23:59:59.999999Z");
}
END_TEST

START_TEST(people_read_whole_seconds)
{
    char text[LS_TIME_TEXT];
    ck_assert_str_eq(ls_time_format_second(1772439330999999999, text), "2026-03-02 08:15:30Z");
    ck_assert_str_eq(ls_time_format_second(-1, text), "1969-12-31 23:59:59Z");
}
END_TEST

/* Remembering the second changes nothing: forth, back, around 1970, the very first one included. */
START_TEST(a_clock_says_what_is_said_without)
{
    const int64_t moments[] = {0,           -1,          1,          999999999, 1000000000,
                               1000000001,  1000000000,  -999999999, 0,         -1000000000,
                               -1000000001, 86400000000, 0,          -1};
    struct ls_clock clock = {0};
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        char text[LS_TIME_TEXT], alone[LS_TIME_TEXT];
        ck_assert_uint_eq(ls_clock_format(&clock, moments[i], text),
                          strlen(ls_time_format(moments[i], alone)));
        ck_assert_str_eq(text, alone);
    }
}
END_TEST

/* The library knows the calendar, too: leap years, centuries, both sides of 1970. */
START_TEST(dates_are_those_of_the_library)
{
    for (int64_t t = -LS_TIME_MOST / LS_SECOND; t < LS_TIME_MOST / LS_SECOND; t += 86400 * 7 + 1) {
        char text[LS_TIME_TEXT], theirs[LS_TIME_TEXT];
        time_t seconds = (time_t)t;
        struct tm tm;
        strftime(theirs, sizeof theirs, "%Y-%m-%dT%H:%M:%S.000000Z", gmtime_r(&seconds, &tm));
        ck_assert_str_eq(ls_time_format(t * LS_SECOND, text), theirs);
    }
}
END_TEST

START_TEST(durations_have_units_and_limits)
{
    int64_t ns;
    ck_assert(ls_duration_parse("90s", &ns) && ns == 90 * LS_SECOND);
    ck_assert(ls_duration_parse("24h", &ns) && ns == 86400 * LS_SECOND);
    ck_assert(ls_duration_parse("2", &ns) && ns == 2 * LS_SECOND);
    ck_assert(!ls_duration_parse("", &ns));
    ck_assert(!ls_duration_parse("0s", &ns));
    ck_assert(!ls_duration_parse("-5s", &ns));
    ck_assert(!ls_duration_parse("5 s", &ns));
    ck_assert(!ls_duration_parse("5w", &ns));
    ck_assert(!ls_duration_parse("99999999999999999999d", &ns));
}
END_TEST

START_TEST(the_machine_has_a_clock_to_wait_by_and_one_of_the_day)
{
    int64_t before = ls_now_monotonic();
    ck_assert_int_gt(before, 0);
    ck_assert_int_ge(ls_now_monotonic(), before);
    int64_t day = (int64_t)time(NULL) * LS_SECOND;
    ck_assert_int_le(llabs(ls_now_wall() - day), 2 * LS_SECOND);
}
END_TEST

int main(void)
{
    TCase *tests;
    Suite *suite = suite_of("clock", &tests);
    tcase_add_test(tests, times_keep_the_precision_of_the_capture);
    tcase_add_test(tests, people_read_whole_seconds);
    tcase_add_test(tests, a_clock_says_what_is_said_without);
    tcase_add_test(tests, dates_are_those_of_the_library);
    tcase_add_test(tests, durations_have_units_and_limits);
    tcase_add_test(tests, the_machine_has_a_clock_to_wait_by_and_one_of_the_day);
    return suite_run(suite);
}
