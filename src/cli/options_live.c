/* options_live.c - the values of options that only live captures have. */
#include "cli/options_live.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

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

int options_set_rotate(struct options *o, const char *value, struct ls_error *error)
{
    o->rotate_ns = o->rotate_bytes = 0;
    if (parse_size(value, &o->rotate_bytes) || ls_duration_parse(value, &o->rotate_ns))
        return 0;
    return ls_fail(error, LS_E_USAGE,
                   "--rotate %s: needs a time such as 15m or 1h, or a size such as 64K, 100M or 2G",
                   value);
}
