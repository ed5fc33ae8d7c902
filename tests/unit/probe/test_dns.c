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

#define NAME_POOL                                                                                  \
    "\x06pool01\x07"                                                                               \
    "contoso\x04test\x00"
#define ASK_POOL NAME_POOL "\x00\x01\x00\x01"
#define A_REST   "\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\x0a\x00\x0a\x0b"
/* pool01 is an alias of fe01, whose name ends in the question's: 0xc013 is "contoso.test" */
#define CNAME                                                                                      \
    "\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x3c\x00\x07\x04"                                         \
    "fe01\xc0\x13"
#define CHAIN                                                                                      \
    HEAD("\x81\x80", "\x01", "\x03")                                                               \
    ASK_POOL CNAME                                                                                 \
        "\xc0\x31" A_REST                                                                          \
        "\xc0\x31\x00\x1c\x00\x01\x00\x00\x00\x3c\x00\x10\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x11"

START_TEST(answers_give_names_their_addresses)
{
    ck_assert_int_eq(
        SHOW(&ls_probe_dns, HEAD("\x81\x80", "\x01", "\x01") ASK_POOL "\xc0\x0c" A_REST, 0),
        LS_YES);
    ck_assert(shown_fact(LS_FACT_DNS_ANSWER, "10.0.10.11 pool01.contoso.test"));
    ck_assert_int_eq(SHOW(&ls_probe_dns, CHAIN, 0), LS_YES);
    ck_assert(shown_fact(LS_FACT_DNS_ANSWER, "10.0.10.11 fe01.contoso.test"));
    ck_assert(shown_fact(LS_FACT_DNS_ANSWER, "10.0.10.11 pool01.contoso.test"));
    ck_assert(shown_fact(LS_FACT_DNS_ANSWER, "fd00::11 fe01.contoso.test"));
    for (size_t k = 0; k < sizeof CHAIN - 1; k++) {
        enum ls_answer answer = show(&ls_probe_dns, 0, CHAIN, k, SHOW_CUT);
        ck_assert(k < 12 + sizeof ASK_POOL - 1 ? answer == LS_MAYBE : answer >= LS_YES);
    }
}
END_TEST

static size_t answers_noted(void)
{
    struct ls_arena *arena = ls_arena_new();
    const struct ls_evidence *evidence = ls_draft_evidence(&shown, arena);
    struct ls_fact fact;
    size_t count = 0;
    for (size_t at = 0; ls_fact_next(evidence, &at, &fact);)
        count += fact.kind == LS_FACT_DNS_ANSWER;
    ls_arena_free(arena);
    return count;
}

/* Refused, failed and forged answers still prove DNS, and give no address. */
START_TEST(not_every_record_is_an_address)
{
    static const char reply[] = HEAD("\x81\x80", "\x01", "\x01") ASK_POOL "\xc0\x0c" A_REST;
    enum { REPLY_BYTES = sizeof reply - 1, RECORD_AT = REPLY_BYTES - 16 };
    static const struct {
        size_t at;
        uint8_t value;
    } wrong[] = {
        {3, 0x83},                  /* no such name */
        {RECORD_AT + 1, 0x0d},      /* a pointer into the middle of a label's text */
        {RECORD_AT + 1, 0x2f},      /* forwards */
        {RECORD_AT + 1, RECORD_AT}, /* to itself */
        {RECORD_AT + 3, 16},        /* text */
        {RECORD_AT + 5, 3},         /* CHAOS */
        {RECORD_AT + 11, 3},        /* three bytes are no address */
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        show_changed(&ls_probe_dns, reply, REPLY_BYTES, wrong[i].at, wrong[i].value, 0);
        ck_assert_msg(answers_noted() == 0, "case %zu", i);
    }
    show(&ls_probe_dns, 1, reply, REPLY_BYTES, 0);
    ck_assert_uint_eq(answers_noted(), 1);
}
END_TEST

START_TEST(answers_are_bounded)
{
    char bytes[12 + sizeof ASK_POOL - 1 + 40 * 16] = HEAD("\x81\x80", "\x01", "\x28") ASK_POOL;
    size_t n = 12 + sizeof ASK_POOL - 1;
    for (int i = 0; i < 40; i++, n += 16) {
        memcpy(bytes + n, "\xc0\x0c" A_REST, 16);
        bytes[n + 15] = (char)i;
    }
    ck_assert_int_eq(show(&ls_probe_dns, 1, bytes, n, 0), LS_YES);
    ck_assert_uint_eq(answers_noted(), 16);
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
    tcase_add_test(tests, answers_give_names_their_addresses);
    tcase_add_test(tests, not_every_record_is_an_address);
    tcase_add_test(tests, answers_are_bounded);
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
