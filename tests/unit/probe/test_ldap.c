/* test_ldap.c - LDAP over TCP and UDP, and SNMP, which begins alike */
#include "show.h"

#define BIND "\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\x00\x80\x00"
#define SEARCH                                                                                     \
    "\x30\x84\x00\x00\x00\x1b\x02\x01\x02\x63\x84\x00\x00\x00\x12"                                 \
    "\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\x87"
#define RESULT "\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00"
#define ENTRY  "\x30\x09\x02\x01\x02\x64\x04\x04\x00\x30\x00"
#define START_TLS                                                                                  \
    "\x30\x1d\x02\x01\x01\x77\x18\x80\x16"                                                         \
    "1.3.6.1.4.1.1466.20037"
#define SNMP_GET                                                                                   \
    "\x30\x17\x02\x01\x01\x04\x06public\xa0\x0a\x02\x01\x85\x02\x01\x00\x02\x01\x00\x30"
#define SNMP_TRAP "\x30\x10\x02\x01\x00\x04\x06public\xa4\x03\x06\x01\x2b"
#define SNMP_V3                                                                                    \
    "\x30\x14\x02\x01\x03\x30\x0d\x02\x01\x05\x02\x02\x05\xdc\x04\x01\x04\x02\x01\x03\x04\x00"

START_TEST(requests_come_from_the_client)
{
    ck_assert_int_eq(SHOW(&ls_probe_ldap, BIND, SHOW_STREAM), LS_DONE);
    ck_assert(shown_is(LS_PROTO_LDAP));
    ck_assert_uint_eq(shown.made.client, 0);
    ck_assert_int_eq(SHOW(&ls_probe_ldap, START_TLS, SHOW_STREAM), LS_DONE);
    ck_assert_int_eq(SHOW(&ls_probe_ldap, "\x30\x05\x02\x01\x03\x42\x00", SHOW_STREAM), LS_DONE);
}
END_TEST

START_TEST(answers_come_from_the_server)
{
    ck_assert_int_eq(SHOW(&ls_probe_ldap, RESULT, SHOW_STREAM), LS_DONE);
    ck_assert_uint_eq(shown.made.client, 1);
    ck_assert_int_eq(SHOW(&ls_probe_ldap, ENTRY, SHOW_STREAM), LS_DONE);
    ck_assert_uint_eq(shown.made.client, 1);
}
END_TEST

START_TEST(windows_writes_long_lengths)
{
    ck_assert_int_eq(show(&ls_probe_ldap, 0, SEARCH, 33, 0), LS_DONE);
    ck_assert_int_eq(show(&ls_probe_ldap, 0, SEARCH, 33, SHOW_STREAM), LS_DONE);
}
END_TEST

START_TEST(lengths_must_fit)
{
    ck_assert_int_eq(show_changed(&ls_probe_ldap, BIND, 14, 1, 0x0d, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_ldap, BIND, 14, 1, 0x09, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_ldap, BIND, 14, 6, 0x08, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_ldap, BIND, 14, 1, 0x80, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_ldap, BIND, 14, 1, 0x85, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_ldap, RESULT, 14, 11, 0x09, SHOW_STREAM), LS_NO);
}
END_TEST

START_TEST(fields_must_be_in_range)
{
    ck_assert_int_eq(show_changed(&ls_probe_ldap, BIND, 14, 9, 4, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_ldap, BIND, 14, 4, 0x80, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_ldap, BIND, 14, 5, 0x62, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_ldap, RESULT, 14, 9, 119, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_ldap, SEARCH, 33, 19, 9, SHOW_STREAM), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_ldap, START_TLS, 31, 9, 'x', SHOW_STREAM), LS_NO);
}
END_TEST

START_TEST(every_truncation)
{
    show_each_prefix(&ls_probe_ldap, BIND, 14, 12);
    show_each_prefix(&ls_probe_ldap, SEARCH, 33, 23);
    show_each_prefix(&ls_probe_ldap, RESULT, 14, 14);
    show_each_cut(&ls_probe_ldap, SEARCH, 33, 23);
    show_each_cut(&ls_probe_snmp, SNMP_GET, 25, 21);
    show_each_short(&ls_probe_snmp, SNMP_GET, 25);
}
END_TEST

START_TEST(snmp_of_each_version)
{
    ck_assert_int_eq(SHOW(&ls_probe_snmp, SNMP_GET, 0), LS_DONE);
    ck_assert(shown_is(LS_PROTO_SNMP));
    ck_assert_uint_eq(shown.made.client, 0);
    ck_assert_int_eq(show_changed(&ls_probe_snmp, SNMP_GET, 25, 13, 0xa2, 0), LS_DONE);
    ck_assert_uint_eq(shown.made.client, 1);
    ck_assert_int_eq(SHOW(&ls_probe_snmp, SNMP_TRAP, 0), LS_DONE);
    ck_assert_int_eq(SHOW(&ls_probe_snmp, SNMP_V3, 0), LS_DONE);
    ck_assert_uint_eq(shown.made.client, LS_SIDE_NONE);
}
END_TEST

START_TEST(snmp_fields_are_checked)
{
    ck_assert_int_eq(show_changed(&ls_probe_snmp, SNMP_GET, 25, 1, 0x16, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_snmp, SNMP_GET, 25, 1, 0x18, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_snmp, SNMP_GET, 25, 4, 2, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_snmp, SNMP_GET, 25, 13, 0xa9, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_snmp, SNMP_GET, 25, 14, 9, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_snmp, SNMP_GET, 25, 15, 4, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_snmp, SNMP_TRAP, 18, 15, 2, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_snmp, SNMP_V3, 22, 12, 0, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_snmp, SNMP_V3, 22, 19, 4, 0), LS_NO);
}
END_TEST

START_TEST(the_two_do_not_take_each_other)
{
    ck_assert_int_eq(SHOW(&ls_probe_ldap, SNMP_GET, 0), LS_NO);
    ck_assert_int_eq(SHOW(&ls_probe_ldap, SNMP_V3, 0), LS_NO);
    ck_assert_int_eq(SHOW(&ls_probe_snmp, BIND, 0), LS_NO);
    ck_assert_int_eq(SHOW(&ls_probe_snmp, RESULT, 0), LS_NO);
}
END_TEST

START_TEST(others_are_refused)
{
    show_neighbours(&ls_probe_ldap);
    show_noise(&ls_probe_ldap, 0);
    show_noise(&ls_probe_ldap, SHOW_STREAM);
    show_neighbours(&ls_probe_snmp);
    show_noise(&ls_probe_snmp, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ldap");
    TCase *tests = show_tests(suite);
    tcase_add_test(tests, requests_come_from_the_client);
    tcase_add_test(tests, answers_come_from_the_server);
    tcase_add_test(tests, windows_writes_long_lengths);
    tcase_add_test(tests, lengths_must_fit);
    tcase_add_test(tests, fields_must_be_in_range);
    tcase_add_test(tests, every_truncation);
    tcase_add_test(tests, snmp_of_each_version);
    tcase_add_test(tests, snmp_fields_are_checked);
    tcase_add_test(tests, the_two_do_not_take_each_other);
    tcase_add_test(tests, others_are_refused);
    return show_run(suite);
}
