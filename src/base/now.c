/* now.c - the machine's clocks in nanoseconds. */
#include "lyncscope/now.h"

#include <time.h>

#include "lyncscope/clock.h"

static int64_t read_clock(clockid_t which)
{
    struct timespec now;
    clock_gettime(which, &now);
    return (int64_t)now.tv_sec * LS_SECOND + now.tv_nsec;
}

int64_t ls_now_monotonic(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t ls_now_wall(void)
{
    return read_clock(CLOCK_REALTIME);
}
