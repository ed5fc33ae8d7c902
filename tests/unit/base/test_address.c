/* test_address.c - both families, prefixes, and what counts as outside. */
#include "lyncscope/address.h"

#include <arpa/inet.h>

#include "suite.h"

static struct ls_addr addr(const char *text)
{
    struct ls_addr a;
    ck_assert_msg(ls_addr_parse(text, &a), "%s", text);
    return a;
}

START_TEST(addresses_survive_print_and_parse)
{
    static const char *const texts[] = {"10.0.10.11", "255.255.255.255", "fd00::11",
                                        "::", "2001:db8::1"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char text[LS_ADDR_TEXT];
        struct ls_addr a = addr(texts[i]);
        ck_assert_str_eq(ls_addr_format(&a, text), texts[i]);
    }
    struct ls_addr a;
    ck_assert(!ls_addr_parse("10.0.0", &a));
    ck_assert(!ls_addr_parse("10.0.0.256", &a));
    ck_assert(!ls_addr_parse("fe01.contoso.test", &a));
}
END_TEST

START_TEST(prefixes_hold_what_they_should)
{
    struct ls_prefix p;
    struct ls_addr in = addr("10.20.255.255"), out = addr("10.21.0.0");
    ck_assert(ls_prefix_parse("10.20.0.0/16", &p));
    ck_assert_uint_eq(p.bits, 112);
    ck_assert(ls_prefix_holds(&p, &in));
    ck_assert(!ls_prefix_holds(&p, &out));
    ck_assert(ls_prefix_parse("10.20.0.0/9", &p));
    ck_assert(ls_prefix_holds(&p, &out));
    struct ls_addr six = addr("fd00::1");
    ck_assert(!ls_prefix_holds(&p, &six));
    ck_assert(ls_prefix_parse("fd00::/8", &p) && ls_prefix_holds(&p, &six));
    ck_assert(ls_prefix_parse("10.0.0.1", &p) && p.bits == 128);
    ck_assert(!ls_prefix_parse("10.0.0.0/33", &p));
    ck_assert(!ls_prefix_parse("10.0.0.0/", &p));
    ck_assert(!ls_prefix_parse("10.0.0.0/-1", &p));
    ck_assert(!ls_prefix_parse("::/129", &p));
}
END_TEST

START_TEST(outside_is_what_no_private_range_holds)
{
    static const struct {
        const char *text;
        bool global;
    } cases[] = {{"8.8.8.8", true},      {"203.0.113.9", true}, {"172.32.0.1", true},
                 {"172.31.0.1", false},  {"10.0.0.1", false},   {"192.168.1.1", false},
                 {"169.254.1.1", false}, {"224.0.0.1", false},  {"255.255.255.255", false},
                 {"100.64.0.1", false},  {"fd00::1", false},    {"fe80::1", false},
                 {"ff02::1", false},     {"::1", false},        {"2001:db8::1", true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ls_addr a = addr(cases[i].text);
        ck_assert_msg(ls_addr_is_global(&a) == cases[i].global, "%s", cases[i].text);
    }
    struct ls_addr a = addr("255.255.255.255"), zero = addr("0.0.0.0");
    ck_assert(ls_addr_is_multicast(&a));
    ck_assert(ls_addr_is_unspecified(&zero));
}
END_TEST

/* Every set of groups that are zero, with groups of every width: the text is inet_ntop's. */
START_TEST(ipv6_is_written_as_the_library_does)
{
    static const unsigned widths[] = {0x1, 0xab, 0xabc, 0xffff, 0x1000, 0x10};
    for (unsigned zeros = 0; zeros < 256; zeros++)
        for (unsigned turn = 0; turn < sizeof widths / sizeof *widths; turn++) {
            char text[LS_ADDR_TEXT], theirs[LS_ADDR_TEXT];
            struct ls_addr one;
            for (unsigned i = 0; i < 8; i++) {
                unsigned width = widths[(i + turn) % (sizeof widths / sizeof *widths)];
                unsigned group = zeros >> i & 1 ? 0 : width;
                one.bytes[2 * i] = (uint8_t)(group >> 8);
                one.bytes[2 * i + 1] = (uint8_t)group;
            }
            if (ls_addr_is_v4(&one))
                continue;
            ck_assert_str_eq(ls_addr_format(&one, text),
                             inet_ntop(AF_INET6, one.bytes, theirs, sizeof theirs));
        }
}
END_TEST

int main(void)
{
    TCase *tests;
    Suite *suite = suite_of("address", &tests);
    tcase_add_test(tests, ipv6_is_written_as_the_library_does);
    tcase_add_test(tests, addresses_survive_print_and_parse);
    tcase_add_test(tests, prefixes_hold_what_they_should);
    tcase_add_test(tests, outside_is_what_no_private_range_holds);
    return suite_run(suite);
}
