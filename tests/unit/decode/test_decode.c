/* test_decode.c - IP headers and transports, right and wrong */
#include <stdlib.h>

#include "decoding.h"

/* IPv4 */

START_TEST(ethernet_padding_is_no_payload)
{
    struct frame_maker f = {.n = 0};
    put_ethernet(&f, 0x0800);
    put_ipv4(&f, 6, 40, 1, 0);
    put_tcp(&f, 7, LS_TCP_ACK);
    put(&f, "\0\0\0\0\0", 6);
    ck_assert_int_eq(decode(&f, DLT_EN10MB), LS_DECODED_PACKET);
    ck_assert_uint_eq(ls_left(&packet.payload), 0);
    ck_assert_uint_eq(packet.payload_wire, 0);
    ck_assert_uint_eq(packet.wire_bytes, 60);
    ck_assert_uint_eq(ls_left(&packet.ip), 40);
    ck_assert(!packet.cut);
}
END_TEST

START_TEST(a_total_length_of_zero_means_all_that_was_captured)
{
    struct frame_maker f = {.n = 0};
    put_ethernet(&f, 0x0800);
    put_ipv4(&f, 6, 0, 1, 0);
    put_tcp(&f, 7, LS_TCP_ACK);
    put(&f, "offloaded", 9);
    ck_assert_int_eq(decode(&f, DLT_EN10MB), LS_DECODED_PACKET);
    ck_assert_uint_eq(ls_left(&packet.payload), 9);
    ck_assert_int_eq(decode_cut(&f, DLT_EN10MB, 4), LS_DECODED_PACKET);
    ck_assert_uint_eq(packet.payload_wire, 9);
    ck_assert(packet.cut);
}
END_TEST

START_TEST(ipv4_headers_that_contradict_themselves_are_bad)
{
    struct frame_maker good = {.n = 0};
    put_ip_udp(&good);
    static const uint8_t first[] = {0x35, 0x44, 0x40, 0x65, 0x4f};
    for (size_t i = 0; i < sizeof first; i++) {
        struct frame_maker f = good;
        f.bytes[0] = first[i];
        ck_assert_int_eq(decode(&f, DLT_IPV4), LS_DECODED_SKIPPED);
    }
    struct frame_maker f = good;
    f.bytes[3] = 19; /* total length shorter than the header */
    ck_assert_int_eq(decode(&f, DLT_IPV4), LS_DECODED_SKIPPED);
    ck_assert_uint_eq(skipped(LS_SKIP_BAD_HEADER), sizeof first + 1);
}
END_TEST

START_TEST(ipv4_options_are_stepped_over)
{
    struct frame_maker f = {.n = 0};
    put_ipv4(&f, 17, 24 + 12, 1, 0);
    f.bytes[0] = 0x46;
    put(&f, "\x94\x04\0\0", 4);
    put_udp(&f, 12);
    put(&f, "abcd", 4);
    ck_assert_int_eq(decode(&f, DLT_IPV4), LS_DECODED_PACKET);
    ck_assert_int_eq(packet.dport, 3478);
    ck_assert_mem_eq(packet.payload.at, "abcd", 4);
}
END_TEST

START_TEST(tunnels_are_flows_of_their_protocol)
{
    static const uint8_t protos[] = {4, 41, 47, 50, 89, 103, 255};
    for (size_t i = 0; i < sizeof protos; i++) {
        struct frame_maker f = {.n = 0};
        put_ipv4(&f, protos[i], 24, 1, 0);
        put(&f, "\0\0\x08\0", 4);
        ck_assert_int_eq(decode(&f, DLT_IPV4), LS_DECODED_PACKET);
        ck_assert_int_eq(packet.ip_proto, protos[i]);
        ck_assert(!packet.has_ports);
        ck_assert_uint_eq(packet.payload_wire, 4);
    }
}
END_TEST

START_TEST(ah_hides_no_ports)
{
    struct frame_maker f = {.n = 0};
    put_ipv4(&f, 51, 20 + 24 + 12, 1, 0);
    put(&f, "\x11\x04\0\0\0\0\0\1\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0", 24);
    put_udp(&f, 12);
    put(&f, "abcd", 4);
    ck_assert_int_eq(decode(&f, DLT_IPV4), LS_DECODED_PACKET);
    ck_assert_int_eq(packet.ip_proto, 17);
    ck_assert_int_eq(packet.dport, 3478);
}
END_TEST

/* IPv6 */

static void put_extensions(struct frame_maker *f)
{
    put(f, "\x2b\0\1\4\0\0\0\0", 8);                  /* hop by hop, then routing */
    put(f, "\x3c\0\0\0\0\0\0\0", 8);                  /* routing, then options */
    put(f, "\x33\1\1\4\0\0\0\0\1\6\0\0\0\0\0\0", 16); /* options of 16 bytes, then AH */
    put(f, "\x2c\1\0\0\0\0\0\1\0\0\0\2", 12);         /* AH, then fragment */
    put(f, "\x11\0\0\0\0\0\0\7", 8);                  /* atomic fragment, then UDP */
}

START_TEST(ipv6_extension_headers_are_walked)
{
    struct frame_maker f = {.n = 0};
    put_ipv6(&f, 0, 52 + 12);
    put_extensions(&f);
    put_udp(&f, 12);
    put(&f, "abcd", 4);
    ck_assert_int_eq(decode(&f, DLT_IPV6), LS_DECODED_PACKET);
    ck_assert_int_eq(packet.ip_proto, LS_IP_UDP);
    ck_assert_mem_eq(packet.payload.at, "abcd", 4);
    uint32_t ports_end = f.n - 8;
    for (uint32_t cut = 1; cut <= f.n; cut++)
        ck_assert_int_eq(decode_cut(&f, DLT_IPV6, cut),
                         f.n - cut >= ports_end ? LS_DECODED_PACKET : LS_DECODED_SKIPPED);
    ck_assert_uint_eq(skipped(LS_SKIP_CUT_HEADER), ports_end);
}
END_TEST

START_TEST(an_extension_header_longer_than_the_packet_is_bad)
{
    struct frame_maker f = {.n = 0};
    put_ipv6(&f, 60, 8);
    put(&f, "\x11\1\1\4\0\0\0\0", 8);
    ck_assert_int_eq(decode(&f, DLT_IPV6), LS_DECODED_SKIPPED);
    ck_assert_uint_eq(skipped(LS_SKIP_BAD_HEADER), 1);
}
END_TEST

START_TEST(a_chain_of_extension_headers_has_an_end)
{
    struct frame_maker f = {.n = 0};
    put_ipv6(&f, 60, (128 + _i) * 8 + 12);
    for (int i = 0; i < 128 + _i; i++)
        put(&f, "\x3c\0\1\4\0\0\0\0", 8);
    f.bytes[f.n - 8] = 17;
    put_udp(&f, 12);
    put(&f, "abcd", 4);
    ck_assert_int_eq(decode(&f, DLT_IPV6), _i ? LS_DECODED_SKIPPED : LS_DECODED_PACKET);
    ck_assert_uint_eq(skipped(LS_SKIP_BAD_HEADER), _i);
}
END_TEST

START_TEST(mobility_signalling_is_its_own_protocol)
{
    struct frame_maker f = {.n = 0};
    put_ipv6(&f, 135, 8);
    put(&f, "\x3b\0\5\0\0\0\0\0", 8);
    ck_assert_int_eq(decode(&f, DLT_IPV6), LS_DECODED_PACKET);
    ck_assert_int_eq(packet.ip_proto, 135);
}
END_TEST

START_TEST(ipv6_jumbograms_and_offloaded_packets_have_their_length)
{
    struct frame_maker f = {.n = 0};
    put_ipv6(&f, 0, 0);
    put(&f, "\x11\0\xc2\4\0\1\x11\x70", 8); /* 70000 bytes */
    put_udp(&f, 0);
    put(&f, "abcd", 4);
    ck_assert_int_eq(decode(&f, DLT_IPV6), LS_DECODED_PACKET);
    ck_assert_uint_eq(packet.payload_wire, 70000 - 16);
    ck_assert(packet.cut);

    struct frame_maker big = {.n = 0};
    put_ipv6(&big, 6, 0);
    put_tcp(&big, 1, LS_TCP_ACK);
    put(&big, "offloaded", 9);
    ck_assert_int_eq(decode(&big, DLT_IPV6), LS_DECODED_PACKET);
    ck_assert_uint_eq(packet.payload_wire, 9);
}
END_TEST

START_TEST(a_wrong_ipv6_version_is_bad)
{
    struct frame_maker f = {.n = 0};
    put_ip6_udp(&f);
    f.bytes[0] = 0x40;
    ck_assert_int_eq(decode(&f, DLT_IPV6), LS_DECODED_SKIPPED);
    ck_assert_uint_eq(skipped(LS_SKIP_BAD_HEADER), 1);
}
END_TEST

/* transports */

static void make_tcp(struct frame_maker *f, unsigned offset, unsigned payload)
{
    f->n = 0;
    put_ipv4(f, 6, 40 + payload, 1, 0);
    put_tcp(f, 0xfffffff0, LS_TCP_PSH | LS_TCP_ACK);
    f->bytes[20 + 12] = (uint8_t)(offset << 4);
    for (unsigned i = 0; i < payload; i++)
        put8(f, 'a' + i);
}

START_TEST(tcp_fields_are_read)
{
    struct frame_maker f;
    make_tcp(&f, 6, 10);
    ck_assert_int_eq(decode(&f, DLT_IPV4), LS_DECODED_PACKET);
    ck_assert_uint_eq(packet.seq, 0xfffffff0);
    ck_assert_int_eq(packet.tcp_flags, LS_TCP_PSH | LS_TCP_ACK);
    ck_assert_uint_eq(ls_left(&packet.payload), 6);
    ck_assert_mem_eq(packet.payload.at, "efghij", 6);
}
END_TEST

START_TEST(a_wrong_data_offset_leaves_the_ports_and_nothing_else)
{
    static const unsigned wrong[] = {0, 4, 8, 15};
    for (size_t i = 0; i < 4; i++) {
        struct frame_maker f;
        make_tcp(&f, wrong[i], 10);
        ck_assert_int_eq(decode(&f, DLT_IPV4), LS_DECODED_PACKET);
        ck_assert_int_eq(packet.sport, 50000);
        ck_assert_int_eq(packet.tcp_flags, 0);
        ck_assert_uint_eq(packet.payload_wire, 0);
        ck_assert_uint_eq(ls_left(&packet.payload), 0);
    }
}
END_TEST

START_TEST(a_cut_tcp_header_keeps_what_can_be_known)
{
    struct frame_maker f;
    make_tcp(&f, 6, 10);
    for (uint32_t cut = 1; cut <= f.n; cut++) {
        uint32_t left = f.n - cut;
        enum ls_decoded got = decode_cut(&f, DLT_IPV4, cut);
        ck_assert_int_eq(got, left >= 24 ? LS_DECODED_PACKET : LS_DECODED_SKIPPED);
        if (got != LS_DECODED_PACKET)
            continue;
        ck_assert(packet.cut);
        ck_assert_int_eq(packet.tcp_flags, left >= 40 ? LS_TCP_PSH | LS_TCP_ACK : 0);
        ck_assert_uint_eq(ls_left(&packet.payload), left > 44 ? left - 44 : 0);
    }
}
END_TEST

static void udp_of(unsigned length, unsigned payload)
{
    struct frame_maker f = {.n = 0};
    put_ipv4(&f, 17, 28 + payload, 1, 0);
    put_udp(&f, length);
    for (unsigned i = 0; i < payload; i++)
        put8(&f, 'a' + i);
    ck_assert_int_eq(decode(&f, DLT_IPV4), LS_DECODED_PACKET);
    ck_assert_int_eq(packet.dport, 3478);
}

START_TEST(the_udp_length_is_held_against_ip)
{
    udp_of(8 + 4, 10); /* shorter than IP: the rest is not payload */
    ck_assert_uint_eq(packet.payload_wire, 4);
    ck_assert_uint_eq(ls_left(&packet.payload), 4);
    ck_assert(!packet.cut);
    udp_of(8 + 20, 10); /* longer: payload is missing */
    ck_assert_uint_eq(packet.payload_wire, 20);
    ck_assert_uint_eq(ls_left(&packet.payload), 10);
    ck_assert(packet.cut);
    udp_of(0, 10); /* none: IP's counts */
    ck_assert_uint_eq(packet.payload_wire, 10);
    udp_of(7, 10); /* impossible: nothing is payload */
    ck_assert_uint_eq(packet.payload_wire, 0);
    ck_assert_uint_eq(ls_left(&packet.payload), 0);
    udp_of(8, 0);
    ck_assert_uint_eq(packet.payload_wire, 0);
}
END_TEST

START_TEST(sctp_has_ports_and_icmp_has_type_and_code)
{
    struct frame_maker f = {.n = 0};
    put_ipv4(&f, 132, 32 + 4, 1, 0);
    put(&f, "\x0b\x59\x0b\x5a\0\0\0\0\0\0\0\0init", 16);
    ck_assert_int_eq(decode(&f, DLT_IPV4), LS_DECODED_PACKET);
    ck_assert(packet.has_ports);
    ck_assert_int_eq(packet.sport, 2905);
    ck_assert_int_eq(packet.dport, 2906);
    ck_assert_mem_eq(packet.payload.at, "init", 4);

    struct frame_maker icmp = {.n = 0};
    put_ipv4(&icmp, 1, 20 + 12, 1, 0);
    put(&icmp, "\x03\x0d\0\0\0\0\0\0quot", 12);
    ck_assert_int_eq(decode(&icmp, DLT_IPV4), LS_DECODED_PACKET);
    ck_assert(!packet.has_ports);
    ck_assert_int_eq(packet.icmp_type, 3);
    ck_assert_int_eq(packet.icmp_code, 13);
    ck_assert_uint_eq(packet.payload_wire, 4);
    for (uint32_t cut = 1; cut <= 12; cut++)
        ck_assert_int_eq(decode_cut(&icmp, DLT_IPV4, cut), LS_DECODED_PACKET);
}
END_TEST

/* trace */

static uint32_t trace_of(unsigned proto, unsigned id, unsigned checksum, unsigned flags,
                         const char *payload)
{
    struct frame_maker f = {.n = 0};
    uint32_t n = (uint32_t)strlen(payload);
    put_ipv4(&f, proto, 20 + (proto == 6 ? 20 : 8) + n, id, 0);
    uint32_t body = f.n;
    if (proto == 6)
        put_tcp(&f, 7, flags);
    else
        put_udp(&f, 8 + n);
    f.bytes[body + (proto == 6 ? 16 : 6)] = (uint8_t)(checksum >> 8);
    f.bytes[body + (proto == 6 ? 17 : 7)] = (uint8_t)checksum;
    put(&f, payload, n);
    ck_assert_int_eq(decode(&f, DLT_IPV4), LS_DECODED_PACKET);
    return packet.trace;
}

START_TEST(identification_and_checksum_make_a_trace)
{
    for (unsigned proto = 6; proto <= 17; proto += 11) {
        uint32_t trace = trace_of(proto, 5, 0x1234, LS_TCP_ACK, "");
        ck_assert_uint_ne(trace, 0);
        ck_assert_uint_eq(trace_of(proto, 5, 0x1234, LS_TCP_ACK, ""), trace);
        ck_assert_uint_ne(trace_of(proto, 6, 0x1234, LS_TCP_ACK, ""), trace);
        ck_assert_uint_ne(trace_of(proto, 5, 0x1235, LS_TCP_ACK, ""), trace);
    }
}
END_TEST

/* Equal acknowledgements are all meant (they are the loss signal), and so are equal resets. */
START_TEST(without_identification_content_makes_it)
{
    ck_assert_uint_eq(trace_of(6, 0, 0x1234, LS_TCP_ACK, ""), 0);
    ck_assert_uint_eq(trace_of(6, 0, 0x1234, LS_TCP_RST, ""), 0);
    ck_assert_uint_ne(trace_of(6, 0, 0x1234, LS_TCP_ACK, "data"), 0);
    ck_assert_uint_ne(trace_of(6, 0, 0x1234, LS_TCP_SYN, ""), 0);
    ck_assert_uint_ne(trace_of(6, 0, 0x1234, LS_TCP_FIN | LS_TCP_ACK, ""), 0);
    uint32_t trace = trace_of(17, 0, 0x1234, 0, "rtp 0001");
    ck_assert_uint_ne(trace, 0);
    ck_assert_uint_eq(trace_of(17, 0, 0x1234, 0, "rtp 0001"), trace);
    ck_assert_uint_ne(trace_of(17, 0, 0x1234, 0, "rtp 0002"), trace);
    ck_assert_uint_ne(trace_of(17, 0, 0x1234, 0, "rtq 0001"), trace);
    ck_assert_uint_eq(trace_of(17, 0, 0x1234, 0, "short"), 0);
    ck_assert_uint_eq(trace_of(17, 0, 0, 0, "no checksum"), 0);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("decode");
    TCase *t = tcase_create("decode");
    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_add_test(t, ethernet_padding_is_no_payload);
    tcase_add_test(t, a_total_length_of_zero_means_all_that_was_captured);
    tcase_add_test(t, ipv4_headers_that_contradict_themselves_are_bad);
    tcase_add_test(t, ipv4_options_are_stepped_over);
    tcase_add_test(t, tunnels_are_flows_of_their_protocol);
    tcase_add_test(t, ah_hides_no_ports);
    tcase_add_test(t, ipv6_extension_headers_are_walked);
    tcase_add_test(t, an_extension_header_longer_than_the_packet_is_bad);
    tcase_add_loop_test(t, a_chain_of_extension_headers_has_an_end, 0, 2);
    tcase_add_test(t, mobility_signalling_is_its_own_protocol);
    tcase_add_test(t, ipv6_jumbograms_and_offloaded_packets_have_their_length);
    tcase_add_test(t, a_wrong_ipv6_version_is_bad);
    tcase_add_test(t, tcp_fields_are_read);
    tcase_add_test(t, a_wrong_data_offset_leaves_the_ports_and_nothing_else);
    tcase_add_test(t, a_cut_tcp_header_keeps_what_can_be_known);
    tcase_add_test(t, the_udp_length_is_held_against_ip);
    tcase_add_test(t, sctp_has_ports_and_icmp_has_type_and_code);
    tcase_add_test(t, identification_and_checksum_make_a_trace);
    tcase_add_test(t, without_identification_content_makes_it);
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
