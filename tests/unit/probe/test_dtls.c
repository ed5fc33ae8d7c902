/* test_dtls.c - DTLS records */
#include "show.h"

/* A ClientHello of 4 bytes (a version and two more), whole in one record. */
#define RECORD(type, epoch, n) type "\xfe\xfd\x00" epoch "\x00\x00\x00\x00\x00\x01\x00" n
#define MESSAGE(type)          type "\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00\x04\xfe\xfd\x00\x00"
#define HELLO                  RECORD("\x16", "\x00", "\x10") MESSAGE("\x01")
#define SERVER                 RECORD("\x16", "\x00", "\x10") MESSAGE("\x02")
#define DATA                   RECORD("\x17", "\x01", "\x10") "0123456789abcdef"

enum { HELLO_BYTES = 29 };

START_TEST(hellos_tell_who_is_client)
{
    ck_assert_int_eq(SHOW(&ls_probe_dtls, HELLO, 0), LS_YES);
    ck_assert(shown_is(LS_PROTO_DTLS));
    ck_assert_uint_eq(shown.made.client, 0);
    ck_assert_int_eq(SHOW(&ls_probe_dtls, SERVER, 0), LS_DONE);
    ck_assert_uint_eq(shown.made.client, 1);
    ck_assert(shown_fact(LS_FACT_TLS_VERSION, "\xfe\xfd"));
}
END_TEST

START_TEST(whole_encrypted_records_are_proof)
{
    ck_assert_int_eq(SHOW(&ls_probe_dtls, DATA, 0), LS_DONE);
    ck_assert_int_eq(SHOW(&ls_probe_dtls, DATA DATA, 0), LS_DONE);
    ck_assert_int_eq(SHOW(&ls_probe_dtls, DATA "x", 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_dtls, DATA, 29, 4, 4, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_dtls, DATA, 29, 4, 0, 0), LS_NO);
}
END_TEST

START_TEST(header_and_message_must_agree)
{
    static const struct {
        uint8_t at, value;
    } bad[] = {{0, 19}, {0, 24},  {1, 3},  {2, 0xfc}, {11, 0x50}, {12, 0}, {12, 15},
               {13, 0}, {13, 11}, {16, 3}, {21, 1},   {24, 5},    {25, 3}, {26, 3}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_int_lt(
            show_changed(&ls_probe_dtls, HELLO, HELLO_BYTES, bad[i].at, bad[i].value, 0), LS_YES);
}
END_TEST

/* A record never spans datagrams, so a whole datagram that ends amid one is something else. */
START_TEST(a_whole_datagram_that_is_too_short_is_refused)
{
    for (size_t n = 1; n < HELLO_BYTES; n++) {
        ck_assert_int_eq(show(&ls_probe_dtls, 0, HELLO, n, 0), LS_NO);
        ck_assert_int_eq(show(&ls_probe_dtls, 0, DATA, n, 0), LS_NO);
    }
}
END_TEST

/* DTLS 1.2, a cookie of 2 bytes, two suites, a server_name; the length of one part is changed. */
START_TEST(a_hello_tells_name_and_fingerprint)
{
    static const char body[] = "\xfe\xfd"
                               "0123456789abcdef0123456789abcdef"
                               "\x00\x02\xAA\xBB\x00\x04\xc0\x2b\x00\x2f\x01\x00"
                               "\x00\x12\x00\x00\x00\x0e\x00\x0c\x00\x00\x09"
                               "Edge.test";
    enum { BODY = sizeof body - 1, WHOLE = 13 + 12 + BODY };
    uint8_t bytes[WHOLE] = {0x16, 0xfe, 0xfd, [12] = 12 + BODY, 1, 0, 0, BODY, [24] = BODY};
    memcpy(bytes + 25, body, BODY);
    ck_assert_int_eq(show(&ls_probe_dtls, 0, bytes, WHOLE, 0), LS_YES);
    ck_assert(shown_fact(LS_FACT_TLS_SNI, "edge.test"));
    struct ls_evidence made = shown.made;
    struct ls_fact ja4;
    made.facts = shown.facts;
    ck_assert(ls_fact_find(&made, LS_FACT_TLS_JA4, &ja4));
    ck_assert_mem_eq(ja4.value.at, "dd2d020100_", 11);

    bytes[25 + 35] = 3; /* the cookie takes a byte of the suites: a hello all the same, unread */
    ck_assert_int_eq(show(&ls_probe_dtls, 0, bytes, WHOLE, 0), LS_YES);
    ck_assert(!shown_fact(LS_FACT_TLS_SNI, "edge.test"));
}
END_TEST

START_TEST(every_truncation)
{
    show_each_cut(&ls_probe_dtls, HELLO, HELLO_BYTES, HELLO_BYTES);
    show_each_cut(&ls_probe_dtls, DATA, 29, 29);
}
END_TEST

START_TEST(others_are_refused)
{
    show_neighbours(&ls_probe_dtls);
    show_noise(&ls_probe_dtls, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dtls");
    TCase *tests = show_tests(suite);
    tcase_add_test(tests, hellos_tell_who_is_client);
    tcase_add_test(tests, whole_encrypted_records_are_proof);
    tcase_add_test(tests, header_and_message_must_agree);
    tcase_add_test(tests, a_whole_datagram_that_is_too_short_is_refused);
    tcase_add_test(tests, a_hello_tells_name_and_fingerprint);
    tcase_add_test(tests, every_truncation);
    tcase_add_test(tests, others_are_refused);
    return show_run(suite);
}
