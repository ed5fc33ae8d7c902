/* test_fragments.c - datagrams from their pieces: order, overlap, loss, time and memory */
#include <check.h>
#include <stdlib.h>

#include "frame.h"
#include "lyncscope/clock.h"

enum { PIECES = 4, PIECE = 16, WHOLE = PIECES * PIECE - 6 };

static struct ls_decoder *decoder;
static struct ls_packet packet;
static int64_t now_ns;
static bool v6;

static void set_up(void)
{
    decoder = ls_decoder_new(NULL);
    now_ns = 5000;
    v6 = false;
}

static void tear_down(void)
{
    ls_decoder_free(decoder);
}

static uint64_t skipped(enum ls_skip skip)
{
    return ls_decoder_skipped(decoder)[skip];
}

/* A UDP datagram whose payload counts up. */
static void fill(uint8_t whole[WHOLE])
{
    struct frame_maker f = {.n = 0};
    put_udp(&f, WHOLE);
    memcpy(whole, f.bytes, 8);
    for (int i = 8; i < WHOLE; i++)
        whole[i] = (uint8_t)i;
}

static enum ls_decoded send_cut(unsigned id, unsigned offset, bool more, const void *bytes,
                                unsigned n, uint32_t cut)
{
    struct frame_maker f = {.n = 0};
    put_ethernet(&f, v6 ? 0x86dd : 0x0800);
    if (v6) {
        put_ipv6(&f, 44, 8 + n);
        put16(&f, 17 << 8);
        put16(&f, offset | more);
        put32(&f, id);
    } else {
        put_ipv4(&f, 17, 20 + n, id, offset / 8 | (more ? 0x2000 : 0));
    }
    put(&f, bytes, n);
    struct ls_frame frame = frame_of(&f, DLT_EN10MB);
    frame.captured -= cut;
    frame.time_ns = now_ns++;
    return ls_decode(decoder, &frame, &packet);
}

static enum ls_decoded send_piece(unsigned id, unsigned offset, bool more, const void *bytes,
                                  unsigned n)
{
    return send_cut(id, offset, more, bytes, n, 0);
}

static enum ls_decoded send_part(int i)
{
    uint8_t whole[WHOLE];
    fill(whole);
    unsigned at = (unsigned)i * PIECE;
    unsigned n = i < PIECES - 1 ? PIECE : WHOLE - at;
    return send_piece(7, at, i < PIECES - 1, whole + at, n);
}

static void expect_whole(unsigned frames)
{
    uint8_t whole[WHOLE];
    fill(whole);
    ck_assert_int_eq(packet.ip_proto, 17);
    ck_assert_int_eq(packet.dport, 3478);
    ck_assert_uint_eq(packet.payload_wire, WHOLE - 8);
    ck_assert_uint_eq(ls_left(&packet.payload), WHOLE - 8);
    ck_assert_mem_eq(packet.payload.at, whole + 8, WHOLE - 8);
    ck_assert(!packet.cut);
    ck_assert_uint_eq(packet.frames, frames);
    ck_assert_int_eq(packet.time_ns, 5000);
    /* the IP packet that nDPI sees: header, right length, no fragment */
    ck_assert_uint_eq(ls_left(&packet.ip), (v6 ? 40 : 20) + WHOLE);
    const uint8_t *ip = packet.ip.at;
    ck_assert_int_eq(ip[0] >> 4, v6 ? 6 : 4);
    ck_assert_int_eq(v6 ? ip[6] : ip[9], 17);
    ck_assert_int_eq((v6 ? ip[4] : ip[2]) << 8 | (v6 ? ip[5] : ip[3]), (v6 ? 0 : 20) + WHOLE);
    if (!v6)
        ck_assert_int_eq(ip[6] << 8 | ip[7], 0);
}

/* Calls try with every order of 0 .. PIECES-1. */
static void every_order(void (*attempt)(const int order[PIECES]))
{
    int order[PIECES];
    for (int code = 0; code < PIECES * PIECES * PIECES * PIECES; code++) {
        unsigned seen = 0;
        for (int i = 0, rest = code; i < PIECES; i++, rest /= PIECES) {
            order[i] = rest % PIECES;
            seen |= 1U << order[i];
        }
        if (seen == (1U << PIECES) - 1)
            attempt(order);
    }
}

static void attempt_order(const int order[PIECES])
{
    now_ns = 5000;
    for (int i = 0; i < PIECES - 1; i++)
        ck_assert_int_eq(send_part(order[i]), LS_DECODED_HELD);
    ck_assert_int_eq(send_part(order[PIECES - 1]), LS_DECODED_PACKET);
    expect_whole(PIECES);
    ck_assert_uint_eq(packet.wire_bytes, PIECES * (14 + (v6 ? 48 : 20)) + WHOLE);
}

START_TEST(pieces_in_any_order_make_one_packet)
{
    v6 = _i;
    every_order(attempt_order);
    ck_assert(!ls_decode_overdue(decoder, INT64_MAX, &packet));
    for (int i = 0; i < LS_SKIP_COUNT; i++)
        ck_assert_uint_eq(skipped(i), 0);
}
END_TEST

START_TEST(a_repeated_piece_counts_as_a_frame_and_changes_nothing)
{
    v6 = _i;
    ck_assert_int_eq(send_part(1), LS_DECODED_HELD);
    ck_assert_int_eq(send_part(1), LS_DECODED_HELD);
    ck_assert_int_eq(send_part(0), LS_DECODED_HELD);
    ck_assert_int_eq(send_part(2), LS_DECODED_HELD);
    ck_assert_int_eq(send_part(3), LS_DECODED_PACKET);
    expect_whole(PIECES + 1);
}
END_TEST

START_TEST(the_first_bytes_win)
{
    uint8_t other[2 * PIECE];
    memset(other, 0xee, sizeof other);
    ck_assert_int_eq(send_part(0), LS_DECODED_HELD);
    ck_assert_int_eq(send_part(2), LS_DECODED_HELD);
    uint8_t whole[WHOLE];
    fill(whole);
    memcpy(other, whole + PIECE, PIECE); /* brings piece 1, and a lie about piece 2 */
    ck_assert_int_eq(send_piece(7, PIECE, true, other, 2 * PIECE), LS_DECODED_HELD);
    ck_assert_int_eq(send_part(3), LS_DECODED_PACKET);
    expect_whole(PIECES);
}
END_TEST

START_TEST(an_end_before_what_is_there_is_no_end)
{
    ck_assert_int_eq(send_part(0), LS_DECODED_HELD);
    ck_assert_int_eq(send_part(1), LS_DECODED_HELD);
    ck_assert_int_eq(send_piece(7, 8, false, "short", 5), LS_DECODED_HELD);
    ck_assert_int_eq(send_part(2), LS_DECODED_HELD);
    ck_assert_int_eq(send_part(3), LS_DECODED_PACKET);
    expect_whole(PIECES + 1);
}
END_TEST

START_TEST(ids_addresses_and_protocols_are_kept_apart)
{
    uint8_t whole[WHOLE];
    fill(whole);
    send_part(0);
    send_part(1);
    send_part(2);
    ck_assert_int_eq(send_piece(8, 48, false, whole + 48, WHOLE - 48), LS_DECODED_HELD);
    struct frame_maker f = {.n = 0};
    put_ipv4(&f, 6, 20 + WHOLE - 48, 7, 48 / 8);
    put(&f, whole + 48, WHOLE - 48);
    struct ls_frame frame = frame_of(&f, DLT_IPV4);
    ck_assert_int_eq(ls_decode(decoder, &frame, &packet), LS_DECODED_HELD);
    f.bytes[15] = 9;
    f.bytes[9] = 17;
    ck_assert_int_eq(ls_decode(decoder, &frame, &packet), LS_DECODED_HELD);
    ck_assert_int_eq(send_part(3), LS_DECODED_PACKET);
}
END_TEST

START_TEST(after_thirty_seconds_the_first_part_is_a_packet)
{
    v6 = _i;
    send_part(0);
    send_part(1);
    send_part(3);
    ck_assert(!ls_decode_overdue(decoder, 5000 + 30 * LS_SECOND, &packet));
    ck_assert(ls_decode_overdue(decoder, 5001 + 30 * LS_SECOND, &packet));
    ck_assert(packet.cut);
    ck_assert_int_eq(packet.dport, 3478);
    ck_assert_uint_eq(ls_left(&packet.payload), 2 * PIECE - 8);
    ck_assert_uint_eq(packet.payload_wire, WHOLE - 8);
    ck_assert_uint_eq(packet.frames, 3);
    ck_assert(!ls_decode_overdue(decoder, INT64_MAX, &packet));
    ck_assert_uint_eq(skipped(LS_SKIP_FRAGMENT), 0);
}
END_TEST

START_TEST(without_the_first_part_frames_are_counted)
{
    v6 = _i;
    send_part(1);
    send_part(3);
    ck_assert_uint_eq(skipped(LS_SKIP_FRAGMENT), 0);
    ck_assert(!ls_decode_overdue(decoder, INT64_MAX, &packet));
    ck_assert_uint_eq(skipped(LS_SKIP_FRAGMENT), 2);
}
END_TEST

START_TEST(an_id_used_again_is_another_datagram)
{
    send_part(0);
    send_part(1);
    now_ns += 31 * LS_SECOND;
    send_part(2);
    ck_assert_int_eq(send_part(3), LS_DECODED_HELD);
    ck_assert(ls_decode_overdue(decoder, now_ns, &packet));
    ck_assert_uint_eq(packet.frames, 2);
    ck_assert(!ls_decode_overdue(decoder, INT64_MAX, &packet));
    ck_assert_uint_eq(skipped(LS_SKIP_FRAGMENT), 2);
}
END_TEST

START_TEST(a_cut_piece_ends_the_payload)
{
    uint8_t whole[WHOLE];
    fill(whole);
    send_part(0);
    ck_assert_int_eq(send_cut(7, PIECE, true, whole + PIECE, PIECE, 5), LS_DECODED_HELD);
    send_part(2);
    ck_assert_int_eq(send_part(3), LS_DECODED_PACKET);
    ck_assert(packet.cut);
    ck_assert_uint_eq(packet.payload_wire, WHOLE - 8);
    ck_assert_uint_eq(ls_left(&packet.payload), 2 * PIECE - 5 - 8);
    ck_assert_mem_eq(packet.payload.at, whole + 8, 2 * PIECE - 5 - 8);
}
END_TEST

START_TEST(a_first_part_too_small_for_ports_is_completed)
{
    uint8_t whole[WHOLE];
    fill(whole);
    v6 = _i;
    for (unsigned at = 0; at + 8 < WHOLE; at += 8)
        ck_assert_int_eq(send_piece(7, at, true, whole + at, 8), LS_DECODED_HELD);
    ck_assert_int_eq(send_piece(7, WHOLE / 8 * 8, false, whole + WHOLE / 8 * 8, WHOLE % 8),
                     LS_DECODED_PACKET);
    expect_whole(WHOLE / 8 + 1);
}
END_TEST

START_TEST(impossible_pieces_are_bad_headers)
{
    uint8_t bytes[64] = {0};
    v6 = _i;
    ck_assert_int_eq(send_piece(1, 0, true, bytes, 15), LS_DECODED_SKIPPED);
    ck_assert_int_eq(send_piece(1, 65528, false, bytes, 8), LS_DECODED_SKIPPED);
    ck_assert_int_eq(send_piece(1, 65520, true, bytes, 16), LS_DECODED_SKIPPED);
    ck_assert_int_eq(send_piece(1, 8, false, bytes, 0), LS_DECODED_SKIPPED);
    ck_assert_int_eq(send_piece(1, 65528, false, bytes, 7), LS_DECODED_HELD);
    ck_assert_uint_eq(skipped(LS_SKIP_BAD_HEADER), 4);
}
END_TEST

START_TEST(the_oldest_datagrams_give_way)
{
    uint8_t whole[WHOLE];
    fill(whole);
    for (unsigned id = 0; id < 1030; id++)
        ck_assert_int_eq(send_piece(id, id % 2 ? 0 : PIECE, true, whole, PIECE), LS_DECODED_HELD);
    ck_assert_uint_eq(skipped(LS_SKIP_FRAGMENT), 3); /* ids 0, 2 and 4 */
    unsigned fetched = 0;
    while (ls_decode_overdue(decoder, now_ns, &packet))
        fetched++;
    ck_assert_uint_eq(fetched, 3); /* 1, 3 and 5, long before their time */
    while (ls_decode_overdue(decoder, INT64_MAX, &packet))
        fetched++;
    ck_assert_uint_eq(fetched + skipped(LS_SKIP_FRAGMENT), 1030);
}
END_TEST

START_TEST(memory_is_bounded_and_every_frame_counted)
{
    uint8_t whole[WHOLE];
    fill(whole);
    unsigned sent = 0, fetched = 0;
    for (unsigned id = 0; id < 500; id++) { /* 64 KiB of room each */
        sent += send_piece(id, 0, true, whole, PIECE) == LS_DECODED_HELD;
        sent += send_piece(id, 65520, false, whole, 8) == LS_DECODED_HELD;
    }
    ck_assert_uint_eq(sent, 1000);
    while (ls_decode_overdue(decoder, INT64_MAX, &packet))
        fetched += packet.frames;
    ck_assert_uint_eq(fetched + skipped(LS_SKIP_FRAGMENT), sent);
    ck_assert_uint_gt(skipped(LS_SKIP_FRAGMENT), 0);
    ck_assert_uint_ge(fetched, 2 * 100);
    ck_assert_uint_le(fetched, 2 * 128); /* 4 MiB waiting, 4 MiB given up and not fetched */
}
END_TEST

START_TEST(a_given_up_part_without_ports_is_counted)
{
    uint8_t bytes[8] = {0};
    struct frame_maker f = {.n = 0};
    v6 = true;
    put_ipv6(&f, 44, 16);
    put16(&f, 60 << 8);
    put16(&f, 1);
    put32(&f, 3);
    put(&f, "\x11\2\0\0\0\0\0\0", 8); /* options of 24 bytes, of which 8 came */
    struct ls_frame frame = frame_of(&f, DLT_IPV6);
    ck_assert_int_eq(ls_decode(decoder, &frame, &packet), LS_DECODED_HELD);
    ck_assert_int_eq(send_piece(3, 24, false, bytes, 8), LS_DECODED_HELD);
    ck_assert(!ls_decode_overdue(decoder, INT64_MAX, &packet));
    ck_assert_uint_eq(skipped(LS_SKIP_CUT_HEADER) + skipped(LS_SKIP_FRAGMENT), 2);
}
END_TEST

START_TEST(fragments_of_one_datagram_share_a_number)
{
    uint8_t other[16] = {0};
    ck_assert_int_eq(send_part(0), LS_DECODED_HELD);
    uint32_t number = packet.datagram;
    ck_assert_uint_ne(number, 0);
    ck_assert_int_eq(send_piece(8, 16, true, other, sizeof other), LS_DECODED_HELD);
    ck_assert_uint_ne(packet.datagram, number);
    ck_assert_int_eq(send_part(1), LS_DECODED_HELD);
    ck_assert_uint_eq(packet.datagram, number);
    ck_assert_int_eq(send_part(2), LS_DECODED_HELD);
    ck_assert_int_eq(send_part(3), LS_DECODED_PACKET);
    ck_assert_uint_eq(packet.datagram, number);
}
END_TEST

/* A tunnel (IP in IP) whose packets are fragments and hold fragments: `half` of `piece` of these.
 */
static enum ls_decoded send_nested(unsigned piece, unsigned half)
{
    uint8_t whole[WHOLE];
    struct frame_maker inner = {.n = 0}, f = {.n = 0};
    fill(whole);
    unsigned at = piece * PIECE, n = piece < PIECES - 1 ? PIECE : WHOLE - at;
    put_ipv4(&inner, 17, 20 + n, 7, at / 8 | (piece < PIECES - 1 ? 0x2000 : 0));
    put(&inner, whole + at, n);
    unsigned cut = 24, from = half ? cut : 0, size = half ? (unsigned)inner.n - cut : cut;
    put_ethernet(&f, 0x0800);
    put_ipv4(&f, 4, 20 + size, 100 + piece, half ? cut / 8 : 0x2000);
    put(&f, inner.bytes + from, size);
    struct ls_frame frame = frame_of(&f, DLT_EN10MB);
    frame.time_ns = now_ns++;
    return ls_decode(decoder, &frame, &packet);
}

static void expect_joined(uint32_t datagram, uint32_t into)
{
    size_t count;
    const struct ls_joined *joined = ls_decoder_joined(decoder, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_uint_eq(joined->datagram, datagram);
    ck_assert_uint_eq(joined->into, into);
}

START_TEST(a_datagram_that_is_a_fragment_inside_is_told)
{
    uint32_t inner = 0;
    size_t count;
    for (unsigned piece = 0; piece < PIECES; piece++) {
        ck_assert_int_eq(send_nested(piece, 0), LS_DECODED_HELD);
        uint32_t outer = packet.datagram;
        ls_decoder_joined(decoder, &count);
        ck_assert_uint_eq(count, 0);
        ck_assert_int_eq(send_nested(piece, 1),
                         piece < PIECES - 1 ? LS_DECODED_HELD : LS_DECODED_PACKET);
        ck_assert_uint_ne(packet.datagram, outer);
        if (piece > 0)
            ck_assert_uint_eq(packet.datagram, inner);
        inner = packet.datagram;
        expect_joined(outer, inner);
    }
    ck_assert_uint_eq(packet.frames, 2 * PIECES);
    ck_assert_uint_eq(packet.dport, 3478);
    ck_assert_int_eq(send_part(0), LS_DECODED_HELD);
    ls_decoder_joined(decoder, &count);
    ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(what_is_given_up_inside_a_tunnel_is_told)
{
    uint8_t whole[WHOLE];
    struct frame_maker f = {.n = 0};
    fill(whole);
    put_ethernet(&f, 0x0800);
    put_ipv4(&f, 4, 20 + 20 + PIECE + 4, 100, 0x2000); /* the rest never comes */
    put_ipv4(&f, 17, 20 + PIECE, 7, 0x2000);
    put(&f, whole, PIECE + 4);
    struct ls_frame frame = frame_of(&f, DLT_EN10MB);
    ck_assert_int_eq(ls_decode(decoder, &frame, &packet), LS_DECODED_HELD);
    uint32_t outer = packet.datagram;
    ck_assert(ls_decode_overdue(decoder, INT64_MAX, &packet));
    ck_assert_uint_ne(packet.datagram, outer);
    ck_assert_uint_eq(packet.dport, 3478);
    expect_joined(outer, packet.datagram);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("fragments");
    TCase *t = tcase_create("fragments");
    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_add_test(t, fragments_of_one_datagram_share_a_number);
    tcase_add_loop_test(t, pieces_in_any_order_make_one_packet, 0, 2);
    tcase_add_loop_test(t, a_repeated_piece_counts_as_a_frame_and_changes_nothing, 0, 2);
    tcase_add_test(t, a_datagram_that_is_a_fragment_inside_is_told);
    tcase_add_test(t, what_is_given_up_inside_a_tunnel_is_told);
    tcase_add_test(t, the_first_bytes_win);
    tcase_add_test(t, an_end_before_what_is_there_is_no_end);
    tcase_add_test(t, ids_addresses_and_protocols_are_kept_apart);
    tcase_add_loop_test(t, after_thirty_seconds_the_first_part_is_a_packet, 0, 2);
    tcase_add_loop_test(t, without_the_first_part_frames_are_counted, 0, 2);
    tcase_add_test(t, an_id_used_again_is_another_datagram);
    tcase_add_test(t, a_cut_piece_ends_the_payload);
    tcase_add_loop_test(t, a_first_part_too_small_for_ports_is_completed, 0, 2);
    tcase_add_loop_test(t, impossible_pieces_are_bad_headers, 0, 2);
    tcase_add_test(t, the_oldest_datagrams_give_way);
    tcase_add_test(t, memory_is_bounded_and_every_frame_counted);
    tcase_add_test(t, a_given_up_part_without_ports_is_counted);
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
