/*
 * decoding.h - one decoder for each test, and the packet it last made
 */
#pragma once

#include <check.h>

#include "frame.h"
#include "guard.h"

static struct ls_decoder *decoder;
static struct ls_packet packet;

static inline void set_up(void)
{
    decoder = ls_decoder_new(NULL);
    ck_assert_ptr_nonnull(decoder);
}

static inline void tear_down(void)
{
    ls_decoder_free(decoder);
}

/* Decodes from a page guard, with `cut` bytes missing at the end. */
static inline enum ls_decoded decode_cut(const struct frame_maker *f, int link_type, uint32_t cut)
{
    struct guard guard = guard_copy(f->bytes, f->n - cut);
    struct ls_frame frame = frame_of(f, link_type);
    frame.bytes = guard.bytes;
    frame.captured = f->n - cut;
    enum ls_decoded got = ls_decode(decoder, &frame, &packet);
    guard_free(&guard);
    return got;
}

static inline enum ls_decoded decode(const struct frame_maker *f, int link_type)
{
    struct ls_frame frame = frame_of(f, link_type);
    return ls_decode(decoder, &frame, &packet);
}

static inline void put_ip_udp(struct frame_maker *f)
{
    put_ipv4(f, 17, 20 + 8 + 4, 1, 0);
    put_udp(f, 12);
    put(f, "abcd", 4);
}

static inline void put_ip6_udp(struct frame_maker *f)
{
    put_ipv6(f, 17, 12);
    put_udp(f, 12);
    put(f, "abcd", 4);
}

static inline void expect_udp(bool v6)
{
    char text[LS_ADDR_TEXT];
    ck_assert_int_eq(packet.v6, v6);
    ck_assert_str_eq(ls_addr_format(&packet.src, text), v6 ? "fd00::1" : "10.0.0.1");
    ck_assert_str_eq(ls_addr_format(&packet.dst, text), v6 ? "fd00::2" : "10.0.0.2");
    ck_assert_int_eq(packet.ip_proto, LS_IP_UDP);
    ck_assert(packet.has_ports);
    ck_assert_int_eq(packet.sport, 50000);
    ck_assert_int_eq(packet.dport, 3478);
    ck_assert_uint_eq(packet.payload_wire, 4);
    ck_assert_uint_eq(ls_left(&packet.payload), 4);
    ck_assert_mem_eq(packet.payload.at, "abcd", 4);
    ck_assert(!packet.cut);
    ck_assert_uint_eq(packet.frames, 1);
    ck_assert_int_eq(packet.ip.at[0] >> 4, v6 ? 6 : 4);
    ck_assert_uint_eq(ls_left(&packet.ip), v6 ? 52 : 32);
}

static inline uint64_t skipped(enum ls_skip skip)
{
    return ls_decoder_skipped(decoder)[skip];
}
