/* test_link.c - link types, tags and LLC; what is no IP is counted */
#include <stdlib.h>

#include "decoding.h"

/* link types: what stands before the IP header, and whether IPv6 follows */
struct link_case {
    int link_type;
    bool v6;
    const char *header;
    size_t n;
};

#define MACS        "\2\0\0\0\0\1\2\0\0\0\0\2"
#define BYTES(text) text, sizeof text - 1

static const struct link_case links[] = {
    {DLT_EN10MB, false, BYTES(MACS "\x08\x00")},
    {DLT_EN10MB, true, BYTES(MACS "\x86\xdd")},
    {DLT_EN10MB, false, BYTES(MACS "\x81\x00\x00\x0c\x08\x00")},
    {DLT_EN10MB, true, BYTES(MACS "\x88\xa8\x00\x0c\x81\x00\x00\x0d\x86\xdd")},
    {DLT_EN10MB, false, BYTES(MACS "\x91\x00\x00\x0c\x81\x00\x00\x0d\x08\x00")},
    {DLT_EN10MB, false, BYTES(MACS "\x00\x28\xaa\xaa\x03\x00\x00\x00\x08\x00")},
    {DLT_EN10MB, false, BYTES(MACS "\x00\x23\x06\x06\x03")},
    {DLT_EN10MB, false, BYTES(MACS "\x81\x00\x00\x0c\x00\x28\xaa\xaa\x03\x00\x00\x00\x08\x00")},
    {DLT_EN10MB, true, BYTES(MACS "\x00\x28\xaa\xaa\x03\x00\x00\x00\x81\x00\x00\x0c\x86\xdd")},
    {12, false, BYTES("")},
    {12, true, BYTES("")},
    {14, false, BYTES("")},
    {101, true, BYTES("")},
    {DLT_IPV4, false, BYTES("")},
    {DLT_IPV6, true, BYTES("")},
    {DLT_LINUX_SLL, false, BYTES("\0\0\0\1\0\6\0\1\2\3\4\5\0\0\x08\x00")},
    {DLT_LINUX_SLL, true, BYTES("\0\0\0\1\0\6\0\1\2\3\4\5\0\0\x86\xdd")},
    {DLT_LINUX_SLL, false, BYTES("\0\0\0\1\0\6\0\1\2\3\4\5\0\0\x81\x00\0\x0c\x08\x00")},
    {DLT_LINUX_SLL, false, BYTES("\0\0\0\1\0\6\0\1\2\3\4\5\0\0\x00\x04\xaa\xaa\x03\0\0\0\x08\x00")},
    {DLT_LINUX_SLL2, false, BYTES("\x08\x00\0\0\0\0\0\1\0\1\0\6\0\1\2\3\4\5\0\0")},
    {DLT_LINUX_SLL2, true, BYTES("\x86\xdd\0\0\0\0\0\1\0\1\0\6\0\1\2\3\4\5\0\0")},
    {DLT_NULL, false, BYTES("\2\0\0\0")},
    {DLT_NULL, false, BYTES("\0\0\0\2")},
    {DLT_NULL, true, BYTES("\x0a\0\0\0")},
    {DLT_NULL, true, BYTES("\x17\0\0\0")},
    {DLT_NULL, true, BYTES("\x18\0\0\0")},
    {DLT_NULL, true, BYTES("\0\0\0\x1c")},
    {DLT_NULL, true, BYTES("\x1e\0\0\0")},
    {DLT_NULL, false, BYTES("\x0f\0\x08\0")},
    {DLT_LOOP, false, BYTES("\0\0\0\2")},
    {DLT_LOOP, true, BYTES("\0\0\0\x18")},
    {DLT_PPP, false, BYTES("\xff\x03\0\x21")},
    {DLT_PPP, true, BYTES("\0\x57")},
    {DLT_PPP, false, BYTES("\xff\x03\x21")},
    {DLT_PPP, false, BYTES("\xff\x03\x02\x81\0\1\1\x40")},
};

enum { LINKS = sizeof links / sizeof links[0] };

static void make_link(const struct link_case *link, struct frame_maker *f)
{
    f->n = 0;
    put(f, link->header, link->n);
    if (link->v6)
        put_ip6_udp(f);
    else
        put_ip_udp(f);
}

START_TEST(every_link_type_leads_to_ip)
{
    struct frame_maker f;
    make_link(&links[_i], &f);
    ck_assert_int_eq(decode(&f, links[_i].link_type), LS_DECODED_PACKET);
    expect_udp(links[_i].v6);
}
END_TEST

/* Every cut: never read past the end; a packet exactly when the ports are there. */
START_TEST(every_cut_is_a_packet_or_counted)
{
    struct frame_maker f;
    make_link(&links[_i], &f);
    uint32_t ports_end = f.n - 4 - 8 + 4;
    for (uint32_t cut = 1; cut <= f.n; cut++) {
        enum ls_decoded got = decode_cut(&f, links[_i].link_type, cut);
        if (f.n - cut >= ports_end) {
            ck_assert_int_eq(got, LS_DECODED_PACKET);
            ck_assert(packet.cut);
            ck_assert_int_eq(packet.dport, 3478);
            ck_assert_uint_eq(packet.payload_wire, 4);
        } else {
            ck_assert_int_eq(got, LS_DECODED_SKIPPED);
        }
    }
    ck_assert_uint_eq(ls_decoder_skipped(decoder)[LS_SKIP_CUT_HEADER], ports_end);
}
END_TEST

START_TEST(a_short_frame_is_bad_when_nothing_was_cut)
{
    struct frame_maker f;
    make_link(&links[_i], &f);
    for (f.n -= 9; f.n > 0; f.n--)
        ck_assert_int_eq(decode(&f, links[_i].link_type), LS_DECODED_SKIPPED);
    ck_assert_uint_gt(ls_decoder_skipped(decoder)[LS_SKIP_BAD_HEADER], 0);
}
END_TEST

START_TEST(two_tags_are_recorded_and_eight_walked)
{
    for (unsigned count = 1; count <= 9; count++) {
        struct frame_maker f = {.n = 0};
        put_ethernet(&f, 0x8100);
        for (unsigned i = 1; i <= count; i++) {
            put16(&f, 0xe000 | i); /* priority bits are no part of the id */
            put16(&f, i < count ? 0x8100 : 0x0800);
        }
        put_ip_udp(&f);
        enum ls_decoded got = decode(&f, DLT_EN10MB);
        ck_assert_int_eq(got, count <= 8 ? LS_DECODED_PACKET : LS_DECODED_SKIPPED);
        if (got == LS_DECODED_PACKET) {
            ck_assert_int_eq(packet.vlan_count, count < 2 ? 1 : 2);
            ck_assert_int_eq(packet.vlan[0], 1);
            ck_assert_int_eq(packet.vlan[1], count < 2 ? 0 : 2);
        }
    }
    ck_assert_uint_eq(skipped(LS_SKIP_BAD_HEADER), 1);
}
END_TEST

struct other_case {
    int link_type;
    enum ls_skip skip;
    const char *bytes;
    size_t n;
};

static const struct other_case others[] = {
    {DLT_EN10MB, LS_SKIP_NON_IP, BYTES(MACS "\x08\x06\0\1\x08\0\6\4\0\1")},   /* ARP */
    {DLT_EN10MB, LS_SKIP_NON_IP, BYTES(MACS "\x88\xcc\2\7\4\1\2\3\4\5\6")},   /* LLDP */
    {DLT_EN10MB, LS_SKIP_NON_IP, BYTES(MACS "\x00\x26\x42\x42\x03\0\0\0\0")}, /* spanning tree */
    {DLT_EN10MB, LS_SKIP_NON_IP, BYTES(MACS "\x00\x26\xaa\xaa\x03\0\0\x0c\x20\x00")}, /* CDP */
    {DLT_EN10MB, LS_SKIP_NON_IP, BYTES(MACS "\x88\x47\0\1\1\xff\x10\0\0\7")},         /* MPLS OAM */
    {DLT_EN10MB, LS_SKIP_BAD_HEADER, BYTES(MACS "\x88\x47\0\1\1\xff")},
    {DLT_EN10MB, LS_SKIP_NON_IP, BYTES(MACS "\x88\x63\x11\x09\0\0\0\0")}, /* PPPoE discovery */
    {DLT_EN10MB, LS_SKIP_BAD_HEADER, BYTES(MACS "\x88\x64\x11\0\0\1")},
    {DLT_EN10MB, LS_SKIP_BAD_HEADER, BYTES(MACS "\x08\x00")},
    {DLT_EN10MB, LS_SKIP_BAD_HEADER, BYTES("\2\0\0")},
    {101, LS_SKIP_NON_IP, BYTES("\x50\0\0\0")},
    {DLT_NULL, LS_SKIP_NON_IP, BYTES("\7\0\0\0abcd")},
    {DLT_LINUX_SLL, LS_SKIP_NON_IP, BYTES("\0\0\3\x38\0\0\0\0\0\0\0\0\0\0\x08\x00")}, /* netlink */
    {DLT_LINUX_SLL, LS_SKIP_NON_IP, BYTES("\0\0\0\1\0\6\0\1\2\3\4\5\0\0\x00\x01")},
    {DLT_PPP, LS_SKIP_NON_IP, BYTES("\xff\x03\xc0\x21")}, /* LCP */
    {DLT_PPP, LS_SKIP_BAD_HEADER, BYTES("\xff\x03\0")},
    {127, LS_SKIP_LINK_TYPE, BYTES("\0\0\x08\0")},
};

START_TEST(what_is_no_ip_is_counted_by_reason)
{
    const struct other_case *other = &others[_i];
    struct frame_maker f = {.n = 0};
    put(&f, other->bytes, other->n);
    ck_assert_int_eq(decode(&f, other->link_type), LS_DECODED_SKIPPED);
    for (int skip = 0; skip < LS_SKIP_COUNT; skip++)
        ck_assert_uint_eq(skipped(skip), skip == (int)other->skip);
}
END_TEST

START_TEST(every_reason_has_a_name)
{
    ck_assert_str_eq(ls_skip_name(LS_SKIP_NON_IP), "non-ip");
    for (int skip = 0; skip < LS_SKIP_COUNT; skip++)
        ck_assert_str_ne(ls_skip_name(skip), "");
    ck_assert_str_eq(ls_skip_name(LS_SKIP_COUNT), "");
}
END_TEST

/* Nothing of what the packet held before may shine through. */
START_TEST(a_packet_is_filled_whatever_was_in_it)
{
    struct frame_maker f;
    make_link(&links[_i], &f);
    memset(&packet, 0xa5, sizeof packet);
    ck_assert_int_eq(decode(&f, links[_i].link_type), LS_DECODED_PACKET);
    struct ls_packet dirty = packet;
    memset(&packet, 0, sizeof packet);
    ck_assert_int_eq(decode(&f, links[_i].link_type), LS_DECODED_PACKET);
    expect_udp(links[_i].v6);
    ck_assert_int_eq(dirty.time_ns, packet.time_ns);
    ck_assert_int_eq(dirty.tcp_flags, 0);
    ck_assert_int_eq(dirty.icmp_type, 0);
    ck_assert_int_eq(dirty.icmp_code, 0);
    ck_assert_int_eq(dirty.vlan_count, packet.vlan_count);
    ck_assert_mem_eq(dirty.vlan, packet.vlan, sizeof packet.vlan);
    ck_assert_uint_eq(dirty.seq, 0);
    ck_assert_uint_eq(dirty.frames, 1);
    ck_assert_uint_eq(dirty.datagram, 0);
    ck_assert_uint_eq(dirty.wire_bytes, f.n);
    packet = dirty;
    expect_udp(links[_i].v6);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("link");
    TCase *t = tcase_create("link");
    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_add_loop_test(t, every_link_type_leads_to_ip, 0, LINKS);
    tcase_add_loop_test(t, every_cut_is_a_packet_or_counted, 0, LINKS);
    tcase_add_loop_test(t, a_short_frame_is_bad_when_nothing_was_cut, 0, LINKS);
    tcase_add_loop_test(t, a_packet_is_filled_whatever_was_in_it, 0, LINKS);
    tcase_add_test(t, two_tags_are_recorded_and_eight_walked);
    tcase_add_loop_test(t, what_is_no_ip_is_counted_by_reason, 0,
                        (int)(sizeof others / sizeof others[0]));
    tcase_add_test(t, every_reason_has_a_name);
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
