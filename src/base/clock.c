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

/* The second that begins at or before ns, counted from 1970. */
static int64_t second_of(int64_t ns)
{
    return ns / LS_SECOND - (ns % LS_SECOND < 0);
}

static void set_second(struct ls_clock *clock, int64_t second)
{
    int64_t day_seconds = 86400;
    int64_t day = second / day_seconds - (second % day_seconds < 0);
    memcpy(clock->text, "0000-00-00T00:00:00.", sizeof clock->text);
    put_date(clock->text, day);
    put_clock(clock->text + 11, (unsigned)(second - day * day_seconds));
    clock->second = second;
}

size_t ls_clock_format(struct ls_clock *clock, int64_t ns, char text[LS_TIME_TEXT])
{
    int64_t second = second_of(ns);
    uint64_t rest = (uint64_t)(ns - second * LS_SECOND);
    if (clock->second != second || clock->text[0] == '\0')
        set_second(clock, second);
    memcpy(text, clock->text, sizeof clock->text);
    char *end = text + sizeof clock->text;
    end = rest % 1000 == 0 ? ls_digits_padded(end, 6, rest / 1000) : ls_digits_padded(end, 9, rest);
    memcpy(end, "Z", 2);
    return (size_t)(end + 1 - text);
}

const char *ls_time_format(int64_t ns, char text[LS_TIME_TEXT])
{
    struct ls_clock clock = {0};
    ls_clock_format(&clock, ns, text);
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
