/*
 * packets.h - packets for tests of the flow layer, without any frame
 *
 * Side 0 is 10.0.0.1:50000, side 1 is 10.0.0.2:5061. Time goes on by one microsecond a packet.
 */
#pragma once

#include <check.h>
#include <string.h>

#include "lyncscope/flow.h"

struct bench {
    struct ls_flows *flows;
    struct ls_flow *flow; /* of the last packet */
    int side;
    int64_t now_ns;
    uint16_t client_port;
    uint8_t ip_proto;
};

enum { F = LS_TCP_FIN, S = LS_TCP_SYN, R = LS_TCP_RST, P = LS_TCP_PSH, A = LS_TCP_ACK };

static inline struct bench bench_open(const struct ls_flows_options *options)
{
    static const struct ls_flows_options none;
    struct bench bench = {.flows = ls_flows_new(options ? options : &none, NULL),
                          .now_ns = 1000,
                          .client_port = 50000,
                          .ip_proto = LS_IP_TCP};
    ck_assert_ptr_nonnull(bench.flows);
    return bench;
}

static inline struct ls_packet make(const struct bench *bench, int from, unsigned flags,
                                    uint32_t seq, const void *bytes, size_t n)
{
    static const uint8_t host[2][4] = {{10, 0, 0, 1}, {10, 0, 0, 2}};
    uint16_t port[2] = {bench->client_port, 5061};
    struct ls_packet packet = {
        .time_ns = bench->now_ns,
        .src = ls_addr_v4(host[from]),
        .dst = ls_addr_v4(host[!from]),
        .sport = port[from],
        .dport = port[!from],
        .ip_proto = bench->ip_proto,
        .tcp_flags = (uint8_t)flags,
        .has_ports = true,
        .seq = seq,
        .payload_wire = (uint32_t)n,
        .frames = 1,
        .wire_bytes = 54 + n,
        .payload = ls_cursor(bytes, n),
    };
    return packet;
}

static inline void touch(struct bench *bench, const struct ls_packet *packet)
{
    bench->now_ns += 1000;
    ck_assert_int_eq(ls_flows_touch(bench->flows, packet, ls_flows_tag(bench->flows, packet),
                                    &bench->flow, &bench->side), 0);
}

/* One packet without payload. */
static inline void tick(struct bench *bench, int from, unsigned flags, uint32_t seq)
{
    struct ls_packet packet = make(bench, from, flags, seq, NULL, 0);
    touch(bench, &packet);
}

static inline const struct ls_summary *seen(const struct bench *bench)
{
    return ls_flow_summary(bench->flow);
}
