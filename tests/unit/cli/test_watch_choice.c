/* test_watch_choice.c - filters of flows choose what they say, and no name reaches a look-up */
#include <stdlib.h>

#include "cli/watch/choice.h"
#include "watched.h"

static bool takes(const char *words, const struct made *made)
{
    struct ls_error error = {0};
    struct choice *choice = choice_new(words, LS_EN, &error);
    ck_assert_msg(choice != NULL, "%s: %s", words, error.text);
    ck_assert_str_eq(choice_text(choice), words);
    struct kept *kept = kept_new(&made->record, false);
    ck_assert_ptr_nonnull(kept);
    bool taken = choice_takes(choice, kept);
    kept_drop(kept);
    choice_free(choice);
    return taken;
}

START_TEST(addresses_ports_and_transports)
{
    static const char *const yes[] = {
        "tcp",
        "host 10.0.0.7",
        "src host 10.0.0.7 and dst port 5061",
        "dst host 10.0.0.9",
        "net 10.0.0.0/24",
        "net 10.0.0.0 mask 255.255.255.0",
        "(port 5061 or port 80) and not udp",
        "portrange 5060-5062",
        "!(port 80)&&ip",
        "ip proto 6",
        "--only documented tcp",
        "--only misplaced,documented",
    };
    static const char *const no[] = {
        "udp",  "host 10.0.0.8",    "src host 10.0.0.9",   "dst port 10000",
        "ip6",  "portrange 1-5060", "--only undocumented", "--only documented udp",
        "icmp", "net 10.1.0.0/16",  "host fd00::7",
    };
    struct made made;
    make_flow(&made, 0, 5061, LS_DOCUMENTED);
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        ck_assert_msg(takes(yes[i], &made), "%s", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        ck_assert_msg(!takes(no[i], &made), "%s", no[i]);
}
END_TEST

/* Source and destination are those of the record, whoever sent the first packet that was seen. */
START_TEST(the_initiator_is_the_source)
{
    struct made made;
    make_flow(&made, 0, 5061, LS_DOCUMENTED);
    made.verdict.initiator = 1;
    ck_assert(takes("src host 10.0.0.9 and src port 5061", &made));
    ck_assert(!takes("src host 10.0.0.7", &made));
}
END_TEST

START_TEST(version_6)
{
    struct made made;
    make_flow(&made, 0, 5061, LS_DOCUMENTED);
    made.summary.flags |= LS_FLOW_V6;
    ck_assert(ls_addr_parse("fd00::7", &made.summary.addr[0]));
    ck_assert(ls_addr_parse("fd00::9", &made.summary.addr[1]));
    ck_assert(takes("ip6 and host fd00::7 and dst port 5061", &made));
    ck_assert(takes("src net fd00::/16 and tcp", &made));
    ck_assert(!takes("dst host fd00::7", &made));
    ck_assert(!takes("ip", &made));
}
END_TEST

/* What libpcap would look up, and what no flow can answer. */
START_TEST(refused)
{
    static const char *const words[] = {
        "host fe01",
        "host www.example.com",
        "host 1.2.3.4.5",
        "host 10-20",
        "port http",
        "port sip-tls",
        "net loopback",
        "host 1abc",
        "ether host 0:1:2:3:4:5",
        "tcp[13] = 2",
        "len > 100",
        "greater 100",
        "vlan 3",
        "host",
        "port 99999",
        "and",
        "tcp port 5061 x",
        "--only nothing",
        "--fail-on low",
        "-r file",
        "host 10.0.0.7/8/9",
        "portrange a-b",
        "port 1-2",
        "proto tcp2",
        "host fe80::1%eth0",
        "broadcast",
        "multicast",
        "host \xff",
        "net 10.0.0.0/x",
        "host 123456789012",
    };
    struct ls_error error;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct choice *choice = choice_new(words[i], LS_EN, &error);
        ck_assert_msg(choice == NULL, "%s", words[i]);
        ck_assert_str_ne(error.text, "");
    }
    char *many = calloc(1, 1 << 16);
    memset(many, '(', (1 << 16) - 1);
    ck_assert_ptr_null(choice_new(many, LS_EN, &error));
    many[400] = '\0';
    ck_assert_ptr_null(choice_new(many, LS_EN, &error));
    free(many);
}
END_TEST

START_TEST(nothing_chooses_all)
{
    struct made made;
    make_flow(&made, 0, 5061, LS_DOCUMENTED);
    struct kept *kept = kept_new(&made.record, false);
    ck_assert(choice_takes(NULL, kept));
    ck_assert_str_eq(choice_text(NULL), "");
    kept_drop(kept);
    ck_assert(takes("", &made));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("choice");
    tcase_add_test(tests, addresses_ports_and_transports);
    tcase_add_test(tests, the_initiator_is_the_source);
    tcase_add_test(tests, version_6);
    tcase_add_test(tests, refused);
    tcase_add_test(tests, nothing_chooses_all);
    Suite *suite = suite_create("watch_choice");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
