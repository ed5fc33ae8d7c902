/* test_tds.c - TDS by its opening packets, with TLS inside them */
#include "show.h"

#define PRELOGIN                                                                                   \
    "\x12\x01\x00\x1a\x00\x00\x01\x00"                                                             \
    "\x00\x00\x0b\x00\x06\x01\x00\x11\x00\x01\xff\x0b\x00\x08\x34\x00\x00\x01"
#define ANSWER                                                                                     \
    "\x04\x01\x00\x1a\x00\x00\x01\x00"                                                             \
    "\x00\x00\x0b\x00\x06\x01\x00\x11\x00\x01\xff\x0b\x00\x08\x34\x00\x00\x01"
#define HELLO "\x12\x01\x00\x12\x00\x00\x01\x00\x16\x03\x01\x00\x05\x01\x00\x00\x01\x03"
#define LOGIN "\x10\x01\x00\x5e\x00\x00\x01\x00\x56\x00\x00\x00\x04\x00\x00\x74"

enum { PACKET = 26, PROOF = 8 + 11 };

START_TEST(prelogin_comes_from_both_sides)
{
    ck_assert_int_eq(SHOW(&ls_probe_tds, PRELOGIN, SHOW_STREAM), LS_YES);
    ck_assert(shown_is(LS_PROTO_TDS));
    ck_assert_uint_eq(shown.made.client, 0);
    ck_assert_uint_eq(shown_used[0], PACKET);
    ck_assert_int_eq(show(&ls_probe_tds, 1, ANSWER, PACKET, SHOW_STREAM), LS_YES);
    ck_assert_uint_eq(shown.made.client, 0);
}
END_TEST

START_TEST(tls_inside_is_seen)
{
    ck_assert_int_eq(SHOW(&ls_probe_tds, PRELOGIN HELLO, SHOW_STREAM), LS_DONE);
    ck_assert_uint_eq(shown.made.depth, 2);
    ck_assert(shown_is(LS_PROTO_TLS));
}
END_TEST

START_TEST(tls_is_seen_in_a_later_view)
{
    uint8_t state[16] = {0};
    ck_assert_uint_le(ls_probe_tds.state_bytes, sizeof state);
    ck_assert_int_eq(show_with(&ls_probe_tds, state, 0, PRELOGIN, PACKET, SHOW_STREAM), LS_YES);
    ck_assert_int_eq(show_with(&ls_probe_tds, state, 1, ANSWER, PACKET, SHOW_STREAM), LS_YES);
    ck_assert_int_eq(show_with(&ls_probe_tds, state, 0, HELLO, 18, SHOW_STREAM), LS_DONE);
    ck_assert(shown_is(LS_PROTO_TLS));
}
END_TEST

START_TEST(a_login_without_prelogin_is_enough)
{
    show_each_prefix(&ls_probe_tds, LOGIN, 16, 16);
    ck_assert_int_eq(show_changed(&ls_probe_tds, LOGIN, 16, 15, 0x75, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_tds, LOGIN, 16, 8, 0x55, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_tds, LOGIN, 16, 11, 0x01, SHOW_STREAM), LS_NO);
}
END_TEST

START_TEST(options_must_lie_inside)
{
    ck_assert_int_eq(show_changed(&ls_probe_tds, PRELOGIN, PACKET, 10, 0x0d, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_tds, PRELOGIN, PACKET, 9, 0x01, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_tds, PRELOGIN, PACKET, 17, 0x02, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_tds, PRELOGIN, PACKET, 8, 1, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_tds, PRELOGIN, PACKET, 12, 5, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_tds, PRELOGIN, PACKET, 13, 9, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_tds, PRELOGIN, PACKET, 18, 2, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_tds, PRELOGIN, PACKET, 13, 0, SHOW_STREAM), LS_NO);
}
END_TEST

START_TEST(the_header_must_be_right)
{
    ck_assert_int_eq(show_changed(&ls_probe_tds, PRELOGIN, PACKET, 0, 0x11, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_tds, PRELOGIN, PACKET, 1, 0x40, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_tds, PRELOGIN, PACKET, 3, 8, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_tds, PRELOGIN, PACKET, 2, 0x80, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_tds, PRELOGIN, PACKET, 7, 1, SHOW_STREAM), LS_NO);
}
END_TEST

START_TEST(every_truncation)
{
    show_each_prefix(&ls_probe_tds, PRELOGIN, PACKET, PROOF);
}
END_TEST

START_TEST(others_are_refused)
{
    show_neighbours(&ls_probe_tds);
    show_noise(&ls_probe_tds, SHOW_STREAM);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tds");
    TCase *tests = show_tests(suite);
    tcase_add_test(tests, prelogin_comes_from_both_sides);
    tcase_add_test(tests, tls_inside_is_seen);
    tcase_add_test(tests, tls_is_seen_in_a_later_view);
    tcase_add_test(tests, a_login_without_prelogin_is_enough);
    tcase_add_test(tests, options_must_lie_inside);
    tcase_add_test(tests, the_header_must_be_right);
    tcase_add_test(tests, every_truncation);
    tcase_add_test(tests, others_are_refused);
    return show_run(suite);
}
