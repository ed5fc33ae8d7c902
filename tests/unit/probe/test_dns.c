/* test_dns.c - DNS over UDP and TCP, mDNS, and NetBIOS names beside it */
#include "show.h"

#define HEAD(flags, qd, an) "\x12\x34" flags "\x00" qd "\x00" an "\x00\x00\x00\x00"
#define QNAME                                                                                      \
    "\x0f_sipinternaltls\x04_tcp\x07"                                                              \
    "contoso\x03"                                                                                  \
    "com\x00"
#define QUESTION QNAME "\x00\x21\x00\x01"
#define QUERY    HEAD("\x01\x00", "\x01", "\x00") QUESTION
#define RECORD                                                                                     \
    "\xc0\x0c\x00\x21\x00\x01\x00\x00\x00\x3c\x00\x04"                                             \
    "abcd"
#define REPLY HEAD("\x81\x80", "\x01", "\x01") QUESTION RECORD
#define MDNS                                                                                       \
    "\x00\x00\x84\x00\x00\x00\x00\x01\x00\x00\x00\x00" QNAME                                       \
    "\x00\x0c\x80\x01\x00\x00\x00\x3c\x00\x02"                                                     \
    "ab"
#define NBNAME  " FEEFFDFECACACACACACACACACACACAAA\x00"
#define NBQUERY HEAD("\x01\x10", "\x01", "\x00") NBNAME "\x00\x20\x00\x01"

enum { QUERY_BYTES = sizeof QUERY - 1 };

START_TEST(a_query_names_what_is_sought)
{
    ck_assert_int_eq(SHOW(&ls_probe_dns, QUERY, 0), LS_YES);
    ck_assert(shown_is(LS_PROTO_DNS));
    ck_assert_uint_eq(shown.made.client, 0);
    ck_assert(shown_fact(LS_FACT_DNS_NAME, "_sipinternaltls._tcp.contoso.com"));
}
END_TEST

START_TEST(a_reply_comes_from_the_server)
{
    ck_assert_int_eq(SHOW(&ls_probe_dns, REPLY, 0), LS_YES);
    ck_assert_uint_eq(shown.made.client, 1);
}
END_TEST

START_TEST(an_mdns_answer_has_no_question)
{
    ck_assert_int_eq(SHOW(&ls_probe_dns, MDNS, 0), LS_YES);
    ck_assert_int_eq(show_changed(&ls_probe_dns, MDNS, sizeof MDNS - 1, 7, 0, 0), LS_NO);
}
END_TEST

START_TEST(a_stream_has_a_length_before_each_message)
{
    char bytes[2 * (QUERY_BYTES + 2)];
    for (int i = 0; i < 2; i++) {
        bytes[i * (QUERY_BYTES + 2)] = 0;
        bytes[i * (QUERY_BYTES + 2) + 1] = QUERY_BYTES;
        memcpy(bytes + i * (QUERY_BYTES + 2) + 2, QUERY, QUERY_BYTES);
    }
    ck_assert_int_eq(show(&ls_probe_dns, 1, bytes, sizeof bytes, SHOW_STREAM), LS_YES);
    ck_assert_uint_eq(shown.made.client, 1);
    ck_assert_uint_eq(shown_used[1], QUERY_BYTES + 2);
    show_each_prefix(&ls_probe_dns, bytes, QUERY_BYTES + 2, QUERY_BYTES + 2);
    bytes[1] = QUERY_BYTES - 1;
    ck_assert_int_eq(show(&ls_probe_dns, 0, bytes, sizeof bytes, SHOW_STREAM), LS_NO);
    bytes[1] = 16;
    ck_assert_int_eq(show(&ls_probe_dns, 0, bytes, sizeof bytes, SHOW_STREAM), LS_NO);
}
END_TEST

START_TEST(a_flow_is_followed_for_a_number_of_names)
{
    uint8_t state = 0;
    int seen = 1;
    while (show_with(&ls_probe_dns, &state, 0, QUERY, QUERY_BYTES, 0) == LS_YES)
        seen++;
    ck_assert_int_eq(seen, 32);
}
END_TEST

START_TEST(the_header_must_be_sane)
{
    ck_assert_int_eq(show_changed(&ls_probe_dns, QUERY, QUERY_BYTES, 3, 0x40, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_dns, QUERY, QUERY_BYTES, 3, 0x03, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_dns, QUERY, QUERY_BYTES, 2, 0x31, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_dns, QUERY, QUERY_BYTES, 4, 1, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_dns, QUERY, QUERY_BYTES, 6, 1, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_dns, QUERY, QUERY_BYTES, 5, 0, 0), LS_NO);
}
END_TEST

START_TEST(names_must_be_walked)
{
    ck_assert_int_eq(show_changed(&ls_probe_dns, QUERY, QUERY_BYTES, 12, 64, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_dns, QUERY, QUERY_BYTES, 12, 63, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_dns, QUERY, QUERY_BYTES, 13, 7, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_dns, QUERY, QUERY_BYTES, QUERY_BYTES - 1, 2, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_dns, QUERY, QUERY_BYTES, QUERY_BYTES - 3, 0, 0), LS_NO);
}
END_TEST

START_TEST(a_name_ends_at_255_bytes)
{
    char bytes[12 + 8 * 33 + 5] = HEAD("\x01\x00", "\x01", "\x00");
    for (int i = 0; i < 8; i++) {
        bytes[12 + i * 33] = 32;
        memset(bytes + 12 + i * 33 + 1, 'a', 32);
    }
    memcpy(bytes + 12 + 8 * 33, "\x00\x00\x01\x00\x01", 5);
    ck_assert_int_eq(show(&ls_probe_dns, 0, bytes, sizeof bytes, 0), LS_NO);
    memcpy(bytes + 12 + 7 * 33, "\x00\x00\x01\x00\x01", 5);
    ck_assert_int_eq(show(&ls_probe_dns, 0, bytes, 12 + 7 * 33 + 5, 0), LS_YES);
}
END_TEST

START_TEST(a_record_must_fit)
{
    ck_assert_int_eq(show_changed(&ls_probe_dns, REPLY, sizeof REPLY - 1, sizeof REPLY - 6, 5, 0),
                     LS_NO);
}
END_TEST

START_TEST(every_truncation)
{
    show_each_cut(&ls_probe_dns, QUERY, QUERY_BYTES, QUERY_BYTES);
    show_each_cut(&ls_probe_dns, REPLY, sizeof REPLY - 1, QUERY_BYTES);
    show_each_cut(&ls_probe_nbns, NBQUERY, sizeof NBQUERY - 1, sizeof NBQUERY - 1);
    show_each_short(&ls_probe_nbns, NBQUERY, sizeof NBQUERY - 1);
}
END_TEST

START_TEST(netbios_names_are_letters_a_to_p)
{
    ck_assert_int_eq(SHOW(&ls_probe_nbns, NBQUERY, 0), LS_DONE);
    ck_assert(shown_is(LS_PROTO_NBNS));
    ck_assert_uint_eq(shown.made.client, 0);
    ck_assert_int_eq(show_changed(&ls_probe_nbns, NBQUERY, sizeof NBQUERY - 1, 2, 0x85, 0),
                     LS_DONE);
    ck_assert_uint_eq(shown.made.client, 1);
    ck_assert_int_eq(show_changed(&ls_probe_nbns, NBQUERY, sizeof NBQUERY - 1, 13, 'Q', 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_nbns, NBQUERY, sizeof NBQUERY - 1, 12, 31, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_nbns, NBQUERY, sizeof NBQUERY - 1, 47, 1, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_nbns, NBQUERY, sizeof NBQUERY - 1, 2, 0x11, 0), LS_NO);
    ck_assert_int_eq(SHOW(&ls_probe_nbns, QUERY, 0), LS_NO);
}
END_TEST

START_TEST(others_are_refused)
{
    show_neighbours(&ls_probe_dns);
    show_noise(&ls_probe_dns, 0);
    show_noise(&ls_probe_dns, SHOW_STREAM);
    show_neighbours(&ls_probe_nbns);
    show_noise(&ls_probe_nbns, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dns");
    TCase *tests = show_tests(suite);
    tcase_add_test(tests, a_query_names_what_is_sought);
    tcase_add_test(tests, a_reply_comes_from_the_server);
    tcase_add_test(tests, an_mdns_answer_has_no_question);
    tcase_add_test(tests, a_stream_has_a_length_before_each_message);
    tcase_add_test(tests, a_flow_is_followed_for_a_number_of_names);
    tcase_add_test(tests, the_header_must_be_sane);
    tcase_add_test(tests, names_must_be_walked);
    tcase_add_test(tests, a_name_ends_at_255_bytes);
    tcase_add_test(tests, a_record_must_fit);
    tcase_add_test(tests, every_truncation);
    tcase_add_test(tests, netbios_names_are_letters_a_to_p);
    tcase_add_test(tests, others_are_refused);
    return show_run(suite);
}
