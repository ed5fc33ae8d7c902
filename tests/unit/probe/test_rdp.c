/* test_rdp.c - Remote Desktop and SSH openings */
#include "show.h"

#define COOKIE "Cookie: mstshash=admin\r\n"
#define REQUEST                                                                                    \
    "\x03\x00\x00\x2b\x26\xe0\x00\x00\x00\x00\x00" COOKIE "\x01\x00\x08\x00\x0b\x00\x00\x00"
#define BARE    "\x03\x00\x00\x13\x0e\xe0\x00\x00\x00\x00\x00\x01\x00\x08\x00\x03\x00\x00\x00"
#define CONFIRM "\x03\x00\x00\x13\x0e\xd0\x00\x00\x12\x34\x00\x02\x1f\x08\x00\x02\x00\x00\x00"
#define S7                                                                                         \
    "\x03\x00\x00\x16\x11\xe0\x00\x00\x00\x01\x00\xc0\x01\x0a\xc1\x02\x01\x00\xc2\x02\x01\x02"
#define PLAIN  "\x03\x00\x00\x0b\x06\xe0\x00\x00\x00\x00\x00"
#define BANNER "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"

START_TEST(a_cookie_or_a_negotiation_is_proof)
{
    ck_assert_int_eq(SHOW(&ls_probe_rdp, REQUEST, SHOW_STREAM), LS_DONE);
    ck_assert(shown_is(LS_PROTO_RDP));
    ck_assert_uint_eq(shown.made.client, 0);
    ck_assert_int_eq(SHOW(&ls_probe_rdp, BARE, SHOW_STREAM), LS_DONE);
    ck_assert_int_eq(SHOW(&ls_probe_rdp, CONFIRM, SHOW_STREAM), LS_DONE);
    ck_assert_uint_eq(shown.made.client, 1);
}
END_TEST

START_TEST(x224_of_others_is_refused)
{
    ck_assert_int_eq(SHOW(&ls_probe_rdp, S7, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(SHOW(&ls_probe_rdp, PLAIN, SHOW_STREAM), LS_NO);
}
END_TEST

START_TEST(rdp_lengths_must_agree)
{
    ck_assert_int_eq(show_changed(&ls_probe_rdp, BARE, 19, 3, 0x12, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_rdp, BARE, 19, 3, 0x14, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_rdp, BARE, 19, 4, 0x0d, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_rdp, BARE, 19, 13, 9, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_rdp, BARE, 19, 11, 2, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_rdp, BARE, 19, 5, 0xf0, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_rdp, BARE, 19, 18, 1, SHOW_STREAM), LS_NO);
}
END_TEST

START_TEST(a_banner_is_a_line)
{
    uint8_t state[8] = {0};
    ck_assert_uint_le(ls_probe_ssh.state_bytes, sizeof state);
    ck_assert_int_eq(show_with(&ls_probe_ssh, state, 1, BANNER "\x00\x00", 34, SHOW_STREAM),
                     LS_YES);
    ck_assert(shown_is(LS_PROTO_SSH));
    ck_assert_uint_eq(shown_used[1], sizeof BANNER - 1);
    ck_assert(shown_fact(LS_FACT_SSH_BANNER, "SSH-2.0-OpenSSH_9.2p1 Debian-2"));
    ck_assert_int_eq(show_with(&ls_probe_ssh, state, 0, "SSH-2.0-x\n", 10, SHOW_STREAM), LS_DONE);
    ck_assert(shown_fact(LS_FACT_SSH_BANNER, "SSH-2.0-x"));
}
END_TEST

START_TEST(other_lines_are_no_banner)
{
    char longest[300] = "SSH-2.0-";
    ck_assert_int_eq(SHOW(&ls_probe_ssh, "SSH-3.0-x\r\n", SHOW_STREAM), LS_NO);
    ck_assert_int_eq(SHOW(&ls_probe_ssh, "SSH-2.0\r\n", SHOW_STREAM), LS_NO);
    ck_assert_int_eq(SHOW(&ls_probe_ssh, "SSH-2.0-\x01\r\n", SHOW_STREAM), LS_NO);
    ck_assert_int_eq(SHOW(&ls_probe_ssh, "SSX", SHOW_STREAM), LS_NO);
    memset(longest + 8, 'a', sizeof longest - 8);
    longest[255] = '\n';
    ck_assert_int_eq(show(&ls_probe_ssh, 0, longest, sizeof longest, SHOW_STREAM), LS_NO);
    longest[255] = 'a';
    longest[254] = '\n';
    ck_assert_int_eq(show(&ls_probe_ssh, 0, longest, sizeof longest, SHOW_STREAM), LS_YES);
}
END_TEST

START_TEST(every_truncation)
{
    show_each_prefix(&ls_probe_rdp, REQUEST, sizeof REQUEST - 1, sizeof REQUEST - 1);
    show_each_prefix(&ls_probe_rdp, CONFIRM, sizeof CONFIRM - 1, sizeof CONFIRM - 1);
    show_each_prefix(&ls_probe_ssh, BANNER, sizeof BANNER - 1, sizeof BANNER - 1);
}
END_TEST

START_TEST(others_are_refused)
{
    show_neighbours(&ls_probe_rdp);
    show_noise(&ls_probe_rdp, SHOW_STREAM);
    show_neighbours(&ls_probe_ssh);
    show_noise(&ls_probe_ssh, SHOW_STREAM);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rdp");
    TCase *tests = show_tests(suite);
    tcase_add_test(tests, a_cookie_or_a_negotiation_is_proof);
    tcase_add_test(tests, x224_of_others_is_refused);
    tcase_add_test(tests, rdp_lengths_must_agree);
    tcase_add_test(tests, a_banner_is_a_line);
    tcase_add_test(tests, other_lines_are_no_banner);
    tcase_add_test(tests, every_truncation);
    tcase_add_test(tests, others_are_refused);
    return show_run(suite);
}
