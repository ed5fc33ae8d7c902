/*
 * media_bench.h - RTP packets and hexadecimal datagrams for the rtp probe, one flow a test
 */
#pragma once

#include "probe_bench.h"
#include "suite.h"

static struct bench bench;

static inline void set_up(void)
{
    bench_open(&bench, &ls_probe_rtp);
}

static inline void tear_down(void)
{
    bench_close(&bench);
}

struct rtp {
    uint8_t side, type;
    uint16_t sequence;
    uint32_t timestamp, ssrc;
    uint8_t fill;
};

static inline void put32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static inline enum ls_answer show(struct rtp rtp)
{
    uint8_t packet[172] = {0x80, rtp.type, (uint8_t)(rtp.sequence >> 8), (uint8_t)rtp.sequence};
    put32(packet + 4, rtp.timestamp);
    put32(packet + 8, rtp.ssrc);
    memset(packet + 12, rtp.fill, sizeof packet - 12);
    return bench_datagram(&bench, rtp.side, packet, sizeof packet);
}

static inline enum ls_answer show_hex(uint8_t side, const char *hex)
{
    uint8_t bytes[512];
    return bench_datagram(&bench, side, bytes, bench_hex(hex, bytes));
}

/* Shows n packets of one source that continue one another; returns the last answer. */
static inline enum ls_answer stream(uint8_t side, uint8_t type, uint32_t ssrc, int n)
{
    enum ls_answer answer = LS_MAYBE;
    for (int i = 0; i < n; i++)
        answer = show((struct rtp){.side = side,
                                   .type = type,
                                   .sequence = (uint16_t)(0xFFFF + i),
                                   .timestamp = 0xFFFFFFF0u + 160u * (uint32_t)i,
                                   .ssrc = ssrc});
    return answer;
}
