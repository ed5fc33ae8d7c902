/* test_ssrp.c - SQL Server Resolution Protocol: instances and the ports they announce */
#include "show.h"

#define TEXT   "ServerName;FE1;InstanceName;RTCLOCAL;IsClustered;No;Version;11.0.2100.60;tcp;49312;;"
#define ANSWER "\x05\x54\x00" TEXT

static const struct ls_announcement *announced(size_t i)
{
    size_t count;
    const struct ls_announcement *all = ls_draft_announced(&shown, &count);
    return i < count ? &all[i] : NULL;
}

START_TEST(a_request_names_the_instance)
{
    ck_assert_int_eq(SHOW(&ls_probe_ssrp, "\x04RTCLOCAL\0", 0), LS_YES);
    ck_assert(shown_is(LS_PROTO_SSRP));
    ck_assert_uint_eq(shown.made.client, 0);
    ck_assert(shown_fact(LS_FACT_SQL_INSTANCE, "RTCLOCAL"));
    ck_assert_int_eq(SHOW(&ls_probe_ssrp, "\x0f\x01RTC\0", 0), LS_YES);
    ck_assert(shown_fact(LS_FACT_SQL_INSTANCE, "RTC"));
}
END_TEST

START_TEST(an_answer_announces_the_port)
{
    ck_assert_int_eq(SHOW(&ls_probe_ssrp, ANSWER, 0), LS_YES);
    ck_assert_uint_eq(shown.made.client, 1);
    ck_assert(shown_fact(LS_FACT_SQL_INSTANCE, "RTCLOCAL"));
    ck_assert_ptr_nonnull(announced(0));
    ck_assert_uint_eq(announced(0)->port, 49312);
    ck_assert_uint_eq(announced(0)->ip_proto, 6);
    ck_assert_uint_eq(announced(0)->kind, LS_ANNOUNCE_SQL);
    ck_assert(ls_addr_is_unspecified(&announced(0)->addr));
    ck_assert_ptr_null(announced(1));
}
END_TEST

START_TEST(each_of_several_instances_is_noted)
{
#define TWO                                                                                        \
    "ServerName;A;InstanceName;RTC;IsClustered;No;Version;11.0.1.1;np;\\\\A\\pipe\\x;tcp;1433;;"   \
    "ServerName;A;InstanceName;LYNCLOCAL;IsClustered;No;Version;11.0.1.1;tcp;50001;;"
    char bytes[3 + sizeof TWO];
    memcpy(bytes + 3, TWO, sizeof TWO);
    bytes[0] = 5;
    bytes[1] = sizeof TWO - 1;
    bytes[2] = 0;
    ck_assert_int_eq(show(&ls_probe_ssrp, 1, bytes, 3 + sizeof TWO - 1, 0), LS_YES);
    ck_assert_uint_eq(announced(0)->port, 1433);
    ck_assert_uint_eq(announced(1)->port, 50001);
    ck_assert_uint_eq(announced(1)->side, 1);
    ck_assert(shown_fact(LS_FACT_SQL_INSTANCE, "LYNCLOCAL"));
}
END_TEST

START_TEST(the_administrators_answer_announces_its_port)
{
    ck_assert_int_eq(SHOW(&ls_probe_ssrp, "\x05\x06\x00\x01\x9a\x05", 0), LS_YES);
    ck_assert_uint_eq(announced(0)->port, 1434);
    ck_assert_int_eq(SHOW(&ls_probe_ssrp, "\x05\x06\x00\x02\x9a\x05", 0), LS_NO);
    ck_assert_int_eq(SHOW(&ls_probe_ssrp, "\x05\x06\x00\x01\x9a\x05\x00", 0), LS_NO);
}
END_TEST

START_TEST(one_byte_is_a_question_that_proves_nothing)
{
    ck_assert_int_eq(SHOW(&ls_probe_ssrp, "\x02", 0), LS_MAYBE);
    ck_assert_int_eq(SHOW(&ls_probe_ssrp, "\x03", 0), LS_MAYBE);
    ck_assert_int_eq(SHOW(&ls_probe_ssrp, "\x02\x00", 0), LS_NO);
    ck_assert_int_eq(SHOW(&ls_probe_ssrp, "\x01", 0), LS_NO);
}
END_TEST

START_TEST(names_have_1_to_32_bytes)
{
    char longest[] = "\x04"
                     "abcdefghijklmnopqrstuvwxyz123456";
    char longer[] = "\x04"
                    "abcdefghijklmnopqrstuvwxyz1234567";
    ck_assert_int_eq(show(&ls_probe_ssrp, 0, longest, sizeof longest, 0), LS_YES);
    ck_assert_int_eq(show(&ls_probe_ssrp, 0, longer, sizeof longer, 0), LS_NO);
    ck_assert_int_eq(SHOW(&ls_probe_ssrp, "\x04\0", 0), LS_NO);
    ck_assert_int_eq(SHOW(&ls_probe_ssrp,
                          "\x04"
                          "a\0b",
                          0),
                     LS_NO);
    ck_assert_int_eq(SHOW(&ls_probe_ssrp,
                          "\x04"
                          "a\x01\0",
                          0),
                     LS_NO);
}
END_TEST

/* Names of few letters are as frequent in noise as in requests: the answer proves them. */
START_TEST(short_names_prove_nothing_alone)
{
    static const char *const names[] = {"\x04\x41",
                                        "\x04\x41\x42",
                                        "\x0f\x01\x41",
                                        "\x04SQL\xca\xfd\xbe\xdd",
                                        "\x04\xca\xfd\xbe\xdd",
                                        "\x04\x83\x5c"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        ck_assert_int_eq(show(&ls_probe_ssrp, 0, names[i], strlen(names[i]) + 1, 0), LS_MAYBE);
    ck_assert_int_eq(SHOW(&ls_probe_ssrp, "\x04RTC\0", 0), LS_YES);
}
END_TEST

START_TEST(names_may_be_of_any_script)
{
    /* UTF-8 of two and three bytes, GBK, Shift JIS with a trail byte below 80 */
    ck_assert_int_eq(SHOW(&ls_probe_ssrp, "\x04SQL\xc3\xa4\0", 0), LS_YES);
    ck_assert_int_eq(SHOW(&ls_probe_ssrp, "\x04\xe6\x95\xb0\xe6\x8d\xae\0", 0), LS_YES);
    ck_assert(shown_fact(LS_FACT_SQL_INSTANCE, "\xe6\x95\xb0\xe6\x8d\xae"));
    ck_assert_int_eq(SHOW(&ls_probe_ssrp, "\x04\xca\xfd\xbe\xdd\0", 0), LS_MAYBE);
    ck_assert_int_eq(SHOW(&ls_probe_ssrp, "\x04\x83\x5c\0", 0), LS_MAYBE);
    /* no character of any of them */
    ck_assert_int_eq(SHOW(&ls_probe_ssrp, "\x04\xc3\0", 0), LS_NO);
    ck_assert_int_eq(SHOW(&ls_probe_ssrp, "\x04\x80\x80\0", 0), LS_NO);
    ck_assert_int_eq(SHOW(&ls_probe_ssrp, "\x04\xff\xff\0", 0), LS_NO);
    ck_assert_int_eq(SHOW(&ls_probe_ssrp, "\x04\xc3\x20\0", 0), LS_NO);
}
END_TEST

START_TEST(half_a_port_is_not_announced)
{
    static const char at[] = "ServerName;A;tcp;49312;;";
    char bytes[3 + sizeof at] = {5, sizeof at - 1, 0};
    memcpy(bytes + 3, at, sizeof at);
    size_t whole = 3 + strlen("ServerName;A;tcp;49312;");
    for (size_t n = 3 + 11; n <= 3 + sizeof at - 1; n++) {
        ck_assert_int_eq(show(&ls_probe_ssrp, 0, bytes, n, SHOW_CUT), LS_YES);
        ck_assert((announced(0) != NULL) == (n >= whole));
    }
}
END_TEST

START_TEST(the_worm_is_refused)
{
    uint8_t worm[376];
    memset(worm, 1, sizeof worm);
    worm[0] = 4;
    ck_assert_int_eq(show(&ls_probe_ssrp, 0, worm, sizeof worm, 0), LS_NO);
    memset(worm + 1, 'a', sizeof worm - 1);
    ck_assert_int_eq(show(&ls_probe_ssrp, 0, worm, sizeof worm, 0), LS_NO);
}
END_TEST

START_TEST(the_size_must_be_that_of_the_datagram)
{
    ck_assert_int_eq(show_changed(&ls_probe_ssrp, ANSWER, sizeof ANSWER - 1, 1, 0x53, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_ssrp, ANSWER, sizeof ANSWER - 1, 1, 0x55, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_ssrp, ANSWER, sizeof ANSWER - 1, 2, 1, 0), LS_NO);
}
END_TEST

START_TEST(odd_ports_are_not_announced)
{
    static const char *const odd[] = {"0", "65536", "99999999999999999999", "14x3", ""};
    char bytes[128];
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        int n = snprintf(bytes + 3, sizeof bytes - 3, "ServerName;A;tcp;%s;;", odd[i]);
        bytes[0] = 5;
        bytes[1] = (char)n;
        bytes[2] = 0;
        ck_assert_int_eq(show(&ls_probe_ssrp, 0, bytes, 3 + (size_t)n, 0), LS_YES);
        ck_assert_ptr_null(announced(0));
    }
}
END_TEST

START_TEST(every_truncation)
{
    show_each_cut(&ls_probe_ssrp, "\x04RTCLOCAL\0", 10, 10);
    show_each_cut(&ls_probe_ssrp, ANSWER, sizeof ANSWER - 1, 3 + 11);
}
END_TEST

START_TEST(others_are_refused)
{
    show_neighbours(&ls_probe_ssrp);
    show_noise(&ls_probe_ssrp, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ssrp");
    TCase *tests = show_tests(suite);
    tcase_add_test(tests, a_request_names_the_instance);
    tcase_add_test(tests, an_answer_announces_the_port);
    tcase_add_test(tests, each_of_several_instances_is_noted);
    tcase_add_test(tests, the_administrators_answer_announces_its_port);
    tcase_add_test(tests, one_byte_is_a_question_that_proves_nothing);
    tcase_add_test(tests, names_have_1_to_32_bytes);
    tcase_add_test(tests, short_names_prove_nothing_alone);
    tcase_add_test(tests, names_may_be_of_any_script);
    tcase_add_test(tests, half_a_port_is_not_announced);
    tcase_add_test(tests, the_worm_is_refused);
    tcase_add_test(tests, the_size_must_be_that_of_the_datagram);
    tcase_add_test(tests, odd_ports_are_not_announced);
    tcase_add_test(tests, every_truncation);
    tcase_add_test(tests, others_are_refused);
    return show_run(suite);
}
