/* test_dhcp.c - DHCP, and the options that make it Lync's */
#include "show.h"

enum { CHADDR_END = 44, OPTIONS_AT = 240 };

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
    show_each_cut(&ls_probe_dhcp, message, n, CHADDR_END);
    show_each_short(&ls_probe_dhcp, message, n);
    ck_assert_int_eq(show(&ls_probe_dhcp, 0, message, CHADDR_END, SHOW_CUT), LS_YES);
    ck_assert(shown_is(LS_PROTO_DHCP));
    ck_assert_uint_eq(shown.made.client, 0);
}
END_TEST

START_TEST(what_stands_before_cut_options_must_be_right)
{
    static const struct {
        uint8_t at, value;
    } wrong[] = {{1, 6}, {2, 8}, {3, 17}, {10, 1}, {11, 1}, {34, 1}, {36, 1}, {43, 1}};
    make(2, INFORM, sizeof INFORM - 1);
    memset(message + 28, 0xab, 6); /* the address may be any */
    message[10] = 0x80;
    ck_assert_int_eq(show(&ls_probe_dhcp, 0, message, CHADDR_END, SHOW_CUT), LS_YES);
    ck_assert_uint_eq(shown.made.client, 1);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        ck_assert_int_eq(show_changed(&ls_probe_dhcp, message, CHADDR_END, wrong[i].at,
                                      wrong[i].value, SHOW_CUT),
                         LS_MAYBE);
}
END_TEST

START_TEST(a_repeated_option_goes_on)
{
    static const char first[] = "\x2b\x12\x01\x0cMS-UC-Client\x03\x06we\x78\x04\x00\x02ly";
    static const char then[] = "\x2b\x04"
                               "b.ab\x78\x03\x01"
                               "a\x00";
    char both[sizeof first + sizeof then];
    memcpy(both, first, sizeof first - 1);
    memcpy(both + sizeof first - 1, then, sizeof then - 1);
    ck_assert_int_eq(look(2, both, sizeof first + sizeof then - 2), LS_YES);
    ck_assert(shown_fact(LS_FACT_DHCP_WEB_SERVER, "web.ab"));
    ck_assert(shown_fact(LS_FACT_DHCP_SIP_SERVER, "ly.a"));
    /* more than anybody keeps: the first of it counts, and nothing breaks */
    char many[4 * 257];
    for (int i = 0; i < 4; i++) {
        memset(many + i * 257, 'x', 257);
        many[i * 257] = 0x2b;
        many[i * 257 + 1] = (char)0xff;
    }
    static uint8_t large[OPTIONS_AT + sizeof many + 1];
    make(2, "", 0);
    memcpy(large, message, OPTIONS_AT);
    memcpy(large + OPTIONS_AT, many, sizeof many);
    large[sizeof large - 1] = 255;
    ck_assert_int_eq(show(&ls_probe_dhcp, 0, large, sizeof large, 0), LS_YES);
    ck_assert(!(shown.made.marks & LS_MARK_DHCP_LYNC));
}
END_TEST

START_TEST(sub_options_come_in_any_order)
{
    ck_assert_int_eq(LOOK(2, "\x2b\x14\x03\x02we\x00\x01\x0cMS-UC-Client\xff"), LS_YES);
    ck_assert(shown_fact(LS_FACT_DHCP_WEB_SERVER, "we"));
    ck_assert_int_eq(LOOK(2, "\x2b\x13\x03\x02we\x01\x0cMS-UC-Server\xff"), LS_YES);
    ck_assert(!shown_fact(LS_FACT_DHCP_WEB_SERVER, "we"));
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
    tcase_add_test(tests, what_stands_before_cut_options_must_be_right);
    tcase_add_test(tests, a_repeated_option_goes_on);
    tcase_add_test(tests, sub_options_come_in_any_order);
    tcase_add_test(tests, others_are_refused);
    return show_run(suite);
}
