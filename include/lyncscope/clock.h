/*
 * clock.h - points in time and spans of time, as text and as nanoseconds
 *
 * Time is a signed count of nanoseconds since 1970-01-01 UTC and comes from packets, never
 * from the wall clock, so that a replay gives the same result.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lyncscope/error.h"

#define LS_SECOND INT64_C(1000000000)

/* No frame's time lies further from 1970 (some 146 years), whatever a capture claims. */
#define LS_TIME_MOST (INT64_MAX / 2)

enum { LS_TIME_TEXT = 40 };

/*
 * ls_time_format prints RFC 3339 in UTC with six digits of a second, or nine where the
 * nanoseconds are not whole microseconds, and returns text.
 */
const char *ls_time_format(int64_t ns, char text[LS_TIME_TEXT]);

/*
 * ls_clock_format does so and returns the length. The clock remembers its second: the moments of a
 * record lie near each other, and near those of the record before. It begins as zeros.
 */
struct ls_clock {
    int64_t second;
    char text[20]; /* the date to the point: "2026-03-02T08:15:30.", or "" */
};
size_t ls_clock_format(struct ls_clock *clock, int64_t ns, char text[LS_TIME_TEXT]);

/* ls_time_format_second prints the whole second for people, 2026-03-02 08:15:30Z; returns text. */
const char *ls_time_format_second(int64_t ns, char text[LS_TIME_TEXT]);

/* ls_duration_parse reads 90, 90s, 5m, 24h or 7d; plain numbers are seconds; must be above 0. */
LS_MUST_USE bool ls_duration_parse(const char *text, int64_t *ns);
