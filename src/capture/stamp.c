/* stamp.c - seconds and fractions of any resolution to nanoseconds, without overflow. */
#include "capture/stamp.h"

#include <assert.h>

#include "lyncscope/clock.h"

enum { BINARY = 0x80, MOST_DECIMAL = 19, MOST_BINARY = 63 };

#define NS UINT64_C(1000000000)

int64_t ls_pcap_time(int64_t seconds, int64_t ns)
{
    int64_t time;
    if (__builtin_mul_overflow(seconds, LS_SECOND, &time) ||
        __builtin_add_overflow(time, ns, &time))
        time = seconds < 0 ? INT64_MIN : INT64_MAX;
    if (time > LS_TIME_MOST)
        return LS_TIME_MOST;
    return time < -LS_TIME_MOST ? -LS_TIME_MOST : time;
}

void ls_stamp_clock_set(struct ls_stamp_clock *clock, uint8_t resolution, int64_t offset)
{
    *clock = (struct ls_stamp_clock){.units = 1, .offset = offset};
    if ((resolution & BINARY) != 0) {
        clock->binary = resolution & ~BINARY;
        assert(clock->binary <= MOST_BINARY);
        clock->units = UINT64_C(1) << clock->binary;
        return;
    }
    assert(resolution <= MOST_DECIMAL);
    for (int i = 0; i < resolution; i++)
        clock->units *= 10;
    int64_t base;
    if (clock->units > NS || __builtin_mul_overflow(offset, LS_SECOND, &base) ||
        base > LS_TIME_MOST / 2 || base < -LS_TIME_MOST / 2)
        return;
    clock->unit_ns = NS / clock->units;
    clock->base_ns = base;
    clock->quick = (uint64_t)(LS_TIME_MOST / 2) / clock->unit_ns;
}

/* fraction * 10^9 / 2^power, rounded down; fraction is below 2^power. */
static uint64_t binary_fraction(uint64_t fraction, int power)
{
    if (power < 32)
        return fraction * NS >> power;
    uint64_t high = (fraction >> 32) * NS;
    uint64_t low = (fraction & UINT32_MAX) * NS;
    return (high + (low >> 32)) >> (power - 32);
}

int64_t ls_stamp_slow(const struct ls_stamp_clock *clock, uint64_t stamp)
{
    uint64_t seconds = stamp / clock->units + (uint64_t)clock->offset;
    uint64_t fraction = stamp % clock->units;
    if (clock->binary > 0)
        fraction = binary_fraction(fraction, clock->binary);
    else if (clock->units > NS)
        fraction /= clock->units / NS;
    else
        fraction *= NS / clock->units;
    return ls_pcap_time((int64_t)seconds, (int64_t)fraction);
}
