/* test_stun.c - STUN and MS-TURN over UDP: what proves them, what is read, what is refused */
#include "probe_bench.h"
#include "turn_vectors.h"

static struct bench bench;
static uint8_t bytes[4096];

static void set_up(void)
{
    bench_open(&bench, &ls_probe_stun);
}

static void tear_down(void)
{
    bench_close(&bench);
}

static enum ls_answer show(uint8_t side, const char *hex)
{
    size_t n = bench_hex(hex, bytes);
    return bench_datagram(&bench, side, bytes, n);
}

static void check_realm(const char *expected)
{
    struct ls_fact fact;
    ck_assert(ls_fact_find(bench_made(&bench), LS_FACT_STUN_REALM, &fact));
    ck_assert_uint_eq(fact.value.len, strlen(expected));
    ck_assert_mem_eq(fact.value.at, expected, fact.value.len);
}

static const struct ls_announcement *only_announcement(void)
{
    size_t count;
    const struct ls_announcement *all = ls_draft_announced(bench.draft, &count);
    ck_assert_uint_eq(count, 1);
    return all;
}

START_TEST(allocate_request_is_ms_turn_and_its_sender_the_client)
{
    ck_assert_int_eq(show(1, allocate), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_MS_TURN);
    ck_assert_uint_eq(bench_made(&bench)->client, 1);
    ck_assert_uint_eq(bench_made(&bench)->marks, 0);
}
END_TEST

START_TEST(allocate_error_tells_realm_and_client)
{
    ck_assert_int_eq(show(1, allocate_error), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_MS_TURN);
    ck_assert_uint_eq(bench_made(&bench)->client, 0);
    check_realm("\"rtcmedia\"");
}
END_TEST

START_TEST(signed_allocate_walks_unpadded)
{
    ck_assert_int_eq(show(0, allocate_signed), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_MS_TURN);
    check_realm("\"rtcmedia\"");
}
END_TEST

START_TEST(allocated_announces_the_relay)
{
    const uint8_t expected[4] = {52, 114, 250, 141};
    struct ls_addr addr = ls_addr_v4(expected);
    ck_assert_int_eq(show(1, allocated), LS_YES);
    const struct ls_announcement *relay = only_announcement();
    ck_assert(ls_addr_equal(&relay->addr, &addr));
    ck_assert_uint_eq(relay->port, 3480);
    ck_assert_uint_eq(relay->ip_proto, 17);
    ck_assert_uint_eq(relay->kind, LS_ANNOUNCE_RELAY);
    ck_assert_uint_eq(relay->side, 1);
}
END_TEST

START_TEST(multiplexed_binding_is_stun_in_ms_turn)
{
    ck_assert_int_eq(show(0, multiplexed), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_MS_TURN, LS_PROTO_STUN);
    ck_assert_uint_eq(bench_made(&bench)->marks, LS_MARK_MS_ICE);
}
END_TEST

START_TEST(multiplexed_media_needs_its_session_twice)
{
    ck_assert_int_eq(show(0, "ff10000cdeaa296708f708fc01020304"), LS_MAYBE);
    ck_assert(bench_is_blank(&bench));
    ck_assert_int_eq(show(0, "ff10000cdeaa296708f708fd01020304"), LS_MAYBE);
    ck_assert_int_eq(show(1, "ff10000cdeaa296708f708fd01020304"), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_MS_TURN);
}
END_TEST

START_TEST(multiplexed_length_must_fit)
{
    ck_assert_int_eq(show(0, "ff10000bdeaa296708f708fc01020304"), LS_NO);
    ck_assert_int_eq(show(0, "ff10000ddeaa296708f708fc01020304"), LS_NO);
    ck_assert_int_eq(show(0, "ff800000deaa296708f708fc01020304"), LS_NO);
}
END_TEST

START_TEST(binding_of_microsoft_ice_is_marked)
{
    ck_assert_int_eq(show(0, binding), LS_YES);
    ck_assert_int_eq(show(1, binding_answer), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_STUN);
    ck_assert_uint_eq(bench_made(&bench)->marks, LS_MARK_MS_ICE);
    ck_assert_uint_eq(bench_made(&bench)->client, 0);
}
END_TEST

START_TEST(the_first_request_names_the_client)
{
    ck_assert_int_eq(show(1, binding), LS_YES);
    ck_assert_int_eq(show(0, binding), LS_YES);
    ck_assert_uint_eq(bench_made(&bench)->client, 1);
}
END_TEST

START_TEST(plain_binding_is_not_microsoft)
{
    ck_assert_int_eq(show(0, "000100002112a4420102030405060708090a0b0c"), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_STUN);
    ck_assert_uint_eq(bench_made(&bench)->marks, 0);
}
END_TEST

START_TEST(wrong_fingerprint_is_no)
{
    size_t n = bench_hex(binding, bytes);
    bytes[n - 1] ^= 1;
    ck_assert_int_eq(bench_datagram(&bench, 0, bytes, n), LS_NO);
    ck_assert(bench_is_blank(&bench));
}
END_TEST

/* The sum of this message meets table entry 0x8BBEB8EA, and was made with 0x08BBE8EA. */
START_TEST(fingerprint_of_the_slipped_table_is_right_too)
{
    ck_assert_int_eq(show(0, "000100082112a44200000019313233343536373880280004a1b5923a"), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_STUN);
}
END_TEST

/* The sum is right for what stands before it, but another attribute follows. */
START_TEST(fingerprint_must_be_last)
{
    ck_assert_int_eq(
        show(0, "000100102112a44261626364656667683132333480280004b582a4818070000400000003"), LS_NO);
    ck_assert(bench_is_blank(&bench));
}
END_TEST

START_TEST(rfc_turn_announces_the_xor_relayed_address)
{
    const uint8_t expected[4] = {192, 0, 2, 7};
    struct ls_addr addr = ls_addr_v4(expected);
    ck_assert_int_eq(show(1, "0103000c2112a4420102030405060708090a0b0c001600080001e342e112a645"),
                     LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_STUN);
    const struct ls_announcement *relay = only_announcement();
    ck_assert(ls_addr_equal(&relay->addr, &addr));
    ck_assert_uint_eq(relay->port, 0xE342 ^ 0x2112);
}
END_TEST

START_TEST(rfc_realm_has_the_other_number)
{
    ck_assert_int_eq(show(1, "0113000c2112a4420102030405060708090a0b0c0014000661626364652e0000"),
                     LS_YES);
    check_realm("abcde.");
    bench_close(&bench);
    bench_open(&bench, &ls_probe_stun);
    struct ls_fact fact;
    ck_assert_int_eq(show(1, "0113000c2112a4420102030405060708090a0b0c0015000661626364652e0000"),
                     LS_YES);
    ck_assert(!ls_fact_find(bench_made(&bench), LS_FACT_STUN_REALM, &fact));
}
END_TEST

START_TEST(admission_control_is_marked_in_allocate_alone)
{
    ck_assert_int_eq(show(0, "000300102112a4420102030405060708090a0b0c000f000472c64bc6"
                             "8056000400000000"),
                     LS_YES);
    ck_assert_uint_eq(bench_made(&bench)->marks, LS_MARK_TURN_ADMISSION);
    bench_close(&bench);
    bench_open(&bench, &ls_probe_stun);
    ck_assert_int_eq(show(0, "000600102112a4420102030405060708090a0b0c000f000472c64bc6"
                             "8056000400000000"),
                     LS_YES);
    ck_assert_uint_eq(bench_made(&bench)->marks, 0);
}
END_TEST

START_TEST(header_cookie_is_not_needed_by_ms_turn)
{
    ck_assert_int_eq(show(0, "00030010000102030405060708090a0b0c0d0e0f000f000472c64bc6"
                             "8008000400000004"),
                     LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_MS_TURN);
}
END_TEST

/* Wraps bytes from at on into an MS-TURN message with a Data attribute; returns its length. */
static size_t envelope(uint16_t type, const uint8_t *data, size_t n)
{
    uint8_t head[] = {0,    0,    0,    0,    0,    1,    2,    3,    4,   5, 6,
                      7,    8,    9,    0xA,  0xB,  0xC,  0xD,  0xE,  0xF, 0, 0xF,
                      0x00, 0x04, 0x72, 0xC6, 0x4B, 0xC6, 0x00, 0x13, 0,   0};
    head[0] = (uint8_t)(type >> 8);
    head[1] = (uint8_t)type;
    head[2] = (uint8_t)((n + 12) >> 8);
    head[3] = (uint8_t)(n + 12);
    head[30] = (uint8_t)(n >> 8);
    head[31] = (uint8_t)n;
    memcpy(bytes, head, sizeof head);
    memcpy(bytes + sizeof head, data, n);
    return sizeof head + n;
}

START_TEST(send_carries_a_binding)
{
    uint8_t inner[256];
    size_t n = bench_hex(binding, inner);
    ck_assert_int_eq(bench_datagram(&bench, 0, bytes, envelope(0x0004, inner, n)), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_MS_TURN, LS_PROTO_STUN);
    ck_assert_uint_eq(bench_made(&bench)->marks, LS_MARK_MS_ICE);
    ck_assert_uint_eq(bench_made(&bench)->client, 0);
}
END_TEST

START_TEST(data_indication_carries_rtp_proved_by_three)
{
    uint8_t rtp[33] = {0x80, 114, 0, 1, 0, 0, 0, 0, 0x0A, 0xBB, 0xCC, 0xDD};
    for (uint8_t i = 0; i < 3; i++) {
        ck_assert(!ls_evidence_has(bench_made(&bench), LS_PROTO_RTP));
        rtp[3] = i;
        rtp[7] = (uint8_t)(i * 80);
        ck_assert_int_eq(bench_datagram(&bench, 1, bytes, envelope(0x0115, rtp, sizeof rtp)),
                         LS_YES);
    }
    ck_assert_stack(bench_made(&bench), LS_PROTO_MS_TURN, LS_PROTO_RTP);
    ck_assert_uint_eq(bench_made(&bench)->marks, LS_MARK_AUDIO);
    ck_assert_uint_eq(bench_made(&bench)->client, 0);
}
END_TEST

START_TEST(types_ms_turn_never_sends_are_no)
{
    const char *types[] = {"0104", "0114", "0002", "0102", "0112", "0001", "0203"};
    char text[128];
    snprintf(text, sizeof text,
             "%s0010000102030405060708090a0b0c0d0e0f000f000472c64bc68008000400000004", types[_i]);
    ck_assert_int_eq(show(0, text), LS_NO);
    ck_assert(bench_is_blank(&bench));
}
END_TEST

START_TEST(every_truncation_is_refused)
{
    const char *all[] = {allocate, allocate_error, allocated, multiplexed, binding, binding_answer};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        size_t n = bench_hex(all[i], bytes);
        if ((size_t)_i >= n)
            continue;
        ck_assert_int_ne(bench_datagram(&bench, 0, bytes, (size_t)_i), LS_YES);
        ck_assert(bench_is_blank(&bench));
    }
}
END_TEST

START_TEST(a_datagram_cut_by_the_snapshot_is_read_as_far_as_it_goes)
{
    bench.cut = true;
    size_t n = bench_hex(binding, bytes);
    ck_assert_int_ne(bench_datagram(&bench, 0, bytes, 19), LS_YES);
    ck_assert_int_eq(bench_datagram(&bench, 0, bytes, n - 40), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_STUN);
}
END_TEST

START_TEST(a_cut_datagram_needs_a_known_type)
{
    bench.cut = true;
    size_t n = bench_hex(binding, bytes);
    bytes[1] = 0x0E;
    ck_assert_int_ne(bench_datagram(&bench, 0, bytes, n - 40), LS_YES);
    ck_assert(bench_is_blank(&bench));
}
END_TEST

START_TEST(lengths_too_small_or_large_are_no)
{
    size_t n = bench_hex(_i % 2 ? allocate : binding, bytes);
    uint8_t good = bytes[3];
    for (int length = 0; length < 256; length++) {
        bytes[3] = (uint8_t)length;
        if (length != good)
            ck_assert_int_ne(bench_datagram(&bench, 0, bytes, n), LS_YES);
    }
    ck_assert(bench_is_blank(&bench));
}
END_TEST

/* Each attribute length of the message, one less and one more. */
START_TEST(attribute_lengths_that_do_not_add_up_are_no)
{
    const size_t at[] = {31, 39, 47, 55, 63};
    size_t n = bench_hex(allocate, bytes);
    bytes[at[_i]]--;
    ck_assert_int_ne(bench_datagram(&bench, 0, bytes, n), LS_YES);
    bytes[at[_i]] = (uint8_t)(bytes[at[_i]] + 2);
    ck_assert_int_ne(bench_datagram(&bench, 0, bytes, n), LS_YES);
    ck_assert(bench_is_blank(&bench));
}
END_TEST

static const char *const neighbours[] = {
    /* classic STUN without any cookie */
    "000100080102030405060708090a0b0c0d0e0f100003000400000000",
    /* DNS query, id 0x0001 */
    "0001010000010000000000000377777707636f6e746f736f04746573740000010001",
    /* NTP */
    ("1b00000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
     "00000000"),
    /* QUIC long header */
    "c30000000108010203040506070800",
    /* uTP SYN */
    "41021234567800000000000000100000000100000000",
    /* SSRP */
    "03",
};

START_TEST(neighbours_are_refused)
{
    ck_assert_int_eq(show(0, neighbours[_i]),
                     neighbours[_i][0] == '1' || neighbours[_i][0] == '4' ? LS_MAYBE : LS_NO);
    ck_assert(bench_is_blank(&bench));
}
END_TEST

START_TEST(companions_wait_but_not_for_ever)
{
    int seen = 0;
    while (show(0, "8000000100000000aabbccdd00000000") == LS_MAYBE)
        ck_assert_int_lt(++seen, 100);
    ck_assert_int_gt(seen, 8);
    ck_assert(bench_is_blank(&bench));
}
END_TEST

START_TEST(stun_is_found_after_dtls)
{
    ck_assert_int_eq(show(0, "16feff0000000000000000000401000000"), LS_MAYBE);
    ck_assert_int_eq(show(0, binding), LS_YES);
}
END_TEST

START_TEST(noise_is_never_stun)
{
    uint64_t x = 88172645463325252u;
    for (int i = 0; i < 200000; i++) {
        for (size_t at = 0; at < 64; at += 8) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17;
            memcpy(bytes + at, &x, 8);
        }
        struct ls_view view = {.side = 0, .ip_proto = 17};
        view.bytes[0] = ls_cursor(bytes, 16 + (x & 47));
        ck_assert_int_ne(ls_probe_stun.look(&view, bench.state, bench.draft), LS_YES);
    }
    ck_assert(bench_is_blank(&bench));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stun");
    TCase *tcase = tcase_create("udp");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, allocate_request_is_ms_turn_and_its_sender_the_client);
    tcase_add_test(tcase, allocate_error_tells_realm_and_client);
    tcase_add_test(tcase, signed_allocate_walks_unpadded);
    tcase_add_test(tcase, allocated_announces_the_relay);
    tcase_add_test(tcase, multiplexed_binding_is_stun_in_ms_turn);
    tcase_add_test(tcase, multiplexed_media_needs_its_session_twice);
    tcase_add_test(tcase, multiplexed_length_must_fit);
    tcase_add_test(tcase, binding_of_microsoft_ice_is_marked);
    tcase_add_test(tcase, the_first_request_names_the_client);
    tcase_add_test(tcase, plain_binding_is_not_microsoft);
    tcase_add_test(tcase, wrong_fingerprint_is_no);
    tcase_add_test(tcase, fingerprint_of_the_slipped_table_is_right_too);
    tcase_add_test(tcase, fingerprint_must_be_last);
    tcase_add_test(tcase, rfc_turn_announces_the_xor_relayed_address);
    tcase_add_test(tcase, rfc_realm_has_the_other_number);
    tcase_add_test(tcase, admission_control_is_marked_in_allocate_alone);
    tcase_add_test(tcase, header_cookie_is_not_needed_by_ms_turn);
    tcase_add_test(tcase, send_carries_a_binding);
    tcase_add_test(tcase, data_indication_carries_rtp_proved_by_three);
    tcase_add_loop_test(tcase, types_ms_turn_never_sends_are_no, 0, 7);
    tcase_add_loop_test(tcase, every_truncation_is_refused, 0, 187);
    tcase_add_test(tcase, a_datagram_cut_by_the_snapshot_is_read_as_far_as_it_goes);
    tcase_add_test(tcase, a_cut_datagram_needs_a_known_type);
    tcase_add_loop_test(tcase, lengths_too_small_or_large_are_no, 0, 2);
    tcase_add_loop_test(tcase, attribute_lengths_that_do_not_add_up_are_no, 0, 5);
    tcase_add_loop_test(tcase, neighbours_are_refused, 0,
                        (int)(sizeof neighbours / sizeof neighbours[0]));
    tcase_add_test(tcase, companions_wait_but_not_for_ever);
    tcase_add_test(tcase, stun_is_found_after_dtls);
    tcase_add_test(tcase, noise_is_never_stun);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
