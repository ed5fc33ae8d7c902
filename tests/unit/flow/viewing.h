/*
 * viewing.h - segments of a known text, and what the owner of the flow is shown of it
 */
#pragma once

#include "packets.h"

enum { HELD = 16 * 1024, MANY = 40 * 1024 };

static struct bench b;
static struct ls_view view;
static uint8_t text[MANY];

static inline void set_up(void)
{
    b = bench_open(NULL);
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)(i * 7 + i / 256);
}

static inline void tear_down(void)
{
    ls_flows_free(b.flows);
}

/* Sends n bytes of text from place `at` of the stream whose first byte has number first. */
static inline bool send_flags(int from, unsigned flags, uint32_t first, size_t at, size_t n)
{
    struct ls_packet packet = make(&b, from, flags, first + (uint32_t)at, text + at, n);
    touch(&b, &packet);
    return ls_flow_view(b.flows, b.flow, &packet, b.side, &view);
}

static inline bool send(int from, uint32_t first, size_t at, size_t n)
{
    return send_flags(from, P | A, first, at, n);
}

static inline void consume(size_t used)
{
    view.used[b.side] = used;
    ls_flow_consumed(b.flows, b.flow, &view);
}

static inline size_t shown(int side)
{
    return ls_left(&view.bytes[side]);
}

static inline void expect_shown(int side, size_t at, size_t n)
{
    ck_assert_uint_eq(shown(side), n);
    ck_assert_mem_eq(view.bytes[side].at, text + at, n);
}

static inline void handshake(uint32_t client_seq, uint32_t server_seq)
{
    struct ls_packet packet = make(&b, 0, S, client_seq, NULL, 0);
    touch(&b, &packet);
    ck_assert(!ls_flow_view(b.flows, b.flow, &packet, b.side, &view));
    packet = make(&b, 1, S | A, server_seq, NULL, 0);
    touch(&b, &packet);
    ck_assert(!ls_flow_view(b.flows, b.flow, &packet, b.side, &view));
    packet = make(&b, 0, A, client_seq + 1, NULL, 0);
    touch(&b, &packet);
    ck_assert(!ls_flow_view(b.flows, b.flow, &packet, b.side, &view));
}

static inline bool has_gap(void)
{
    return (seen(&b)->flags & LS_FLOW_GAP) != 0;
}
