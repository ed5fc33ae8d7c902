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
    tcase_add_test(tests, every_truncation);
    tcase_add_test(tests, others_are_refused);
    return show_run(suite);
}
