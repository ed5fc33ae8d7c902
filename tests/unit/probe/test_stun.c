/* test_stun.c - STUN over UDP: what proves it, what is read, what is refused */
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

START_TEST(binding_of_microsoft_ice_is_marked)
{
    ck_assert_int_eq(show(0, binding), LS_YES);
    ck_assert_int_eq(show(1, binding_answer), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_STUN);
    ck_assert_uint_eq(bench_made(&bench)->marks, LS_MARK_MS_ICE);
    ck_assert_uint_eq(bench_made(&bench)->client, 0);
}
END_TEST

/* Both sides say which version of Microsoft's ICE they speak; 0 and text of two bytes say none. */
START_TEST(the_version_of_microsoft_ice_is_noted)
{
    static const struct {
        const char *attribute;
        char version;
    } all[] = {{"8070000400000003", '3'},
               {"8070000400000000", 0},
               {"807000040000000a", 0},
               {"8070000200030000", 0},
               {"8054000400000003", 0}};
    char text[64];
    struct ls_fact fact;
    snprintf(text, sizeof text, "000100082112a4420102030405060708090a0b0c%s", all[_i].attribute);
    ck_assert_int_eq(show(1, text), LS_YES);
    ck_assert_uint_eq(bench_made(&bench)->marks, LS_MARK_MS_ICE);
    ck_assert_int_eq(ls_fact_find(bench_made(&bench), LS_FACT_ICE_VERSION, &fact),
                     all[_i].version != 0);
    if (all[_i].version != 0)
        ck_assert_int_eq(*fact.value.at, all[_i].version);
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

/* Between ICE peers media begins when the checks are over; the checks alone go on for longer. */
START_TEST(media_ends_the_following_early)
{
    int seen = 0;
    ck_assert_int_eq(show(0, binding), LS_YES);
    while (show(1, "807200010000001000aabbcc00112233") == LS_YES)
        ck_assert_int_lt(++seen, 90);
    ck_assert_int_eq(seen, 23);
    tear_down();
    set_up();
    for (seen = 0; show(0, binding) == LS_YES; seen++)
        ck_assert_int_lt(seen, 200);
    ck_assert_int_gt(seen, 90);
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
    tcase_add_test(tcase, binding_of_microsoft_ice_is_marked);
    tcase_add_loop_test(tcase, the_version_of_microsoft_ice_is_noted, 0, 5);
    tcase_add_test(tcase, the_first_request_names_the_client);
    tcase_add_test(tcase, plain_binding_is_not_microsoft);
    tcase_add_test(tcase, wrong_fingerprint_is_no);
    tcase_add_test(tcase, fingerprint_of_the_slipped_table_is_right_too);
    tcase_add_test(tcase, fingerprint_must_be_last);
    tcase_add_loop_test(tcase, every_truncation_is_refused, 0, 187);
    tcase_add_test(tcase, a_datagram_cut_by_the_snapshot_is_read_as_far_as_it_goes);
    tcase_add_test(tcase, a_cut_datagram_needs_a_known_type);
    tcase_add_loop_test(tcase, lengths_too_small_or_large_are_no, 0, 2);
    tcase_add_loop_test(tcase, attribute_lengths_that_do_not_add_up_are_no, 0, 5);
    tcase_add_loop_test(tcase, neighbours_are_refused, 0,
                        (int)(sizeof neighbours / sizeof neighbours[0]));
    tcase_add_test(tcase, companions_wait_but_not_for_ever);
    tcase_add_test(tcase, stun_is_found_after_dtls);
    tcase_add_test(tcase, media_ends_the_following_early);
    tcase_add_test(tcase, noise_is_never_stun);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
