/* clock.c - RFC 3339 out, durations in. */
#include "lyncscope/clock.h"

#include <stdlib.h>
#include <string.h>

#include "lyncscope/digits.h"

/*
 * The proleptic Gregorian date of a day counted from 1970-01-01. Years are taken to begin in March,
 * so that the leap day is the last; 400 of them have 146,097 days.
 */
static void put_date(char *at, int64_t day)
{
    int64_t shifted = day + 719468; /* days from 0000-03-01 */
    int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int64_t rest = shifted - era * 146097;
    int64_t year = (rest - rest / 1460 + rest / 36524 - rest / 146096) / 365;
    int64_t in_year = rest - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * in_year + 2) / 153; /* 0 = March */
    at = ls_digits_padded(at, 4, (uint64_t)(year + era * 400 + (month >= 10)));
    *at++ = '-';
    at = ls_digits_padded(at, 2, (uint64_t)(month < 10 ? month + 3 : month - 9));
    *at++ = '-';
    ls_digits_padded(at, 2, (uint64_t)(in_year - (153 * month + 2) / 5 + 1));
}

static void put_clock(char *at, unsigned second)
{
    at = ls_digits_padded(at, 2, second / 3600);
    *at++ = ':';
    at = ls_digits_padded(at, 2, second / 60 % 60);
    *at++ = ':';
    ls_digits_padded(at, 2, second % 60);
}

const char *ls_time_format(int64_t ns, char text[LS_TIME_TEXT])
{
    int64_t day_ns = 86400 * LS_SECOND;
    int64_t day = ns / day_ns - (ns % day_ns < 0);
    uint64_t in_day = (uint64_t)(ns - day * day_ns);
    uint64_t rest = in_day % (uint64_t)LS_SECOND;
    memcpy(text, "0000-00-00T00:00:00.", 20);
    put_date(text, day);
    put_clock(text + 11, (unsigned)(in_day / (uint64_t)LS_SECOND));
    char *end = rest % 1000 == 0 ? ls_digits_padded(text + 20, 6, rest / 1000)
                                 : ls_digits_padded(text + 20, 9, rest);
    memcpy(end, "Z", 2);
    return text;
}

const char *ls_time_format_second(int64_t ns, char text[LS_TIME_TEXT])
{
    enum { DATE = 10, WHOLE = 19 };
    ls_time_format(ns, text);
    text[DATE] = ' '; /* RFC 3339 section 5.6 allows it */
    memcpy(text + WHOLE, "Z", 2);
    return text;
}

bool ls_duration_parse(const char *text, int64_t *ns)
{
    static const struct {
        const char *unit;
        int64_t seconds;
    } units[] = {{"", 1}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}};
    if (text[0] < '0' || text[0] > '9')
        return false;
    char *end;
    unsigned long long n = strtoull(text, &end, 10);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(end, units[i].unit) != 0)
            continue;
        if (n == 0 || n > (unsigned long long)(INT64_MAX / LS_SECOND / units[i].seconds))
            return false;
        *ns = (int64_t)n * units[i].seconds * LS_SECOND;
        return true;
    }
    return false;
}
