/* test_rtp.c - RTP: what proves it, what does not yet, what is refused */
#include "media_bench.h"

static size_t count_types(void)
{
    struct ls_fact fact;
    size_t count = 0;
    for (size_t at = 0; ls_fact_next(bench_made(&bench), &at, &fact);)
        count += fact.kind == LS_FACT_RTP_PAYLOAD_TYPE;
    return count;
}

START_TEST(three_packets_of_one_source_prove)
{
    ck_assert_int_eq(stream(1, 114, 0xABBCCDD, 2), LS_MAYBE);
    ck_assert(bench_is_blank(&bench));
    ck_assert_int_eq(stream(1, 114, 0xABBCCDE, 3), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_RTP);
    ck_assert_uint_eq(bench_made(&bench)->marks, LS_MARK_AUDIO);
    struct ls_fact fact;
    ck_assert(ls_fact_find(bench_made(&bench), LS_FACT_RTP_PAYLOAD_TYPE, &fact));
    ck_assert_uint_eq(fact.value.len, 1);
    ck_assert_uint_eq(fact.value.at[0], 114);
    ck_assert_uint_eq(fact.side, 1);
    ck_assert_uint_eq(count_types(), 1);
}
END_TEST

START_TEST(two_packets_each_way_prove)
{
    ck_assert_int_eq(stream(0, 0, 1111111, 2), LS_MAYBE);
    ck_assert_int_eq(stream(1, 0, 2222222, 1), LS_MAYBE);
    ck_assert(bench_is_blank(&bench));
    ck_assert_int_eq(stream(1, 0, 3333333, 2), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_RTP);
}
END_TEST

START_TEST(the_same_source_on_both_sides_is_no_pair)
{
    stream(0, 0, 1111111, 2);
    ck_assert_int_eq(stream(1, 0, 1111111, 2), LS_MAYBE);
}
END_TEST

START_TEST(payload_types_name_the_kind)
{
    static const struct {
        uint8_t type;
        uint32_t mark;
    } all[] = {{0, LS_MARK_AUDIO},
               {8, LS_MARK_AUDIO},
               {112, LS_MARK_AUDIO},
               {118, LS_MARK_AUDIO},
               {34, LS_MARK_VIDEO},
               {121, LS_MARK_VIDEO},
               {122, LS_MARK_VIDEO},
               {123, LS_MARK_VIDEO},
               {127, LS_MARK_APP_SHARING},
               {97, 0 /* RED of either */},
               {100, 0}};
    ck_assert_int_eq(stream(0, all[_i].type, 77, 3), LS_YES);
    ck_assert_uint_eq(bench_made(&bench)->marks, all[_i].mark);
}
END_TEST

START_TEST(later_types_and_sources_are_noted)
{
    stream(0, 114, 77, 3);
    show((struct rtp){.type = 101, .sequence = 2, .timestamp = 400, .ssrc = 77});
    stream(0, 121, 78, 2);
    ck_assert_uint_eq(count_types(), 3);
    ck_assert_uint_eq(bench_made(&bench)->marks, LS_MARK_AUDIO | LS_MARK_VIDEO);
}
END_TEST

START_TEST(several_video_layers_are_fine)
{
    for (uint16_t i = 0; i < 3; i++)
        for (uint32_t layer = 0; layer < 6; layer++)
            show((struct rtp){.type = 122, .sequence = i, .ssrc = 1000 + layer});
    ck_assert_stack(bench_made(&bench), LS_PROTO_RTP);
}
END_TEST

START_TEST(too_many_sources_are_noise)
{
    enum ls_answer answer = LS_MAYBE;
    for (uint32_t i = 0; i < 9; i++)
        answer = show((struct rtp){.type = 122, .ssrc = 1000 + i});
    ck_assert_int_eq(answer, LS_NO);
}
END_TEST

START_TEST(copies_count_for_nothing)
{
    for (int i = 0; i < 10; i++)
        ck_assert_int_eq(stream(0, 0, 55, 1), LS_MAYBE);
    ck_assert(bench_is_blank(&bench));
}
END_TEST

START_TEST(one_number_twice_with_other_bytes_is_no)
{
    show((struct rtp){.sequence = 7, .ssrc = 55, .fill = 1});
    ck_assert_int_eq(show((struct rtp){.sequence = 7, .ssrc = 55, .fill = 2}), LS_NO);
}
END_TEST

START_TEST(reordering_is_fine)
{
    const uint16_t order[] = {10, 12, 11, 13};
    enum ls_answer answer = LS_MAYBE;
    for (size_t i = 0; i < 4; i++)
        answer = show((struct rtp){.sequence = order[i], .timestamp = order[i] * 160u, .ssrc = 9});
    ck_assert_int_eq(answer, LS_YES);
}
END_TEST

START_TEST(numbers_must_advance_by_no_more_than_fifty)
{
    for (uint16_t i = 0; i < 2; i++)
        show((struct rtp){.sequence = (uint16_t)(i * 50), .ssrc = 9});
    ck_assert_int_eq(show((struct rtp){.sequence = 101, .ssrc = 9}), LS_MAYBE);
    ck_assert(bench_is_blank(&bench));
}
END_TEST

START_TEST(numbers_that_keep_jumping_are_no)
{
    enum ls_answer answer = LS_MAYBE;
    for (uint16_t i = 0; i < 4; i++)
        answer = show((struct rtp){.sequence = (uint16_t)(i * 1000), .ssrc = 9});
    ck_assert_int_eq(answer, LS_NO);
}
END_TEST

START_TEST(a_clock_that_jumps_is_no_proof)
{
    enum ls_answer answer = LS_MAYBE;
    for (uint16_t i = 0; i < 3; i++)
        answer = show((struct rtp){.sequence = i, .timestamp = i * 0x10000000u, .ssrc = 9});
    ck_assert_int_eq(answer, LS_MAYBE);
    ck_assert(bench_is_blank(&bench));
}
END_TEST

START_TEST(types_nobody_assigned_are_no)
{
    for (unsigned type = 19; type < 96; type++) {
        tear_down();
        set_up();
        bool assigned = type == 25 || type == 26 || type == 28 || (type >= 31 && type <= 34);
        enum ls_answer answer = show((struct rtp){.type = (uint8_t)type, .ssrc = 9});
        if (type < 64 || type > 95)
            ck_assert_int_eq(answer, assigned ? LS_MAYBE : LS_NO);
    }
}
END_TEST

START_TEST(header_extensions_and_sources_must_fit)
{
    /* twelve bytes and one contributing source: one byte short, then whole */
    ck_assert_int_eq(show_hex(0, "810000010000000000000001aabbcc"), LS_NO);
    tear_down();
    set_up();
    ck_assert_int_eq(show_hex(0, "810000010000000000000001aabbccdd"), LS_MAYBE);
    tear_down();
    set_up();
    /* an extension of one word: none of it, then whole */
    ck_assert_int_eq(show_hex(0, "900000010000000000000001bede0001"), LS_NO);
    tear_down();
    set_up();
    ck_assert_int_eq(show_hex(0, "900000010000000000000001bede000100000000"), LS_MAYBE);
}
END_TEST

START_TEST(short_datagrams_are_no)
{
    uint8_t packet[12] = {0x80, 0, 0, 1};
    for (int i = 0; i < 5; i++)
        bench_datagram(&bench, 0, packet, (size_t)_i);
    ck_assert_int_eq(bench_datagram(&bench, 0, packet, (size_t)_i), LS_NO);
    ck_assert(bench_is_blank(&bench));
}
END_TEST

static const char *const neighbours[] = {
    "0001010000010000000000000377777707636f6e746f736f04746573740000010001", /* DNS */
    "9a3c8180000100010000000003777777",                                     /* DNS, id 9A3C */
    "c30000000108010203040506070800",                                       /* QUIC, long */
    "4a0102030405060708090a0b0c0d0e0f",                                     /* QUIC, short */
    "ff10000cdeaa296708f708fc01020304",                                     /* MS multiplexed */
    "1b0000000000000000000000000000000000000000000000",                     /* NTP */
    "0000840000000001000000000b5f676f",                                     /* mDNS */
    "4102123456780000000000000010000000010000",                             /* uTP */
    "64313a6164323a6964",                                                   /* BitTorrent DHT */
    "0300001611e00000000500c1020100c2",                                     /* TPKT */
    "000100080102030405060708090a0b0c0d0e0f100003000400000000",             /* classic STUN */
    "1000000000000000000000000000000000000000",                             /* not ZRTP */
    "02",
    "0d0a"};

/* At once, or after the few odd datagrams a media flow may begin with. */
START_TEST(neighbours_are_refused)
{
    int waits = 0;
    while (show_hex(0, neighbours[_i]) == LS_MAYBE)
        ck_assert_int_lt(++waits, 5);
    bool odd = neighbours[_i][0] == '0' && neighbours[_i][1] <= '3';
    ck_assert(odd || waits == 0 || strlen(neighbours[_i]) <= 8);
    ck_assert(bench_is_blank(&bench));
}
END_TEST

START_TEST(a_few_odd_datagrams_may_come_first)
{
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(show_hex(0, "0100000000000000000000000000011c"), LS_MAYBE);
    ck_assert_int_eq(stream(0, 111, 4, 3), LS_YES);
}
END_TEST

START_TEST(beside_stun_an_odd_datagram_refutes_nothing)
{
    ck_assert_int_eq(show_hex(0, "ff10000cdeaa296708f708fc01020304"), LS_NO);
    tear_down();
    set_up();
    ck_assert_int_eq(show_hex(0, "000100002112a4420102030405060708090a0b0c"), LS_MAYBE);
    ck_assert_int_eq(show_hex(0, "ff10000cdeaa296708f708fc01020304"), LS_MAYBE);
    ck_assert_int_eq(stream(0, 111, 4, 3), LS_YES);
}
END_TEST

START_TEST(companions_are_waited_for)
{
    ck_assert_int_eq(show_hex(0, "000100002112a4420102030405060708090a0b0c"), LS_MAYBE);
    ck_assert_int_eq(show_hex(0, "16feff0000000000000000000401000000"), LS_MAYBE);
    ck_assert_int_eq(show_hex(0, "1000000b5a525450aabbccdd505a0003"), LS_MAYBE);
    ck_assert_int_eq(stream(0, 111, 4, 3), LS_YES);
    ck_assert_int_eq(show_hex(0, "000100002112a4420102030405060708090a0b0c"), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_RTP);
}
END_TEST

/* Fresh state every few packets, as flows of noise would have. */
START_TEST(noise_is_never_media)
{
    uint64_t x = 88172645463325252u;
    uint8_t bytes[64];
    for (int i = 0; i < 200000; i++) {
        for (size_t at = 0; at < sizeof bytes; at += 8) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17;
            memcpy(bytes + at, &x, 8);
        }
        bytes[0] = (uint8_t)(0x80 | (bytes[0] & 0x3F));
        if (i % 8 == 0)
            memset(bench.state, 0, ls_probe_rtp.state_bytes);
        struct ls_view view = {.side = (uint8_t)(x & 1), .ip_proto = 17};
        view.bytes[view.side] = ls_cursor(bytes, 8 + (x >> 8 & 55));
        ck_assert_int_ne(ls_probe_rtp.look(&view, bench.state, bench.draft), LS_YES);
    }
    ck_assert(bench_is_blank(&bench));
}
END_TEST

/* Other types and RTCP may come in a few packets more; the kind is the flow's by then. */
START_TEST(known_media_is_soon_done)
{
    ck_assert_int_eq(stream(0, 114, 77, 3), LS_YES);
    for (uint16_t i = 2; i < 12; i++)
        ck_assert_int_eq(
            show((struct rtp){.type = 101, .sequence = i, .timestamp = i * 160u, .ssrc = 77}),
            LS_YES);
    ck_assert_int_eq(
        show((struct rtp){.type = 101, .sequence = 12, .timestamp = 12 * 160u, .ssrc = 77}),
        LS_DONE);
    ck_assert_uint_eq(count_types(), 2);
}
END_TEST

START_TEST(media_of_no_known_kind_is_followed_on)
{
    ck_assert_int_eq(stream(0, 97, 77, 60), LS_YES);
    ck_assert_int_eq(stream(1, 121, 78, 2), LS_YES);
    ck_assert_uint_eq(bench_made(&bench)->marks, LS_MARK_VIDEO);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rtp");
    TCase *tcase = tcase_create("datagrams");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, three_packets_of_one_source_prove);
    tcase_add_test(tcase, two_packets_each_way_prove);
    tcase_add_test(tcase, the_same_source_on_both_sides_is_no_pair);
    tcase_add_loop_test(tcase, payload_types_name_the_kind, 0, 11);
    tcase_add_test(tcase, later_types_and_sources_are_noted);
    tcase_add_test(tcase, known_media_is_soon_done);
    tcase_add_test(tcase, media_of_no_known_kind_is_followed_on);
    tcase_add_test(tcase, several_video_layers_are_fine);
    tcase_add_test(tcase, too_many_sources_are_noise);
    tcase_add_test(tcase, copies_count_for_nothing);
    tcase_add_test(tcase, one_number_twice_with_other_bytes_is_no);
    tcase_add_test(tcase, reordering_is_fine);
    tcase_add_test(tcase, numbers_must_advance_by_no_more_than_fifty);
    tcase_add_test(tcase, numbers_that_keep_jumping_are_no);
    tcase_add_test(tcase, a_clock_that_jumps_is_no_proof);
    tcase_add_test(tcase, types_nobody_assigned_are_no);
    tcase_add_test(tcase, header_extensions_and_sources_must_fit);
    tcase_add_loop_test(tcase, short_datagrams_are_no, 0, 12);
    tcase_add_loop_test(tcase, neighbours_are_refused, 0,
                        (int)(sizeof neighbours / sizeof neighbours[0]));
    tcase_add_test(tcase, a_few_odd_datagrams_may_come_first);
    tcase_add_test(tcase, beside_stun_an_odd_datagram_refutes_nothing);
    tcase_add_test(tcase, companions_are_waited_for);
    tcase_add_test(tcase, noise_is_never_media);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
