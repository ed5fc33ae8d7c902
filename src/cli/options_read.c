/* options_read.c - the values of options that say how much is read, and at what cost. */
#include "cli/options_read.h"

#include <ctype.h>
#include <errno.h>
#include <sched.h>
#include <stdlib.h>

enum { WORKERS_MAX = 64 };

static int number(const char *name, const char *value, uint64_t least, uint64_t most, uint64_t *out,
                  struct ls_error *error)
{
    char *end;
    errno = 0;
    unsigned long long n = strtoull(value, &end, 10);
    if (!isdigit((unsigned char)*value) || *end != '\0' || errno != 0 || n < least || n > most)
        return ls_fail(error, LS_E_USAGE, "%s %s: needs a number from %llu to %llu", name, value,
                       (unsigned long long)least, (unsigned long long)most);
    *out = n;
    return 0;
}

int options_set_count(struct options *o, const char *value, struct ls_error *error)
{
    return number("-c", value, 1, UINT64_MAX, &o->packet_limit, error);
}

int options_set_snaplen(struct options *o, const char *value, struct ls_error *error)
{
    uint64_t n = 0;
    int code = number("-s", value, 0, 262144, &n, error); /* 0 = the default, as in tcpdump */
    if (code == 0)
        o->snaplen = (uint32_t)n;
    return code;
}

int options_set_buffer(struct options *o, const char *value, struct ls_error *error)
{
    uint64_t n = 0;
    int code = number("-B", value, 1, 4 << 20, &n, error);
    if (code == 0)
        o->buffer_kib = (uint32_t)n;
    return code;
}

int options_set_no_promiscuous(struct options *o, const char *value, struct ls_error *error)
{
    (void)value;
    (void)error;
    o->no_promiscuous = true;
    return 0;
}

int options_set_flow_limit(struct options *o, const char *value, struct ls_error *error)
{
    uint64_t n = 0;
    int code = number("--flow-limit", value, 16, UINT32_MAX / 2, &n, error);
    if (code == 0)
        o->flow_limit = (size_t)n;
    return code;
}

/* Threads beyond the processors only take turns. */
static unsigned processors(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) < 0)
        return 1;
    int count = CPU_COUNT(&set);
    return count < WORKERS_MAX ? (unsigned)count : WORKERS_MAX;
}

int options_set_workers(struct options *o, const char *value, struct ls_error *error)
{
    uint64_t n = 0;
    int code = number("-j", value, 0, WORKERS_MAX, &n, error);
    if (code == 0)
        o->workers = n > 0 ? (unsigned)n : processors();
    return code;
}
