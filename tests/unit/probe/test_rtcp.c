/* test_rtcp.c - RTCP: compound packets, SRTCP, and what they say about RTP */
#include "media_bench.h"

static const char report_and_name[] =
    "80c8000612345678e0000000000000000000000000000001000000a0" /* SR */
    "81ca000312345678010474657374"
    "0000"; /* SDES CNAME "test" */

START_TEST(a_compound_report_proves_rtcp)
{
    ck_assert_int_eq(show_hex(0, report_and_name), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_RTCP);
}
END_TEST

START_TEST(a_compound_that_does_not_add_up_is_no_proof)
{
    uint8_t bytes[64];
    size_t n = bench_hex(report_and_name, bytes);
    bytes[31] = (uint8_t)(3 + _i);
    ck_assert_int_ne(bench_datagram(&bench, 0, bytes, n), LS_YES);
    ck_assert(bench_is_blank(&bench));
}
END_TEST

START_TEST(a_compound_of_two_senders_is_no_proof)
{
    uint8_t bytes[64];
    size_t n = bench_hex(report_and_name, bytes);
    bytes[35] ^= 1;
    ck_assert_int_eq(bench_datagram(&bench, 0, bytes, n), LS_MAYBE);
    ck_assert(bench_is_blank(&bench));
}
END_TEST

START_TEST(a_report_that_states_another_length_is_no)
{
    ck_assert_int_eq(show_hex(0, "80c8000512345678e0000000000000000000000000000001"), LS_NO);
    tear_down();
    set_up();
    ck_assert_int_eq(show_hex(0, "81c9000112345678"), LS_NO);
}
END_TEST

/* The bench's clock stands at 1970-01-01T00:00:00: that is 0x83AA7E80 of NTP's. */
static const struct {
    const char *report;
    bool proves;
} alone[] = {
    {"80c800061234567883aa7e80000000000000000100000001000000a0", true},
    {"80c800061234567883aa80d8000000000000000100000001000000a0", true},  /* ten minutes ahead */
    {"80c800061234567883aa80d9000000000000000100000001000000a0", false}, /* and a second */
    {"80c800061234567883aa7c28000000000000000100000001000000a0", true},  /* behind */
    {"80c800061234567883aa7c27000000000000000100000001000000a0", false},
    {"80c8000612345678000000000000000000000001000000010000000a", false}, /* no clock */
    {"a0c800061234567883aa7e80000000000000000100000001000000a0", false}, /* with padding */
};

START_TEST(a_report_alone_proves_by_its_clock)
{
    uint8_t bytes[64] = {0};
    size_t n = bench_hex(alone[_i].report, bytes);
    ck_assert_int_eq(bench_datagram(&bench, 0, bytes, n), alone[_i].proves ? LS_YES : LS_MAYBE);
    if (alone[_i].proves)
        ck_assert_stack(bench_made(&bench), LS_PROTO_RTCP);
    else
        ck_assert(bench_is_blank(&bench));
}
END_TEST

START_TEST(two_encrypted_reports_of_one_sender_prove)
{
    const char *first = "80c9000112345678"
                        "8000000100112233445566778899";
    const char *second = "80c9000112345678"
                         "80000002aa112233445566778899";
    ck_assert_int_eq(show_hex(0, first), LS_MAYBE);
    ck_assert_int_eq(show_hex(0, first), LS_MAYBE);
    ck_assert(bench_is_blank(&bench));
    ck_assert_int_eq(show_hex(0, second), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_RTCP);
}
END_TEST

START_TEST(reports_of_two_senders_are_no_proof)
{
    ck_assert_int_eq(show_hex(0, "80c90001123456788000000100112233445566778899"), LS_MAYBE);
    ck_assert_int_eq(show_hex(0, "80c90001123456798000000200112233445566778899"), LS_MAYBE);
}
END_TEST

START_TEST(a_report_of_a_seen_source_proves_both)
{
    stream(0, 8, 0x12345678, 2);
    ck_assert_int_eq(show_hex(0, "80c90001123456788000000100112233445566778899"), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_RTP, LS_PROTO_RTCP);
}
END_TEST

/* Teams, 2023: many words after the sender, none of them a block; the tail is SRTCP's. */
START_TEST(reports_of_microsoft_carry_long_extensions)
{
    uint8_t report[8 + 4 * 298 + 14] = {0x80, 0xC9, 0x01, 0x2B, 0x00, 0x00, 0xE6, 0x5A};
    ck_assert_int_eq(bench_datagram(&bench, 0, report, sizeof report), LS_MAYBE);
    report[500] = 1;
    ck_assert_int_eq(bench_datagram(&bench, 0, report, sizeof report), LS_YES);
    ck_assert_stack(bench_made(&bench), LS_PROTO_RTCP);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rtcp");
    TCase *tcase = tcase_create("datagrams");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, a_compound_report_proves_rtcp);
    tcase_add_loop_test(tcase, a_report_alone_proves_by_its_clock, 0,
                        (int)(sizeof alone / sizeof *alone));
    tcase_add_loop_test(tcase, a_compound_that_does_not_add_up_is_no_proof, -2, 0);
    tcase_add_loop_test(tcase, a_compound_that_does_not_add_up_is_no_proof, 1, 3);
    tcase_add_test(tcase, a_compound_of_two_senders_is_no_proof);
    tcase_add_test(tcase, a_report_that_states_another_length_is_no);
    tcase_add_test(tcase, two_encrypted_reports_of_one_sender_prove);
    tcase_add_test(tcase, reports_of_two_senders_are_no_proof);
    tcase_add_test(tcase, a_report_of_a_seen_source_proves_both);
    tcase_add_test(tcase, reports_of_microsoft_carry_long_extensions);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
