/*
 * stamp.h - time stamps of captures as ns since 1970
 */
#pragma once

#include <stdint.h>

/*
 * ls_pcap_time makes ns since 1970 of seconds and nanoseconds, whatever they claim: at most
 * LS_TIME_MOST from 1970 either way, so that spans can be added to it without a second thought.
 */
int64_t ls_pcap_time(int64_t seconds, int64_t ns);

/* How one pcapng interface counts time: draft-ietf-opsawg-pcapng section 4.2. */
struct ls_stamp_clock {
    uint64_t units; /* in a second */
    int binary;     /* units is 2 to this power; 0: a power of ten */
    int64_t offset; /* if_tsoffset, in seconds */
    /* Stamps below quick are base_ns + stamp * unit_ns: no division, no overflow. */
    uint64_t quick;
    uint64_t unit_ns;
    int64_t base_ns;
};

/* ls_stamp_clock_set takes if_tsresol (at most 19, or 0x80 + 63) and if_tsoffset. */
void ls_stamp_clock_set(struct ls_stamp_clock *clock, uint8_t resolution, int64_t offset);

int64_t ls_stamp_slow(const struct ls_stamp_clock *clock, uint64_t stamp);

static inline int64_t ls_stamp_ns(const struct ls_stamp_clock *clock, uint64_t stamp)
{
    if (stamp < clock->quick)
        return clock->base_ns + (int64_t)(stamp * clock->unit_ns);
    return ls_stamp_slow(clock, stamp);
}
