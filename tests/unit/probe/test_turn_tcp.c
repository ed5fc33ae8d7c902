/* test_turn_tcp.c - pseudo-TLS, MS-TURN frames and RFC 4571 on streams cut anywhere */
#include "probe_bench.h"
#include "turn_vectors.h"

static struct bench bench;

static void set_up(void)
{
    bench_open(&bench, &ls_probe_stun);
}

static void tear_down(void)
{
    bench_close(&bench);
}

/* Sends hexadecimal bytes in pieces of step bytes; returns the last answer. */
static enum ls_answer send_pieces(uint8_t side, const char *hex, size_t step)
{
    uint8_t bytes[4096];
    size_t n = bench_hex(hex, bytes);
    enum ls_answer answer = LS_MAYBE;
    for (size_t at = 0; at < n; at += step)
        answer = bench_stream(&bench, side, bytes + at, n - at < step ? n - at : step);
    return answer;
}

static enum ls_answer send(uint8_t side, const char *hex)
{
    return send_pieces(side, hex, 4096);
}

START_TEST(client_hello_is_pseudo_tls_and_no_more)
{
    ck_assert_int_eq(send(1, hello_client), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_PSEUDO_TLS);
    ck_assert_uint_eq(bench_made(&bench)->client, 1);
    ck_assert_uint_eq(bench.used[1], 50);
}
END_TEST

START_TEST(server_hello_alone_names_the_other_side_client)
{
    ck_assert_int_eq(send(1, hello_server), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_PSEUDO_TLS);
    ck_assert_uint_eq(bench_made(&bench)->client, 0);
}
END_TEST

/* The whole opening of a relay on TCP 443, in pieces of every size. */
START_TEST(opening_is_read_in_any_pieces)
{
    size_t step = (size_t)_i;
    send_pieces(0, hello_client, step);
    send_pieces(1, hello_server, step);
    send_pieces(0, framed_allocate, step);
    ck_assert_stack(bench_made(&bench), LS_PROTO_PSEUDO_TLS, LS_PROTO_MS_TURN);
    ck_assert_int_eq(send_pieces(0, framed_rtp, step), LS_YES);
    ck_assert_uint_eq(bench_made(&bench)->client, 0);
    ck_assert_uint_eq(bench.used[0], bench.length[0]);
    ck_assert_uint_eq(bench.used[1], bench.length[1]);
}
END_TEST

START_TEST(relayed_rtp_is_proved_by_three_frames)
{
    char frame[] = "03000022002080720001000000100abbccdd0000000000000000000000000000000000000000";
    send(0, hello_client);
    send(1, hello_server);
    send(0, framed_allocate);
    for (char i = '1'; i <= '3'; i++) {
        ck_assert(!ls_evidence_has(bench_made(&bench), LS_PROTO_RTP));
        frame[19] = i;
        frame[23] = i;
        ck_assert_int_eq(send(1, frame), LS_YES);
    }
    ck_assert_stack(bench_made(&bench), LS_PROTO_PSEUDO_TLS, LS_PROTO_MS_TURN, LS_PROTO_RTP);
    ck_assert_uint_eq(bench_made(&bench)->marks, LS_MARK_FRAMED | LS_MARK_AUDIO);
}
END_TEST

START_TEST(a_capture_from_midway_is_proved_by_relayed_rtp)
{
    char frame[] = "03000022002080720001000000100abbccdd0000000000000000000000000000000000000000";
    bench.midway = true;
    for (char i = '1'; i <= '3'; i++) {
        ck_assert(bench_is_blank(&bench));
        frame[19] = i;
        ck_assert_int_eq(send(0, frame), i == '3' ? LS_YES : LS_MAYBE);
    }
    ck_assert_stack(bench_made(&bench), LS_PROTO_MS_TURN, LS_PROTO_RTP);
}
END_TEST

START_TEST(frames_without_inner_length_are_read_too)
{
    char frame[] = "030000208072000100000010"
                   "0abbccdd0000000000000000000000000000000000000000";
    for (char i = '1'; i <= '3'; i++) {
        frame[15] = i;
        send(0, frame);
    }
    ck_assert_stack(bench_made(&bench), LS_PROTO_MS_TURN, LS_PROTO_RTP);
    ck_assert_uint_eq(bench_made(&bench)->marks, LS_MARK_AUDIO);
}
END_TEST

START_TEST(framed_allocate_without_hello_is_ms_turn)
{
    ck_assert_int_eq(send_pieces(0, framed_allocate, 7), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_MS_TURN);
    ck_assert_uint_eq(bench_made(&bench)->client, 0);
}
END_TEST

START_TEST(relay_allocated_on_tcp_is_a_tcp_endpoint)
{
    char frame[2 * sizeof allocated];
    size_t count;
    snprintf(frame, sizeof frame, "02000099%s", allocated);
    ck_assert_int_eq(send(1, frame), LS_YES);
    const struct ls_announcement *relay = ls_draft_announced(bench.draft, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_uint_eq(relay[0].ip_proto, 6);
    ck_assert_uint_eq(relay[0].port, 3480);
    ck_assert_uint_eq(relay[1].ip_proto, 6);
}
END_TEST

START_TEST(length_framed_binding_is_stun)
{
    char frame[2 * sizeof binding];
    snprintf(frame, sizeof frame, "0068%s", binding);
    ck_assert_int_eq(send_pieces(1, frame, (size_t)_i), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_STUN);
    ck_assert_uint_eq(bench_made(&bench)->marks, LS_MARK_FRAMED | LS_MARK_MS_ICE);
    ck_assert_uint_eq(bench_made(&bench)->client, 1);
}
END_TEST

START_TEST(sharing_is_payload_type_127_in_lengths)
{
    char frame[] = "0010807f0001000000100abbccdd00000000";
    for (char i = '1'; i <= '3'; i++) {
        frame[11] = i;
        ck_assert_int_eq(send_pieces(0, frame, 5), i == '3' ? LS_YES : LS_MAYBE);
    }
    ck_assert_stack(bench_made(&bench), LS_PROTO_RTP);
    ck_assert_uint_eq(bench_made(&bench)->marks, LS_MARK_FRAMED | LS_MARK_APP_SHARING);
}
END_TEST

START_TEST(stun_without_framing_is_stun)
{
    ck_assert_int_eq(send_pieces(0, binding, 11), LS_YES);
    ck_assert_int_eq(send_pieces(1, binding_answer, 11), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_STUN);
    ck_assert_uint_eq(bench_made(&bench)->marks, LS_MARK_MS_ICE);
    ck_assert_uint_eq(bench.used[0], 104);
    ck_assert_uint_eq(bench.used[1], 72);
}
END_TEST

START_TEST(multiplexed_frame_is_ms_turn)
{
    ck_assert_int_eq(send_pieces(0, multiplexed, 9), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_MS_TURN, LS_PROTO_STUN);
}
END_TEST

START_TEST(a_long_frame_is_skipped_not_waited_for)
{
    uint8_t part[3000] = {0x03, 0x00, 0x27, 0x10}; /* 10,000 bytes follow */
    send(0, framed_allocate);
    size_t before = bench.used[0];
    ck_assert_int_eq(bench_stream(&bench, 0, part, sizeof part), LS_YES);
    ck_assert_uint_eq(bench.used[0] - before, sizeof part);
    memset(part, 0, sizeof part);
    for (int i = 0; i < 2; i++)
        bench_stream(&bench, 0, part, sizeof part);
    bench_stream(&bench, 0, part, 10004 - 9000);
    send(0, framed_allocate);
    ck_assert_uint_eq(bench.used[0], bench.length[0]);
    ck_assert_int_eq(send(0, framed_allocate), LS_YES);
}
END_TEST

START_TEST(lost_framing_on_both_sides_ends_it)
{
    send(0, framed_allocate);
    ck_assert_int_eq(send(0, "474554202f"), LS_YES);
    ck_assert_int_eq(send(1, "485454502f"), LS_DONE);
    ck_assert_uint_eq(bench.used[0], bench.length[0]);
    ck_assert_uint_eq(bench.used[1], bench.length[1]);
}
END_TEST

START_TEST(every_truncation_asks_for_more)
{
    const char *all[] = {hello_client, hello_server, framed_allocate,
                         framed_rtp,   multiplexed,  binding};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        uint8_t bytes[512];
        size_t n = bench_hex(all[i], bytes);
        tear_down();
        set_up();
        if (_i == 0 || (size_t)_i >= n)
            continue;
        ck_assert_int_eq(bench_stream(&bench, 0, bytes, (size_t)_i), LS_MAYBE);
        ck_assert(bench_is_blank(&bench));
    }
}
END_TEST

/* Any byte of a hello outside its randoms, changed. */
START_TEST(hellos_must_match_exactly)
{
    uint8_t bytes[128];
    size_t n = bench_hex(_i < 83 ? hello_server : hello_client, bytes);
    size_t at = (size_t)(_i < 83 ? _i : _i - 83);
    bool free_byte = (at >= 11 && at < 43) || (n == 83 && at >= 44 && at < 76);
    bytes[at] ^= 0x04;
    ck_assert_int_eq(bench_stream(&bench, 0, bytes, n), free_byte ? LS_YES : LS_NO);
}
END_TEST

START_TEST(a_hello_followed_by_tls_is_no)
{
    char stream[256];
    snprintf(stream, sizeof stream, "%s%s", hello_client, "1603010005");
    ck_assert_int_eq(send(0, stream), LS_NO);
    ck_assert(bench_is_blank(&bench));
}
END_TEST

static const char *const neighbours[] = {
    /* RDP connection request and confirm, then data, in TPKT */
    "030000130ee000000000000100080003000000", "0300001302f08064000003eb7003000000000000",
    "030000130ed000001234000209080002000000", "0300000702f080",
    /* TLS 1.2 hello, HTTP, SIP, DNS over TCP, DCE/RPC bind, SMB2, NMF, TDS prelogin, SSH */
    "16030100a5010000a10303", "474554202f20485454502f312e310d0a", "5245474953544552207369703a",
    "001e00010100000100000000000003777777", "05000b0310000000480000000100000000000000",
    "00000054fe534d4240000000000000", "000100010202246e65742e7463703a", "12010034000000000000",
    "5353482d322e302d",
    /* Google's own pseudo-SSL */
    "8046010301002d000000100100800300800700c0",
    /* a control frame with something else inside; a data frame with something else */
    "02000010534950202020202020202020", "0300001453495020202020202020202020202020202020202020",
    /* STUN in lengths whose cookie is wrong */
    "0014000100002112a4430102030405060708090a0b0c"};

START_TEST(neighbours_are_refused)
{
    ck_assert_int_eq(send(0, neighbours[_i]), LS_NO);
    ck_assert(bench_is_blank(&bench));
}
END_TEST

START_TEST(frame_lengths_too_small_or_large_are_not_proof)
{
    uint8_t bytes[128];
    size_t n = bench_hex(framed_allocate, bytes);
    for (int length = 0; length < 256; length++) {
        tear_down();
        set_up();
        bytes[3] = (uint8_t)length;
        if (length != 0x24)
            ck_assert_int_ne(bench_stream(&bench, 0, bytes, n), LS_YES);
        ck_assert(length == 0x24 || bench_is_blank(&bench));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("turn_tcp");
    TCase *tcase = tcase_create("stream");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, client_hello_is_pseudo_tls_and_no_more);
    tcase_add_test(tcase, server_hello_alone_names_the_other_side_client);
    tcase_add_loop_test(tcase, opening_is_read_in_any_pieces, 1, 90);
    tcase_add_test(tcase, relayed_rtp_is_proved_by_three_frames);
    tcase_add_test(tcase, a_capture_from_midway_is_proved_by_relayed_rtp);
    tcase_add_test(tcase, frames_without_inner_length_are_read_too);
    tcase_add_test(tcase, framed_allocate_without_hello_is_ms_turn);
    tcase_add_test(tcase, relay_allocated_on_tcp_is_a_tcp_endpoint);
    tcase_add_loop_test(tcase, length_framed_binding_is_stun, 1, 110);
    tcase_add_test(tcase, sharing_is_payload_type_127_in_lengths);
    tcase_add_test(tcase, stun_without_framing_is_stun);
    tcase_add_test(tcase, multiplexed_frame_is_ms_turn);
    tcase_add_test(tcase, a_long_frame_is_skipped_not_waited_for);
    tcase_add_test(tcase, lost_framing_on_both_sides_ends_it);
    tcase_add_loop_test(tcase, every_truncation_asks_for_more, 0, 105);
    tcase_add_loop_test(tcase, hellos_must_match_exactly, 0, 133);
    tcase_add_test(tcase, a_hello_followed_by_tls_is_no);
    tcase_add_loop_test(tcase, neighbours_are_refused, 0,
                        (int)(sizeof neighbours / sizeof neighbours[0]));
    tcase_add_test(tcase, frame_lengths_too_small_or_large_are_not_proof);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
