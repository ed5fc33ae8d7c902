/* test_dhcp.c - DHCP, and the options that make it Lync's */
#include "show.h"

enum { OPTIONS_AT = 240 };

#define INFORM "\x35\x01\x08\x3c\x0cMS-UC-Client\x37\x02\x78\x2b"
#define OPTION_43                                                                                  \
    "\x2b\x55\x01\x0cMS-UC-Client\x02\x05https\x03\x12lync01.contoso.com\x04\x03"                  \
    "443\x05%/CertProv/CertProvisioningService.svc"
#define OPTION_120                                                                                 \
    "\x78\x15\x00\x06lync01\x07"                                                                   \
    "contoso\x03"                                                                                  \
    "com\x00"

static uint8_t message[1024];

/* Makes a message with options, ended by 255; returns its size. */
static size_t make(uint8_t op, const char *options, size_t n)
{
    memset(message, 0, sizeof message);
    message[0] = op;
    message[1] = 1;
    message[2] = 6;
    memcpy(message + 236, "\x63\x82\x53\x63", 4);
    memcpy(message + OPTIONS_AT, options, n);
    message[OPTIONS_AT + n] = 255;
    return OPTIONS_AT + n + 1;
}

static enum ls_answer look(uint8_t op, const char *options, size_t n)
{
    return show(&ls_probe_dhcp, 0, message, make(op, options, n), 0);
}
#define LOOK(op, options) look(op, options, sizeof(options) - 1)

START_TEST(a_lync_client_says_so_in_option_60)
{
    ck_assert_int_eq(LOOK(1, INFORM), LS_YES);
    ck_assert(shown_is(LS_PROTO_DHCP));
    ck_assert_uint_eq(shown.made.client, 0);
    ck_assert(shown.made.marks & LS_MARK_DHCP_LYNC);
    ck_assert(shown_fact(LS_FACT_DHCP_VENDOR, "MS-UC-Client"));
}
END_TEST

START_TEST(an_answer_tells_registrar_and_web_server)
{
    ck_assert_int_eq(LOOK(2, "\x35\x01\x05" OPTION_43 OPTION_120), LS_YES);
    ck_assert_uint_eq(shown.made.client, 1);
    ck_assert(shown.made.marks & LS_MARK_DHCP_LYNC);
    ck_assert(shown_fact(LS_FACT_DHCP_SIP_SERVER, "lync01.contoso.com"));
    ck_assert(shown_fact(LS_FACT_DHCP_WEB_SERVER, "lync01.contoso.com"));
}
END_TEST

START_TEST(option_43_or_120_alone_is_enough)
{
    ck_assert_int_eq(LOOK(2, "\x35\x01\x05" OPTION_120), LS_YES);
    ck_assert(shown.made.marks & LS_MARK_DHCP_LYNC);
    ck_assert_int_eq(LOOK(2, "\x35\x01\x05" OPTION_43), LS_YES);
    ck_assert(shown.made.marks & LS_MARK_DHCP_LYNC);
}
END_TEST

START_TEST(ordinary_dhcp_is_not_lyncs)
{
    ck_assert_int_eq(LOOK(1, "\x35\x01\x01\x3c\x08MSFT 5.0\x37\x03\x01\x78\x2b"), LS_YES);
    ck_assert(!(shown.made.marks & LS_MARK_DHCP_LYNC));
    ck_assert(shown_fact(LS_FACT_DHCP_VENDOR, "MSFT 5.0"));
    /* another vendor's option 43, and a SIP server by address */
    ck_assert_int_eq(LOOK(2, "\x35\x01\x05\x2b\x04\x01\x02xy\x78\x05\x01\x0a\x00\x00\x05"), LS_YES);
    ck_assert(!(shown.made.marks & LS_MARK_DHCP_LYNC));
    ck_assert(shown_fact(LS_FACT_DHCP_SIP_SERVER, "10.0.0.5"));
    /* a client may carry 43 and 120 back: that is not an answer */
    ck_assert_int_eq(LOOK(1, "\x35\x01\x03" OPTION_120), LS_YES);
    ck_assert(!(shown.made.marks & LS_MARK_DHCP_LYNC));
}
END_TEST

START_TEST(several_registrars_are_noted)
{
    ck_assert_int_eq(LOOK(2, "\x78\x09\x00\x01"
                             "a\x00\x01"
                             "b\x01"
                             "c\x00"),
                     LS_YES);
    ck_assert(shown_fact(LS_FACT_DHCP_SIP_SERVER, "a"));
    ck_assert(shown_fact(LS_FACT_DHCP_SIP_SERVER, "b.c"));
}
END_TEST

START_TEST(overload_carries_options_in_file_and_sname)
{
    size_t n = make(2, "\x35\x01\x05\x34\x01\x03", 6);
    memcpy(message + 44, OPTION_120 "\xff", sizeof OPTION_120);
    memcpy(message + 108, OPTION_43 "\xff", sizeof OPTION_43);
    ck_assert_int_eq(show(&ls_probe_dhcp, 0, message, n, 0), LS_YES);
    ck_assert(shown_fact(LS_FACT_DHCP_SIP_SERVER, "lync01.contoso.com"));
    ck_assert(shown_fact(LS_FACT_DHCP_WEB_SERVER, "lync01.contoso.com"));

    message[OPTIONS_AT + 5] = 2; /* sname alone */
    ck_assert_int_eq(show(&ls_probe_dhcp, 0, message, n, 0), LS_YES);
    ck_assert(shown_fact(LS_FACT_DHCP_SIP_SERVER, "lync01.contoso.com"));
    ck_assert(!shown_fact(LS_FACT_DHCP_WEB_SERVER, "lync01.contoso.com"));

    message[OPTIONS_AT + 5] = 4;
    ck_assert_int_eq(show(&ls_probe_dhcp, 0, message, n, 0), LS_NO);
}
END_TEST

START_TEST(overloaded_fields_must_end_inside)
{
    size_t n = make(2, "\x35\x01\x05\x34\x01\x02", 6);
    memset(message + 44, 7, 64); /* options of seven bytes: 64 is not reached evenly */
    ck_assert_int_ne(show(&ls_probe_dhcp, 0, message, n, 0), LS_YES);
}
END_TEST

START_TEST(lengths_and_values_must_be_right)
{
    ck_assert_int_eq(LOOK(3, INFORM), LS_NO);
    ck_assert_int_eq(LOOK(0, INFORM), LS_NO);
    ck_assert_int_eq(LOOK(1, "\x35\x02\x08\x01"), LS_NO);
    ck_assert_int_eq(LOOK(1, "\x35\x01\x00"), LS_NO);
    ck_assert_int_eq(LOOK(1, "\x35\x01\x13"), LS_NO);
    ck_assert_int_ne(LOOK(1, "\x35\x01\x01\x0c\x40xx"), LS_YES);
    size_t n = make(1, INFORM, sizeof INFORM - 1);
    ck_assert_int_eq(show_changed(&ls_probe_dhcp, message, n, 236, 0x64, 0), LS_NO);
    ck_assert_int_eq(show_changed(&ls_probe_dhcp, message, n, 2, 17, 0), LS_NO);
}
END_TEST

START_TEST(odd_lync_options_say_nothing)
{
    ck_assert_int_eq(LOOK(2, "\x78\x04\x00\x09"
                             "ab"),
                     LS_YES);
    ck_assert(!(shown.made.marks & LS_MARK_DHCP_LYNC));
    ck_assert_int_eq(LOOK(2, "\x2b\x03\x01\x0cM"), LS_YES);
    ck_assert(!(shown.made.marks & LS_MARK_DHCP_LYNC));
    ck_assert_int_eq(LOOK(2, "\x78\x03\x00\xc0\x00"), LS_YES);
    ck_assert(!(shown.made.marks & LS_MARK_DHCP_LYNC));
}
END_TEST

START_TEST(every_truncation)
{
    size_t n = make(1, INFORM, sizeof INFORM - 1);
    show_each_cut(&ls_probe_dhcp, message, n, OPTIONS_AT);
}
END_TEST

START_TEST(others_are_refused)
{
    show_neighbours(&ls_probe_dhcp);
    show_noise(&ls_probe_dhcp, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dhcp");
    TCase *tests = show_tests(suite);
    tcase_add_test(tests, a_lync_client_says_so_in_option_60);
    tcase_add_test(tests, an_answer_tells_registrar_and_web_server);
    tcase_add_test(tests, option_43_or_120_alone_is_enough);
    tcase_add_test(tests, ordinary_dhcp_is_not_lyncs);
    tcase_add_test(tests, several_registrars_are_noted);
    tcase_add_test(tests, overload_carries_options_in_file_and_sname);
    tcase_add_test(tests, overloaded_fields_must_end_inside);
    tcase_add_test(tests, lengths_and_values_must_be_right);
    tcase_add_test(tests, odd_lync_options_say_nothing);
    tcase_add_test(tests, every_truncation);
    tcase_add_test(tests, others_are_refused);
    return show_run(suite);
}
