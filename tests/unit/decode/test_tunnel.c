/* test_tunnel.c - the packet inside is the packet; what only looks like a tunnel is not opened */
#include <stdlib.h>

#include "shapes.h"

static bool is_inner(void)
{
    return packet.ip_proto == LS_IP_UDP && packet.dport == 3478;
}

START_TEST(the_inner_packet_is_found)
{
    const struct shape *shape = &shapes[_i / 2];
    struct frame_maker f;
    make_shape(&f, shape, _i % 2);
    memset(&packet, 0xa5, sizeof packet);
    ck_assert_msg(decode(&f, DLT_EN10MB) == LS_DECODED_PACKET && is_inner(), "%s", shape->name);
    expect_udp(_i % 2);
    ck_assert_uint_eq(packet.wire_bytes, f.n); /* the whole outer frame */
}
END_TEST

/* What the snapshot length took is cut, never wrong and never another packet. */
START_TEST(every_cut_shows_the_inner_packet_or_none)
{
    const struct shape *shape = &shapes[_i / 2];
    struct frame_maker f;
    make_shape(&f, shape, _i % 2);
    uint32_t before = shape->proto != 0 ? 34 : 14;
    for (uint32_t cut = 1; cut <= f.n; cut++) {
        enum ls_decoded got = decode_cut(&f, DLT_EN10MB, cut);
        if (got != LS_DECODED_PACKET)
            continue;
        bool inner = is_inner();
        ck_assert(packet.cut);
        ck_assert_msg(inner == (cut <= 8), "%s cut by %u", shape->name, cut);
        ck_assert_uint_ge(f.n - cut, before); /* the outer flow needs its own header */
    }
    ck_assert_uint_eq(skipped(LS_SKIP_BAD_HEADER) + skipped(LS_SKIP_NESTED), 0);
}
END_TEST

/* The frame itself ends early: no header of it can be believed to be cut. */
START_TEST(every_short_frame_ends_somewhere)
{
    const struct shape *shape = &shapes[_i / 2];
    struct frame_maker f;
    make_shape(&f, shape, _i % 2);
    uint64_t frames = 0, ended = 0;
    for (f.n--; f.n > 0; f.n--) {
        ended += decode_cut(&f, DLT_EN10MB, 0) == LS_DECODED_PACKET;
        frames++;
    }
    for (int i = 0; i < LS_SKIP_COUNT; i++)
        ended += skipped(i);
    ck_assert_uint_eq(ended, frames);
}
END_TEST

struct wrong {
    const char *shape;
    size_t at; /* in the encapsulation */
    uint8_t value;
    int skip; /* the counter it ends in, or -1: a packet of the outer addresses */
};

/* clang-format off */
static const struct wrong wrongs[] = {
    {"pppoe", 0, 0x21, LS_SKIP_BAD_HEADER},     /* version */
    {"pppoe", 1, 0x09, LS_SKIP_NON_IP},         /* discovery */
    {"pppoe", 4, 0x01, LS_SKIP_BAD_HEADER},     /* length too large */
    {"pppoe", 6, 0xc0, LS_SKIP_NON_IP},         /* LCP */
    {"gre", 1, 0x02, -1},                       /* version 2 */
    {"gre", 1, 0x01, -1},                       /* version 1 carries PPP only */
    {"gre", 2, 0x00, -1},                       /* keep-alive, or nothing known */
    {"gre", 2, 0x20, -1},
    {"gre with all fields", 19, 0xff, -1},      /* a route longer than the packet */
    {"pptp", 0, 0x20, -1},                      /* acknowledgement without payload */
    {"pptp", 0, 0x10, -1},                      /* no key */
    {"pptp", 4, 0x01, -1},                      /* length too large */
    {"pptp", 15, 0x33, -1},                     /* a protocol that is no IP */
    {"erspan 2", 8, 0x20, -1},                  /* version */
    {"erspan 3", 8, 0x10, -1},
    {"erspan 3", 18, 0x04, -1},                 /* frame type 1 */
    {"vxlan", 0, 0x00, -1},                     /* no identifier */
    {"vxlan", 0, 0x0c, -1},
    {"vxlan", 1, 0x01, -1},
    {"vxlan", 3, 0x01, -1},
    {"vxlan", 7, 0x01, -1},
    {"vxlan", 20, 0x12, -1},                    /* an EtherType nobody knows */
    {"vxlan", 22, 0x65, -1},                    /* IPv4 that is none */
    {"vxlan with a group", 1, 0x01, -1},
    {"geneve", 0, 0x40, -1},                    /* version */
    {"geneve", 0, 0x3f, -1},                    /* options longer than the packet */
    {"geneve", 1, 0x80, -1},                    /* control */
    {"geneve", 1, 0x01, -1},
    {"geneve", 7, 0x01, -1},
    {"geneve", 2, 0x12, -1},
    {"geneve with options", 0, 0x02, -1},       /* the last option is cut off */
    {"geneve with options", 0, 0x04, -1},       /* options run into the packet */
    {"geneve with options", 11, 0x1f, -1},      /* an option longer than all options */
    {"gtp-u", 0, 0x10, -1},                     /* version */
    {"gtp-u", 0, 0x20, -1},                     /* GTP' */
    {"gtp-u", 0, 0x38, -1},
    {"gtp-u", 1, 0x01, -1},                     /* echo request */
    {"gtp-u", 2, 0x01, -1},                     /* length */
    {"gtp-u", 3, 0x01, -1},
    {"gtp-u", 8, 0x55, -1},                     /* no IP */
    {"gtp-u with extensions", 12, 0x00, -1},    /* an extension of no length */
    {"gtp-u with extensions", 12, 0xff, -1},
    {"mpls in udp", 6, 0x00, -1},               /* no bottom */
    {"mpls in udp", 8, 0x25, -1},
};
/* clang-format on */

START_TEST(a_header_that_does_not_fit_is_no_tunnel)
{
    const struct wrong *wrong = &wrongs[_i];
    const struct shape *shape = shapes;
    while (strcmp(shape->name, wrong->shape) != 0)
        shape++;
    struct frame_maker f;
    make_shape(&f, shape, false);
    size_t head = 14 + (shape->proto ? 20 : 0) + (shape->port ? 8 : 0);
    f.bytes[head + wrong->at] = wrong->value;
    enum ls_decoded got = decode_cut(&f, DLT_EN10MB, 0);
    if (wrong->skip >= 0) {
        ck_assert_int_eq(got, LS_DECODED_SKIPPED);
        ck_assert_uint_eq(skipped((enum ls_skip)wrong->skip), 1);
        return;
    }
    char text[LS_ADDR_TEXT];
    ck_assert_int_eq(got, LS_DECODED_PACKET);
    ck_assert_str_eq(ls_addr_format(&packet.dst, text), "192.0.2.2");
    ck_assert_int_eq(packet.ip_proto, shape->proto);
    ck_assert_int_eq(packet.dport, shape->port);
    ck_assert_int_eq(packet.has_ports, shape->port != 0);
    ck_assert(!packet.v6 && !packet.cut);
    ck_assert_uint_eq(packet.payload_wire, f.n - 34 - (shape->port ? 8 : 0));
}
END_TEST

/* A tunnel's header at another port is payload. */
START_TEST(other_ports_are_not_looked_into)
{
    const struct shape *shape = &shapes[_i];
    if (shape->port == 0)
        return;
    struct frame_maker f;
    make_shape(&f, shape, false);
    f.bytes[14 + 20 + 3]++;
    ck_assert_int_eq(decode(&f, DLT_EN10MB), LS_DECODED_PACKET);
    ck_assert_int_eq(packet.dport, shape->port + 1);
}
END_TEST

START_TEST(ip_in_ip_of_all_versions)
{
    for (int form = 0; form < 4; form++) {
        bool outer6 = form / 2, inner6 = form % 2;
        struct frame_maker f = {.n = 0};
        unsigned n = inner6 ? 52 : 32;
        if (outer6)
            put_ipv6(&f, inner6 ? 41 : 4, n);
        else
            put_outer(&f, inner6 ? 41 : 4, 20 + n);
        if (inner6)
            put_ip6_udp(&f);
        else
            put_ip_udp(&f);
        for (uint32_t cut = f.n; cut > 0; cut--)
            ck_assert(decode_cut(&f, outer6 ? 229 : 228, cut) != LS_DECODED_PACKET ||
                      (is_inner() && packet.cut));
        ck_assert_int_eq(decode(&f, outer6 ? 229 : 228), LS_DECODED_PACKET);
        expect_udp(inner6);
    }
}
END_TEST

/* RFC 4380 section 5.1.1 */
START_TEST(teredo_to_and_from_its_port)
{
    static const struct {
        const char *head;
        size_t n;
    } forms[] = {{HEAD("")},
                 {HEAD("\0\0\xab\xcd\1\2\3\4")},
                 {HEAD("\0\1\0\0noncenon\0")},
                 {HEAD("\0\1\2\3idval\1\2\3\4\5\6\7\x08\0\0\0\xab\xcd\1\2\3\4")}};
    for (int i = 0; i < 8; i++) {
        struct frame_maker f = {.n = 0};
        unsigned n = (unsigned)forms[i / 2].n + 52;
        put_outer(&f, 17, 28 + n);
        put16(&f, i % 2 ? 3544 : 40000);
        put16(&f, i % 2 ? 40000 : 3544);
        put16(&f, 8 + n);
        put16(&f, 0);
        put(&f, forms[i / 2].head, forms[i / 2].n);
        uint32_t inner = f.n;
        put_ip6_udp(&f);
        ck_assert_int_eq(decode(&f, DLT_IPV4), LS_DECODED_PACKET);
        expect_udp(true);
        f.bytes[inner + 5]--; /* an IPv6 packet that ends before the datagram */
        ck_assert_int_eq(decode_cut(&f, DLT_IPV4, 0), LS_DECODED_PACKET);
        ck_assert(!is_inner() && packet.payload_wire == n);
    }
}
END_TEST

/* A chain of GRE headers around one packet. */
static void make_chain(struct frame_maker *f, unsigned depth)
{
    f->n = 0;
    for (unsigned left = depth; left > 0; left--) {
        put_outer(f, 47, 24 * left + 32);
        put(f, "\0\0\x08\0", 4);
    }
    put_ip_udp(f);
}

START_TEST(what_nests_too_deep_is_counted_by_name)
{
    struct frame_maker f;
    make_chain(&f, LS_TUNNELS_MAX);
    ck_assert_int_eq(decode(&f, DLT_IPV4), LS_DECODED_PACKET);
    expect_udp(false);
    make_chain(&f, LS_TUNNELS_MAX + 1);
    ck_assert_int_eq(decode(&f, DLT_IPV4), LS_DECODED_SKIPPED);
    ck_assert_uint_eq(skipped(LS_SKIP_NESTED), 1);
    ck_assert_str_eq(ls_skip_name(LS_SKIP_NESTED), "nested-too-deep");
}
END_TEST

START_TEST(each_shape_inside_each_other)
{
    const struct shape *outer = &shapes[_i];
    for (const struct shape *shape = shapes; shape < shapes + SHAPES; shape++) {
        if (shape->proto == 0)
            continue; /* stands behind an EtherType, not behind IP */
        struct frame_maker inner, f = {.n = 0};
        make_shape(&inner, shape, false);
        put_ethernet(&f, outer->ether_type);
        put_shape(&f, outer, false, inner.bytes + 14, inner.n - 14);
        ck_assert_msg(decode(&f, DLT_EN10MB) == LS_DECODED_PACKET && is_inner(), "%s in %s",
                      shape->name, outer->name);
        expect_udp(false);
    }
}
END_TEST

START_TEST(a_bad_packet_inside_is_the_packet_outside)
{
    struct frame_maker f = {.n = 0};
    put_outer(&f, 4, 20 + 32);
    put_ip_udp(&f);
    f.bytes[20] = 0x42; /* a header of eight bytes */
    ck_assert_int_eq(decode(&f, DLT_IPV4), LS_DECODED_PACKET);
    ck_assert_int_eq(packet.ip_proto, 4);
    ck_assert_uint_eq(packet.payload_wire, 32);
    ck_assert(!packet.has_ports && packet.sport == 0);
    ck_assert_uint_eq(skipped(LS_SKIP_BAD_HEADER), 0);
}
END_TEST

START_TEST(arp_inside_is_counted_as_outside)
{
    static const char arp[] = "\0\1\x08\0\6\4\0\1";
    for (const struct shape *shape = shapes; shape < shapes + SHAPES; shape++) {
        struct frame_maker f = {.n = 0};
        if (!shape->bridged)
            continue;
        put_ethernet(&f, shape->ether_type);
        put_shape(&f, shape, false, (const uint8_t *)arp, sizeof arp - 1);
        memcpy(f.bytes + f.n - sizeof arp + 1 - 2, "\x08\x06", 2);
        uint64_t before = skipped(LS_SKIP_NON_IP);
        ck_assert_int_eq(decode(&f, DLT_EN10MB), LS_DECODED_SKIPPED);
        ck_assert_uint_eq(skipped(LS_SKIP_NON_IP), before + 1);
    }
}
END_TEST

/* An Ethernet address may begin like IPv4, and like a control word. */
START_TEST(pseudowires_of_misleading_addresses)
{
    static const char first[] = {0x45, 0x60, 0x00, 0x01};
    for (size_t i = 0; i < sizeof first; i++) {
        for (int worded = 0; worded < 2; worded++) {
            struct frame_maker f;
            make_shape(&f, &shapes[2 + worded], false);
            memset(f.bytes + 14 + shapes[2 + worded].head_bytes, first[i], 1);
            ck_assert_int_eq(decode(&f, DLT_EN10MB), LS_DECODED_PACKET);
            expect_udp(false);
        }
    }
}
END_TEST

START_TEST(a_stack_of_seventeen_labels_is_bad)
{
    for (unsigned count = 16; count <= 17; count++) {
        struct frame_maker f = {.n = 0};
        put_ethernet(&f, 0x8847);
        for (unsigned i = 1; i <= count; i++)
            put32(&f, i << 12 | (i == count) << 8 | 64);
        put_ip_udp(&f);
        ck_assert_int_eq(decode(&f, DLT_EN10MB),
                         count == 16 ? LS_DECODED_PACKET : LS_DECODED_SKIPPED);
    }
    ck_assert_uint_eq(skipped(LS_SKIP_BAD_HEADER), 1);
}
END_TEST

START_TEST(tags_inside_and_outside_are_recorded_outermost_first)
{
    struct frame_maker f = {.n = 0}, inner;
    make_shape(&inner, &shapes[0], false); /* MPLS behind the tag of what the tunnel carries */
    put_ethernet(&f, 0x8100);
    put16(&f, 7);
    put16(&f, 0x0800);
    uint32_t n = inner.n - 14;
    put_outer(&f, 47, 20 + 4 + 14 + 8 + n);
    put(&f, "\0\0\x65\x58", 4);
    put_ethernet(&f, 0x8100);
    put16(&f, 12);
    put16(&f, 0x8100);
    put16(&f, 13);
    put16(&f, 0x8847);
    put(&f, inner.bytes + 14, n);
    ck_assert_int_eq(decode(&f, DLT_EN10MB), LS_DECODED_PACKET);
    expect_udp(false);
    ck_assert_int_eq(packet.vlan_count, 2);
    ck_assert_int_eq(packet.vlan[0], 7);
    ck_assert_int_eq(packet.vlan[1], 12);
}
END_TEST

static enum ls_decoded send_piece(const uint8_t *bytes, uint32_t n, unsigned id, unsigned offset,
                                  bool more)
{
    struct frame_maker f = {.n = 0};
    put_outer(&f, 17, 20 + n);
    f.bytes[4] = (uint8_t)(id >> 8);
    f.bytes[5] = (uint8_t)id;
    f.bytes[6] = (uint8_t)((more ? 0x20 : 0) | offset / 8 >> 8);
    f.bytes[7] = (uint8_t)(offset / 8);
    put(&f, bytes, n);
    return decode(&f, DLT_IPV4);
}

START_TEST(a_tunnel_in_fragments_is_opened)
{
    struct frame_maker f;
    for (const struct shape *shape = shapes; shape < shapes + SHAPES; shape++) {
        if (shape->proto != 17)
            continue;
        make_shape(&f, shape, false);
        const uint8_t *body = f.bytes + 34;
        uint32_t n = f.n - 34;
        unsigned id = (unsigned)(shape - shapes);
        ck_assert_int_eq(send_piece(body + 24, n - 24, id, 24, false), LS_DECODED_HELD);
        ck_assert_int_eq(send_piece(body, 24, id, 0, true), LS_DECODED_PACKET);
        ck_assert_msg(is_inner(), "%s", shape->name);
        ck_assert_mem_eq(packet.payload.at, "abcd", 4);
        ck_assert_uint_eq(packet.frames, 2);
    }
}
END_TEST

/* Fragments inside VXLAN, whose own datagrams are fragments too. */
START_TEST(fragments_inside_fragments)
{
    struct frame_maker whole = {.n = 0}, f;
    const struct shape *vxlan = shapes;
    while (strcmp(vxlan->name, "vxlan") != 0)
        vxlan++;
    put_udp(&whole, 32);
    put(&whole, "twentyfour bytes of text", 24);
    for (unsigned part = 0; part < 2; part++) {
        struct frame_maker piece = {.n = 0};
        put_ipv4(&piece, 17, 36, 5, part ? 2 : 0x2000);
        put(&piece, whole.bytes + 16 * (size_t)part, 16);
        f.n = 0;
        put_ethernet(&f, 0x0800);
        put_shape(&f, vxlan, false, piece.bytes, piece.n);
        uint32_t n = f.n - 34;
        ck_assert_int_eq(send_piece(f.bytes + 34, 16, 100 + part, 0, true), LS_DECODED_HELD);
        ck_assert_int_eq(send_piece(f.bytes + 50, n - 16, 100 + part, 16, false),
                         part ? LS_DECODED_PACKET : LS_DECODED_HELD);
    }
    ck_assert(is_inner());
    ck_assert_uint_eq(packet.frames, 4);
    ck_assert_uint_eq(ls_left(&packet.payload), 24);
    ck_assert_mem_eq(packet.payload.at, "twentyfour bytes of text", 24);
    ck_assert(!ls_decode_overdue(decoder, INT64_MAX, &packet));
}
END_TEST

/* The frames of the other pieces wait for this packet: it must not vanish with them. */
START_TEST(a_bad_datagram_inside_counts_all_its_frames)
{
    static const uint8_t too_long[16] = {6, 200}; /* authentication header (RFC 4302) of 808 bytes */
    const struct shape *gre = shapes;
    while (strcmp(gre->name, "gre") != 0)
        gre++;
    for (unsigned part = 0; part < 2; part++) {
        struct frame_maker piece = {.n = 0}, f = {.n = 0};
        put_ipv4(&piece, 51, 28, 5, part ? 1 : 0x2000);
        put(&piece, too_long + 8 * (size_t)part, 8);
        put_ethernet(&f, 0x0800);
        put_shape(&f, gre, false, piece.bytes, piece.n);
        ck_assert_int_eq(decode(&f, DLT_EN10MB), part ? LS_DECODED_SKIPPED : LS_DECODED_HELD);
    }
    ck_assert_uint_eq(skipped(LS_SKIP_BAD_HEADER), 2);
}
END_TEST

START_TEST(a_tunnel_whose_tail_is_missing_shows_its_inner_packet)
{
    struct frame_maker f;
    make_shape(&f, &shapes[SHAPES - 1], false);
    ck_assert_int_eq(send_piece(f.bytes + 34, 48, 1, 0, true), LS_DECODED_HELD);
    ck_assert(ls_decode_overdue(decoder, INT64_MAX, &packet));
    ck_assert(is_inner());
    /* and a fragment inside waits, then counts, as any other */
    make_shape(&f, &shapes[SHAPES - 1], false);
    f.bytes[14 + 20 + 8 + 8 + 6] = 0x20;
    f.bytes[14 + 20 + 8 + 8 + 3] = 28;
    ck_assert_int_eq(send_piece(f.bytes + 34, 40, 2, 0, true), LS_DECODED_HELD);
    uint64_t frames = 0;
    while (ls_decode_overdue(decoder, INT64_MAX, &packet))
        frames += packet.frames;
    ck_assert_uint_eq(frames, 1);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("tunnel");
    TCase *t = tcase_create("tunnel");
    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_add_loop_test(t, the_inner_packet_is_found, 0, 2 * SHAPES);
    tcase_add_loop_test(t, every_cut_shows_the_inner_packet_or_none, 0, 2 * SHAPES);
    tcase_add_loop_test(t, every_short_frame_ends_somewhere, 0, 2 * SHAPES);
    tcase_add_loop_test(t, a_header_that_does_not_fit_is_no_tunnel, 0,
                        (int)(sizeof wrongs / sizeof wrongs[0]));
    tcase_add_loop_test(t, other_ports_are_not_looked_into, 0, SHAPES);
    tcase_add_test(t, ip_in_ip_of_all_versions);
    tcase_add_test(t, teredo_to_and_from_its_port);
    tcase_add_test(t, what_nests_too_deep_is_counted_by_name);
    tcase_add_loop_test(t, each_shape_inside_each_other, 0, SHAPES);
    tcase_add_test(t, a_bad_packet_inside_is_the_packet_outside);
    tcase_add_test(t, arp_inside_is_counted_as_outside);
    tcase_add_test(t, pseudowires_of_misleading_addresses);
    tcase_add_test(t, a_stack_of_seventeen_labels_is_bad);
    tcase_add_test(t, tags_inside_and_outside_are_recorded_outermost_first);
    tcase_add_test(t, a_tunnel_in_fragments_is_opened);
    tcase_add_test(t, fragments_inside_fragments);
    tcase_add_test(t, a_bad_datagram_inside_counts_all_its_frames);
    tcase_add_test(t, a_tunnel_whose_tail_is_missing_shows_its_inner_packet);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    SRunner *runner = srunner_create(suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
