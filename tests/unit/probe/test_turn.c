/* test_turn.c - TURN over UDP, Microsoft's above all: what it says, and what it carries */
#include "probe_bench.h"
#include "suite.h"
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

static bool announced(uint8_t a, uint8_t b, uint8_t c, uint8_t d, uint16_t port)
{
    size_t count;
    const struct ls_addr addr = ls_addr_v4((const uint8_t[]){a, b, c, d});
    const struct ls_announcement *all = ls_draft_announced(bench.draft, &count);
    for (size_t i = 0; i < count; i++)
        if (ls_addr_equal(&all[i].addr, &addr) && all[i].port == port)
            return all[i].kind == LS_ANNOUNCE_RELAY && all[i].side == 1 && all[i].ip_proto == 17;
    return false;
}

static size_t announcements(void)
{
    size_t count;
    ls_draft_announced(bench.draft, &count);
    return count;
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

START_TEST(allocated_announces_the_relay_and_the_client_as_seen_from_there)
{
    ck_assert_int_eq(show(1, allocated), LS_YES);
    ck_assert(announced(52, 114, 250, 141, 3480));
    ck_assert(announced(0x71 ^ 0x21, 0xA7 ^ 0x12, 0x6A ^ 0xA4, 0x0A ^ 0x42, 0xC1D5 ^ 0x2112));
    ck_assert_uint_eq(announcements(), 2);
}
END_TEST

/* The same attributes in an error or in a request announce nothing. */
START_TEST(only_a_granted_allocation_announces)
{
    const char *types[] = {"0003", "0113", "0106"};
    char text[128];
    snprintf(text, sizeof text, "%s00142112a4420102030405060708090a0b0c000f000472c64bc6%s",
             types[_i], "0001000800010d963472fa8d");
    ck_assert_int_eq(show(1, text), LS_YES);
    ck_assert_uint_eq(announcements(), 0);
}
END_TEST

START_TEST(an_ipv6_relay_is_announced_too)
{
    size_t count;
    ck_assert_int_eq(show(1, "010300202112a4420102030405060708090a0b0c000f000472c64bc6"
                             "8090001400020d98fd000000000000000000000000000007"),
                     LS_YES);
    const struct ls_announcement *all = ls_draft_announced(bench.draft, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_uint_eq(all->addr.bytes[0], 0xFD);
    ck_assert_uint_eq(all->addr.bytes[15], 7);
    ck_assert_uint_eq(all->port, 3480);
}
END_TEST

/* Family, length and port of an address: none of these is one. */
START_TEST(addresses_that_do_not_fit_are_not_announced)
{
    const char *values[] = {"0001000800030d963472fa8d", "0001000800020d963472fa8d",
                            "000100080001000034720a8d", "0001000700010d983472fa",
                            "0001000900010d983472fa8d00"};
    char text[128];
    snprintf(text, sizeof text, "010300%02zx2112a4420102030405060708090a0b0c000f000472c64bc6%s",
             8 + strlen(values[_i]) / 2, values[_i]);
    ck_assert_int_eq(show(1, text), LS_YES);
    ck_assert_uint_eq(announcements(), 0);
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

START_TEST(rfc_turn_announces_the_xor_relayed_and_mapped_addresses)
{
    ck_assert_int_eq(show(1, "010300182112a4420102030405060708090a0b0c001600080001e342e112a645"
                             "002000080001e344eb12a64a"),
                     LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_STUN);
    ck_assert(announced(192, 0, 2, 7, 0xE342 ^ 0x2112));
    ck_assert(announced(202, 0, 2, 8, 0xE344 ^ 0x2112));
    ck_assert_uint_eq(announcements(), 2);
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

START_TEST(admission_control_is_noted_in_allocate_alone)
{
    static const char *const asked[] = {"check", "commit", "update"};
    char text[128];
    struct ls_fact fact;
    snprintf(text, sizeof text,
             "000300102112a4420102030405060708090a0b0c000f000472c64bc6805600040000000%d", _i);
    ck_assert_int_eq(show(0, text), LS_YES);
    ck_assert_uint_eq(bench_made(&bench)->marks, LS_MARK_TURN_ADMISSION);
    ck_assert(ls_fact_find(bench_made(&bench), LS_FACT_TURN_ADMISSION, &fact) == (_i < 3));
    if (_i < 3)
        ck_assert_mem_eq(fact.value.at, asked[_i], fact.value.len);
    bench_close(&bench);
    bench_open(&bench, &ls_probe_stun);
    text[3] = '6';
    ck_assert_int_eq(show(0, text), LS_YES);
    ck_assert_uint_eq(bench_made(&bench)->marks, 0);
    ck_assert(!ls_fact_find(bench_made(&bench), LS_FACT_TURN_ADMISSION, &fact));
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

/* Shows a packet of RTP with this number behind head, whose bytes 2 and 3 are its length. */
static enum ls_answer show_behind(const uint8_t *head, size_t n, uint8_t number)
{
    uint8_t rtp[33] = {0x80, 114, 0, number, 0, 0, 0, number, 0x0A, 0xBB, 0xCC, 0xDD};
    memcpy(bytes, head, n);
    memcpy(bytes + n, rtp, sizeof rtp);
    bytes[3] = (uint8_t)(n - 4 + sizeof rtp);
    return bench_datagram(&bench, 0, bytes, n + sizeof rtp);
}

START_TEST(multiplexed_media_is_looked_into)
{
    const uint8_t head[12] = {0xFF, 0x10, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};
    ck_assert_int_eq(show_behind(head, sizeof head, 0), LS_MAYBE);
    for (uint8_t i = 1; i < 3; i++) {
        ck_assert_int_eq(show_behind(head, sizeof head, i), LS_YES);
        ck_assert(!ls_evidence_has(bench_made(&bench), LS_PROTO_RTP));
    }
    ck_assert_int_eq(show_behind(head, sizeof head, 3), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_MS_TURN, LS_PROTO_RTP);
    ck_assert_uint_eq(bench_made(&bench)->marks, LS_MARK_AUDIO);
}
END_TEST

START_TEST(channels_are_looked_into_where_stun_is_proved)
{
    const uint8_t head[4] = {0x40, 0x01, 0, 0};
    for (uint8_t i = 0; i < 4; i++)
        ck_assert_int_eq(show_behind(head, sizeof head, i), LS_MAYBE);
    ck_assert(bench_is_blank(&bench));
    ck_assert_int_eq(show(0, "000300082112a4420102030405060708090a0b0c0019000411000000"), LS_YES);
    for (uint8_t i = 0; i < 3; i++)
        ck_assert_int_eq(show_behind(head, sizeof head, i), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_STUN, LS_PROTO_RTP);
}
END_TEST

/* A channel number out of range, and lengths one too long: nothing is looked into. */
START_TEST(channels_that_do_not_fit_are_passed_over)
{
    const uint8_t heads[2][4] = {{0x50, 0x01, 0, 0}, {0x40, 0x01, 1, 0}};
    show(0, "000300082112a4420102030405060708090a0b0c0019000411000000");
    for (uint8_t i = 0; i < 4; i++)
        ck_assert_int_eq(show_behind(heads[_i], 4, i), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_STUN);
}
END_TEST

START_TEST(send_carries_rtcp)
{
    const uint8_t report[2][22] = {{0x80, 0xC9, 0, 1, 1, 2, 3, 4, 0x80, 0, 0, 1, 9},
                                   {0x80, 0xC9, 0, 1, 1, 2, 3, 4, 0x80, 0, 0, 2, 8}};
    bench_datagram(&bench, 0, bytes, envelope(0x0004, report[0], sizeof report[0]));
    ck_assert_stack(bench_made(&bench), LS_PROTO_MS_TURN);
    bench_datagram(&bench, 0, bytes, envelope(0x0004, report[1], sizeof report[1]));
    ck_assert_stack(bench_made(&bench), LS_PROTO_MS_TURN, LS_PROTO_RTCP);
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

int main(void)
{
    Suite *suite = suite_create("turn");
    TCase *tcase = tcase_create("udp");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, allocate_request_is_ms_turn_and_its_sender_the_client);
    tcase_add_test(tcase, allocate_error_tells_realm_and_client);
    tcase_add_test(tcase, signed_allocate_walks_unpadded);
    tcase_add_test(tcase, allocated_announces_the_relay_and_the_client_as_seen_from_there);
    tcase_add_loop_test(tcase, only_a_granted_allocation_announces, 0, 3);
    tcase_add_test(tcase, an_ipv6_relay_is_announced_too);
    tcase_add_loop_test(tcase, addresses_that_do_not_fit_are_not_announced, 0, 5);
    tcase_add_test(tcase, multiplexed_binding_is_stun_in_ms_turn);
    tcase_add_test(tcase, multiplexed_media_needs_its_session_twice);
    tcase_add_test(tcase, multiplexed_length_must_fit);
    tcase_add_test(tcase, rfc_turn_announces_the_xor_relayed_and_mapped_addresses);
    tcase_add_test(tcase, rfc_realm_has_the_other_number);
    tcase_add_loop_test(tcase, admission_control_is_noted_in_allocate_alone, 0, 4);
    tcase_add_test(tcase, header_cookie_is_not_needed_by_ms_turn);
    tcase_add_test(tcase, send_carries_a_binding);
    tcase_add_test(tcase, data_indication_carries_rtp_proved_by_three);
    tcase_add_test(tcase, multiplexed_media_is_looked_into);
    tcase_add_test(tcase, channels_are_looked_into_where_stun_is_proved);
    tcase_add_loop_test(tcase, channels_that_do_not_fit_are_passed_over, 0, 2);
    tcase_add_test(tcase, send_carries_rtcp);
    tcase_add_loop_test(tcase, types_ms_turn_never_sends_are_no, 0, 7);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
