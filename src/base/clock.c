/* clock.c - RFC 3339 out, durations in. */
#include "lyncscope/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const char *ls_time_format(int64_t ns, char text[LS_TIME_TEXT])
{
    int64_t seconds = ns / LS_SECOND;
    int64_t rest = ns % LS_SECOND;
    if (rest < 0) {
        rest += LS_SECOND;
        seconds--;
    }
    time_t t = (time_t)seconds;
    struct tm tm;
    if (gmtime_r(&t, &tm) == NULL)
        memset(&tm, 0, sizeof tm);
    char day[24];
    strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &tm);
    if (rest % 1000 == 0)
        snprintf(text, LS_TIME_TEXT, "%s.%06dZ", day, (int)(rest / 1000));
    else
        snprintf(text, LS_TIME_TEXT, "%s.%09dZ", day, (int)rest);
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
