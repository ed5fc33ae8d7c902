/*
 * frame.h - frames for tests, written layer by layer
 *
 * Each put_ call appends a header; lengths are given by the caller, so that wrong ones can be.
 */
#pragma once

#include <pcap/dlt.h>
#include <string.h>

#include "lyncscope/decode.h"

struct frame_maker {
    uint8_t bytes[4096];
    uint32_t n;
};

static inline void put(struct frame_maker *f, const void *bytes, size_t n)
{
    memcpy(f->bytes + f->n, bytes, n);
    f->n += (uint32_t)n;
}

static inline void put8(struct frame_maker *f, unsigned value)
{
    f->bytes[f->n++] = (uint8_t)value;
}

static inline void put16(struct frame_maker *f, unsigned value)
{
    put8(f, value >> 8);
    put8(f, value);
}

static inline void put32(struct frame_maker *f, uint32_t value)
{
    put16(f, value >> 16);
    put16(f, value & 0xffff);
}

static inline void put_ethernet(struct frame_maker *f, unsigned type)
{
    put(f, "\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02", 12);
    put16(f, type);
}

/* 10.0.0.1 to 10.0.0.2 */
static inline void put_ipv4(struct frame_maker *f, unsigned proto, unsigned total, unsigned id,
                            unsigned fragment)
{
    put16(f, 0x4500);
    put16(f, total);
    put16(f, id);
    put16(f, fragment);
    put8(f, 64);
    put8(f, proto);
    put16(f, 0);
    put(f, "\x0a\x00\x00\x01\x0a\x00\x00\x02", 8);
}

/* fd00::1 to fd00::2 */
static inline void put_ipv6(struct frame_maker *f, unsigned next, unsigned length)
{
    put32(f, 0x60000000);
    put16(f, length);
    put8(f, next);
    put8(f, 64);
    for (unsigned host = 1; host <= 2; host++) {
        put32(f, 0xfd000000);
        put32(f, 0);
        put32(f, 0);
        put32(f, host);
    }
}

static inline void put_tcp(struct frame_maker *f, uint32_t seq, unsigned flags)
{
    put16(f, 50000);
    put16(f, 5061);
    put32(f, seq);
    put32(f, 0);
    put8(f, 0x50);
    put8(f, flags);
    put16(f, 8192);
    put32(f, 0);
}

static inline void put_udp(struct frame_maker *f, unsigned length)
{
    put16(f, 50000);
    put16(f, 3478);
    put16(f, length);
    put16(f, 0);
}

static inline struct ls_frame frame_of(const struct frame_maker *f, int link_type)
{
    struct ls_frame frame = {
        .time_ns = 1000, .bytes = f->bytes, .captured = f->n, .wire = f->n, .link_type = link_type};
    return frame;
}
