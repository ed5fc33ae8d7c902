/* test_kerberos.c - Kerberos over UDP and TCP, and the password change protocol */
#include "show.h"

/* AS-REQ and AS-REP with bodies that are not read; lengths fit each other. */
#define AS_REQ   "\x6a\x10\x30\x0e\xa1\x03\x02\x01\x05\xa2\x03\x02\x01\x0a\xa4\x02\x30\x00"
#define AS_REP   "\x6b\x0c\x30\x0a\xa0\x03\x02\x01\x05\xa1\x03\x02\x01\x0b"
#define ERROR_   "\x7e\x0c\x30\x0a\xa0\x03\x02\x01\x05\xa1\x03\x02\x01\x1e"
#define AP_REQ   "\x6e\x0c\x30\x0a\xa0\x03\x02\x01\x05\xa1\x03\x02\x01\x0e"
#define PASSWORD "\x00\x16\xff\x80\x00\x0e" AP_REQ "ab"

enum { PROOF = 14 };

START_TEST(requests_come_from_the_client)
{
    ck_assert_int_eq(SHOW(&ls_probe_kerberos, AS_REQ, 0), LS_DONE);
    ck_assert(shown_is(LS_PROTO_KERBEROS));
    ck_assert_uint_eq(shown.made.client, 0);
    ck_assert_int_eq(SHOW(&ls_probe_kerberos, AS_REP, 0), LS_DONE);
    ck_assert_uint_eq(shown.made.client, 1);
    ck_assert_int_eq(SHOW(&ls_probe_kerberos, ERROR_, 0), LS_DONE);
    ck_assert_uint_eq(shown.made.client, 1);
}
END_TEST

START_TEST(long_lengths_are_read)
{
    char bytes[8 + 12 + 200] = "\x6a\x81\xd7\x30\x81\xd4\xa1\x03\x02\x01\x05\xa2\x03\x02\x01\x0a";
    ck_assert_int_eq(show(&ls_probe_kerberos, 0, bytes, 3 + 0xd7, 0), LS_DONE);
    ck_assert_int_eq(show(&ls_probe_kerberos, 0, bytes, 3 + 0xd6, 0), LS_NO);
}
END_TEST

START_TEST(a_stream_has_a_length_before_it)
{
    show_each_prefix(&ls_probe_kerberos, "\x00\x00\x00\x12" AS_REQ, 4 + sizeof AS_REQ - 1,
                     4 + PROOF);
    ck_assert_int_eq(SHOW(&ls_probe_kerberos, "\x00\x00\x00\x11" AS_REQ, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(SHOW(&ls_probe_kerberos, "\x80\x00\x00\x12" AS_REQ, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(SHOW(&ls_probe_kerberos, AS_REQ, SHOW_STREAM), LS_NO);
}
END_TEST

START_TEST(a_password_change_holds_a_request)
{
    ck_assert_int_eq(SHOW(&ls_probe_kerberos, PASSWORD, 0), LS_DONE);
    ck_assert_int_eq(show_changed(&ls_probe_kerberos, PASSWORD, 22, 1, 0x17, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_kerberos, PASSWORD, 22, 3, 0x81, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_kerberos, PASSWORD, 22, 5, 0x11, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_kerberos, PASSWORD, 22, 5, 0, 0), LS_NO);
    ck_assert_int_eq(SHOW(&ls_probe_kerberos, "\x00\x00\x00\x16" PASSWORD, SHOW_STREAM), LS_DONE);
}
END_TEST

/* Every byte up to the proof matters: no other value may pass, but for the one named. */
START_TEST(every_field_is_checked)
{
    for (size_t at = 0; at < PROOF; at++)
        for (int value = 0; value < 256; value++)
            if ((uint8_t)AS_REP[at] != value)
                ck_assert_int_lt(show_changed(&ls_probe_kerberos, AS_REP, PROOF, at, value, 0),
                                 LS_YES);
}
END_TEST

START_TEST(every_truncation)
{
    show_each_cut(&ls_probe_kerberos, AS_REQ, sizeof AS_REQ - 1, PROOF);
    show_each_cut(&ls_probe_kerberos, PASSWORD, sizeof PASSWORD - 1, 6 + PROOF);
}
END_TEST

START_TEST(others_are_refused)
{
    show_neighbours(&ls_probe_kerberos);
    show_noise(&ls_probe_kerberos, 0);
    show_noise(&ls_probe_kerberos, SHOW_STREAM);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("kerberos");
    TCase *tests = show_tests(suite);
    tcase_add_test(tests, requests_come_from_the_client);
    tcase_add_test(tests, long_lengths_are_read);
    tcase_add_test(tests, a_stream_has_a_length_before_it);
    tcase_add_test(tests, a_password_change_holds_a_request);
    tcase_add_test(tests, every_field_is_checked);
    tcase_add_test(tests, every_truncation);
    tcase_add_test(tests, others_are_refused);
    return show_run(suite);
}
