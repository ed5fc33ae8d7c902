/* options_live.c - the values of options that only live captures have. */
#include "cli/options_live.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void options_live_usual(struct options *o)
{
    o->alerts_every_ns = 600 * LS_SECOND;
    o->evidence_packets = -1;
}

int options_set_duration(struct options *o, const char *value, struct ls_error *error)
{
    if (ls_duration_parse(value, &o->duration_ns))
        return 0;
    return ls_fail(error, LS_E_USAGE, "--for %s: needs a time such as 90s, 15m or 24h", value);
}

int options_set_every(struct options *o, const char *value, struct ls_error *error)
{
    if (ls_duration_parse(value, &o->every_ns))
        return 0;
    return ls_fail(error, LS_E_USAGE, "--every %s: needs a time such as 60s, 15m or 1h", value);
}

int options_set_idle(struct options *o, const char *value, struct ls_error *error)
{
    if (ls_duration_parse(value, &o->idle_ns))
        return 0;
    return ls_fail(error, LS_E_USAGE, "--idle %s: needs a time such as 30s, 5m or 1h", value);
}

int options_set_alerts(struct options *o, const char *value, struct ls_error *error)
{
    (void)error;
    o->alerts = value;
    return 0;
}

int options_set_alerts_every(struct options *o, const char *value, struct ls_error *error)
{
    if (ls_duration_parse(value, &o->alerts_every_ns))
        return 0;
    return ls_fail(error, LS_E_USAGE, "--alerts-every %s: needs a time such as 60s or 1h", value);
}

int options_set_reopen(struct options *o, const char *value, struct ls_error *error)
{
    (void)value;
    (void)error;
    o->reopen = true;
    return 0;
}

/* 64K, 100M or 2G: binary, as files are counted. */
static bool parse_size(const char *value, int64_t *bytes)
{
    static const char units[] = "KMG";
    char *end;
    errno = 0;
    unsigned long long n = strtoull(value, &end, 10);
    const char *unit = *end != '\0' && end[1] == '\0' ? strchr(units, *end) : NULL;
    if (!isdigit((unsigned char)*value) || errno != 0 || n == 0 || unit == NULL || n > 1 << 20)
        return false;
    *bytes = (int64_t)n << 10 * (unit - units + 1);
    return true;
}

/* A time, a size, or both with a comma between: what comes first counts. */
int options_set_rotate(struct options *o, const char *value, struct ls_error *error)
{
    char text[40];
    int n = snprintf(text, sizeof text, "%s", value);
    char *rest = n < (int)sizeof text ? text : NULL;
    bool good = rest != NULL;
    o->rotate_ns = o->rotate_bytes = 0;
    for (int i = 0; i < 2 && good && rest != NULL; i++) {
        const char *part = strsep(&rest, ",");
        good = (o->rotate_bytes == 0 && parse_size(part, &o->rotate_bytes)) ||
               (o->rotate_ns == 0 && ls_duration_parse(part, &o->rotate_ns));
    }
    if (good && rest == NULL)
        return 0;
    return ls_fail(
        error, LS_E_USAGE,
        "--rotate %s: needs a time such as 15m or 1h, a size such as 64K, 100M or 2G, or "
        "both as 1h,100M",
        value);
}

int options_set_evidence_buffer(struct options *o, const char *value, struct ls_error *error)
{
    int64_t bytes;
    if (!parse_size(value, &bytes) || bytes < 1 << 20 || bytes > (int64_t)64 << 30)
        return ls_fail(error, LS_E_USAGE,
                       "--evidence-buffer %s: needs a size from 1M to 64G, such as 256M", value);
    o->evidence_bytes = (size_t)bytes;
    return 0;
}

int options_set_evidence_packets(struct options *o, const char *value, struct ls_error *error)
{
    char *end;
    errno = 0;
    unsigned long long n = strtoull(value, &end, 10);
    if (!isdigit((unsigned char)*value) || *end != '\0' || errno != 0 || n > UINT32_MAX)
        return ls_fail(error, LS_E_USAGE,
                       "--evidence-packets %s: needs a number of packets, or 0 for all", value);
    o->evidence_packets = (int64_t)n;
    return 0;
}
