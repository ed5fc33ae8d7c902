/* test_anonymise_texts.c - what is kept of names, agents, paths and filters, and what is not. */
#include <stdio.h>

#include "standins.h"
#include "suite.h"

START_TEST(hosts_are_replaced_label_by_label)
{
    check(ls_anonymise_host, "fe01.contoso.com", "n-?.n-?.com");
    check(ls_anonymise_host, "fe01.hq.contoso.de", "n-?.n-?.n-?.n-?");
    check(ls_anonymise_host, "sip.contoso.com", "sip.n-?.com");
    check(ls_anonymise_host, "*.contoso.com.", "*.n-?.com.");
    check(ls_anonymise_host, "_sipinternaltls._tcp.contoso.com", "_sipinternaltls._tcp.n-?.com");
    check(ls_anonymise_host, "_ldap._tcp.paris._sites.dc._msdcs.contoso.com",
          "_ldap._tcp.n-?._sites.n-?._msdcs.n-?.com");
    check(ls_anonymise_host, "sip", "n-?"); /* may be somebody's name */
    check(ls_anonymise_host, "fe01.sip.com", "n-?.n-?.com");
    check(ls_anonymise_host, "contoso.com", "n-?.com");
    check(ls_anonymise_host, "com", "n-?");
    check(ls_anonymise_host, "fe01:5061", "n-?:5061");
    check(ls_anonymise_host, "john@contoso.com", "user-?@n-?.com");
    check(ls_anonymise_host, "Contoso Issuing CA", "name-?");
    check(ls_anonymise_host, "\x1b[2J", "name-?");
    check(ls_anonymise_host, "", "");
}
END_TEST

START_TEST(labels_of_one_domain_stay_together)
{
    struct ls_anonymiser *a = anonymiser("sixteen bytes it has");
    char one[LS_STANDIN_TEXT], other[LS_STANDIN_TEXT], parent[LS_STANDIN_TEXT];
    ls_anonymise_host(a, ls_span("fe01.contoso.com", 16), one);
    ls_anonymise_host(a, ls_span("sql.contoso.com", 15), other);
    ls_anonymise_host(a, ls_span("CONTOSO.com", 11), parent);
    ck_assert_str_ne(one, other);
    ck_assert_str_eq(strchr(one, '.') + 1, parent);
    ck_assert_str_eq(strchr(other, '.') + 1, parent);
    ls_anonymiser_free(a);
}
END_TEST

START_TEST(addresses_in_names_are_the_stand_ins_of_addresses)
{
    struct ls_anonymiser *a = anonymiser("sixteen bytes it has");
    static const char *const forms[] = {"%s", "%s:443", "[%s]:443"};
    static const char *const ins[] = {"10.0.10.11", "10.0.10.11", "fd00::11"};
    for (size_t i = 0; i < 3; i++) {
        char in[80], wish[80], text[LS_ADDR_TEXT], out[LS_STANDIN_TEXT];
        struct ls_addr now = addr(ins[i]);
        now = ls_anonymise_addr(a, &now);
        ls_addr_format(&now, text);
        const char *form = strchr(forms[i], '[') ? "[" : "";
        snprintf(in, sizeof in, "%s%s%s%s", form, ins[i], form[0] ? "]" : "", i ? ":443" : "");
        snprintf(wish, sizeof wish, "%s%s%s%s", form, text, form[0] ? "]" : "", i ? ":443" : "");
        ls_anonymise_host(a, ls_span(in, strlen(in)), out);
        ck_assert_str_eq(out, wish);
    }
    char out[LS_STANDIN_TEXT], wish[80];
    struct ls_addr now = addr("10.0.10.11");
    now = ls_anonymise_addr(a, &now);
    snprintf(wish, sizeof wish, "%u.%u.%u.%u.in-addr.arpa", now.bytes[15], now.bytes[14],
             now.bytes[13], now.bytes[12]);
    ls_anonymise_host(a, ls_span("11.10.0.10.in-addr.arpa", 23), out);
    ck_assert_str_eq(out, wish);
    ls_anonymiser_free(a);
}
END_TEST

/* Through the address, so that zones hold their hosts, and no table of 16 words can be learned. */
START_TEST(reverse_zones_are_those_of_the_stand_ins)
{
    static const struct {
        const char *in, *prefix;
    } cases[] = {
        {"10.in-addr.arpa", "10.0.0.0/8"},
        {"113.0.203.in-addr.arpa", "203.0.113.0/24"},
        {"99.113.0.203.IN-ADDR.arpa.", "203.0.113.99/32"},
        {"8.b.d.0.1.0.0.2.ip6.arpa", "2001:db8::/32"},
        {"7.7.0.0.8.B.D.0.1.0.0.2.ip6.arpa", "2001:db8:77::/48"},
        {"1.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.7.7.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
         "2001:db8:77::21/128"},
    };
    struct ls_anonymiser *a = anonymiser("sixteen bytes it has");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[LS_STANDIN_TEXT], wish[LS_STANDIN_TEXT] = "";
        struct ls_prefix zone;
        ck_assert(ls_prefix_parse(cases[i].prefix, &zone));
        zone = ls_anonymise_prefix(a, &zone);
        bool v4 = ls_addr_is_v4(&zone.addr);
        for (unsigned bit = zone.bits; bit > (v4 ? 96 : 0); bit -= v4 ? 8 : 4) {
            unsigned byte = zone.addr.bytes[(bit - 1) / 8];
            unsigned digit = bit % 8 == 0 ? byte & 15 : byte >> 4;
            snprintf(wish + strlen(wish), 8, v4 ? "%u." : "%x.", v4 ? byte : digit);
        }
        const char *tail = strcasestr(cases[i].in, v4 ? "in-addr" : "ip6");
        snprintf(wish + strlen(wish), 16, "%s", tail);
        ls_anonymise_host(a, ls_span(cases[i].in, strlen(cases[i].in)), out);
        ck_assert_msg(strcasecmp(out, wish) == 0, "%s: %s, not %s", cases[i].in, out, wish);
    }
    ls_anonymiser_free(a);
}
END_TEST

/* Label by label, ten digits or sixteen nibbles would be a cipher that one known name breaks. */
START_TEST(digits_in_labels_are_replaced_together)
{
    check(ls_anonymise_host, "in-addr.arpa", "in-addr.arpa");
    check(ls_anonymise_host, "ip6.arpa", "ip6.arpa");
    check(ls_anonymise_host, "0-25.2.0.192.in-addr.arpa", "n-?.n-?.in-addr.arpa");
    check(ls_anonymise_host, "300.0.192.in-addr.arpa", "n-?.in-addr.arpa");
    check(ls_anonymise_host, "lb._dns-sd._udp.0.1.168.192.in-addr.arpa",
          "n-?._dns-sd._udp.n-?.in-addr.arpa");
    check(ls_anonymise_host, "10.d.0.1.0.0.2.ip6.arpa", "n-?.ip6.arpa");
    check(ls_anonymise_host, "7.6.5.4.3.2.1.9.8.9.4.e164.arpa", "n-?.n-?.arpa");
    check(ls_anonymise_host, "9.100.51.198.list.contoso.com", "n-?.n-?.n-?.com");
    check(ls_anonymise_host, "1.2.3.4.5", "n-?");
    check(ls_anonymise_host, "fe01.4.", "n-?.n-?.");
}
END_TEST

START_TEST(agents_keep_products_and_nothing_else)
{
    check(ls_anonymise_agent, "UCCAPI/15.0.4615.1001 OC/15.0.4615.1001 (Microsoft Lync 2013)",
          "UCCAPI/15.0.4615.1001 OC/15.0.4615.1001 (Microsoft Lync 2013)");
    check(ls_anonymise_agent, "RTC/5.0", "RTC/5.0");
    check(ls_anonymise_agent, "Conferencing_Attendant_1.0", "Conferencing_Attendant_1.0");
    check(ls_anonymise_agent, "Microsoft-IIS/8.5", "Microsoft-IIS/8.5");
    check(ls_anonymise_agent, "SSH-2.0-OpenSSH_8.4p1 Debian-5", "SSH-2.0-OpenSSH_8.4p1 product-?");
    /* Four small numbers may be an address, whatever comes behind. */
    check(ls_anonymise_agent, "UCCAPI/15.0.4.1p1 OC/1.0", "UCCAPI OC/1.0");
    check(ls_anonymise_agent, "UCCAPI/10.1.2.3x OC/1.0", "UCCAPI OC/1.0");
    check(ls_anonymise_agent, "ContosoTrader/1.2", "product-?/1.2");
    check(ls_anonymise_agent, "OC/4.0 (John's PC)", "OC/4.0");
    check(ls_anonymise_agent, "OC/4.0 (John", "OC/4.0");
    check(ls_anonymise_agent, "PolycomVVX-VVX_600-UA/5.9.0_0004f2123456",
          "PolycomVVX-VVX_600-UA/5.9.0");
    check(ls_anonymise_agent, "OC/jdoe", "OC");
    check(ls_anonymise_agent, "MSFT 5.0", "MSFT 5.0");
}
END_TEST

/* However an address, a phone number or a MAC is written, it is no version. */
START_TEST(agents_do_not_pass_numbers_for_versions)
{
    check(ls_anonymise_agent, "OC/10.0.10.11", "OC");
    check(ls_anonymise_agent, "OC/203.0.113-77", "OC");
    check(ls_anonymise_agent, "OC/203_0_113_77", "OC");
    check(ls_anonymise_agent, "OC/203.0.113.77.5", "OC");
    check(ls_anonymise_agent, "OC/203.0.113.77.e164", "OC");
    check(ls_anonymise_agent, "OC/2001:db8::5", "OC");
    check(ls_anonymise_agent, "OC/4.2001:db8::5", "OC/4");
    check(ls_anonymise_agent, "OC/00041abcdef0", "OC");
    check(ls_anonymise_agent, "203_0_113_77/1.0 (555 1234)", "product-?/1.0");
    check(ls_anonymise_agent, "192-168-7-33 203-0-113-77 4711", "product-? product-? product-?");
    check(ls_anonymise_agent, "Asterisk-198-51-100-9", "product-?");
    check(ls_anonymise_agent, "Asterisk_198.51.100.9", "product-?");
    check(ls_anonymise_agent, "Asterisk 198.51.100.9", "Asterisk product-?");
    check(ls_anonymise_agent, "Cisco 192 168 7 33", "Cisco 192 product-? product-? product-?");
    check(ls_anonymise_agent, "Cisco/8.5 4711", "Cisco/8.5 product-?");
    check(ls_anonymise_agent, "00-04-12-34-56-78", "product-?");
    check(ls_anonymise_agent, "555/1234", "product-?");
    check(ls_anonymise_agent, "OC/4.0 (Lync 192 168 7 33)", "OC/4.0");
    check(ls_anonymise_agent, "OC/4.0 (10.0.10.11)", "OC/4.0");
    check(ls_anonymise_agent, "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0)",
          "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0)");
}
END_TEST

static size_t number(const struct ls_anonymiser *a, struct ls_span in, char out[LS_STANDIN_TEXT])
{
    return ls_anonymise_number(a, "status", in, out);
}

START_TEST(numbers_are_short_and_of_digits)
{
    check(number, "503", "503");
    check(number, "7", "7");
    check(number, "", "");
    check(number, "4711", "status-?");
    check(number, "50a", "status-?");
}
END_TEST

START_TEST(paths_keep_the_services_segments)
{
    check(ls_anonymise_path, "/groupexpansion/service.svc", "/groupexpansion/service.svc");
    check(ls_anonymise_path, "/meet/contoso.com/john/7X2K?sl=1", "/meet/p-?/p-?/p-?");
    check(ls_anonymise_path, "/ABS/handler/D-0a17.lsabs", "/ABS/handler/p-?");
    check(ls_anonymise_path, "https://fe01.contoso.com/abs/x?user=john",
          "https://n-?.n-?.com/abs/x");
    check(ls_anonymise_uri, "net.tcp://fe01.contoso.com:8061/Contoso",
          "net.tcp://n-?.n-?.com:8061/p-?");
}
END_TEST

START_TEST(shares_keep_what_every_windows_has)
{
    check(ls_anonymise_share, "\\\\fe01.contoso.com\\IPC$", "\\\\n-?.n-?.com\\IPC$");
    check(ls_anonymise_share, "\\\\fe01\\Salaries\\2013", "\\\\n-?\\share-?\\share-?");
}
END_TEST

static size_t terms(const struct ls_anonymiser *a, struct ls_span in, char out[LS_STANDIN_TEXT])
{
    return ls_anonymise_terms(a, "x", ":", in, out);
}

static size_t filter(const struct ls_anonymiser *a, struct ls_span in, char out[LS_STANDIN_TEXT])
{
    return ls_anonymise_filter(a, (const char *)in.at, out);
}

START_TEST(terms_and_filters_keep_known_words)
{
    check(terms, "app:conf:focus", "app:conf:focus");
    check(terms, "srvr:Contoso.Bot", "srvr:x-?");
    check(filter, "tcp port 5061 and not (udp portrange 100-200)",
          "tcp port 5061 and not (udp portrange 100-200)");
    check(filter, "host fe01.contoso.com or ip[12:4]=0x0a000a0b", "host n-? or ip[n-?]=n-?");
}
END_TEST

START_TEST(filters_name_the_stand_ins_of_addresses)
{
    struct ls_anonymiser *a = anonymiser("sixteen bytes it has");
    char out[LS_STANDIN_TEXT], wish[120], one[LS_ADDR_TEXT], two[LS_ADDR_TEXT];
    struct ls_addr host = addr("10.0.10.11");
    struct ls_prefix net;
    ck_assert(ls_prefix_parse("10.20.0.0/16", &net));
    host = ls_anonymise_addr(a, &host);
    net = ls_anonymise_prefix(a, &net);
    snprintf(wish, sizeof wish, "host %s and net %s/16", ls_addr_format(&host, one),
             ls_addr_format(&net.addr, two));
    ls_anonymise_filter(a, "host 10.0.10.11 and net 10.20.0.0/16", out);
    ck_assert_str_eq(out, wish);
    ls_anonymiser_free(a);
}
END_TEST

int main(void)
{
    TCase *tests;
    Suite *suite = suite_of("anonymise_texts", &tests);
    tcase_add_test(tests, hosts_are_replaced_label_by_label);
    tcase_add_test(tests, labels_of_one_domain_stay_together);
    tcase_add_test(tests, addresses_in_names_are_the_stand_ins_of_addresses);
    tcase_add_test(tests, reverse_zones_are_those_of_the_stand_ins);
    tcase_add_test(tests, digits_in_labels_are_replaced_together);
    tcase_add_test(tests, agents_keep_products_and_nothing_else);
    tcase_add_test(tests, agents_do_not_pass_numbers_for_versions);
    tcase_add_test(tests, numbers_are_short_and_of_digits);
    tcase_add_test(tests, paths_keep_the_services_segments);
    tcase_add_test(tests, shares_keep_what_every_windows_has);
    tcase_add_test(tests, terms_and_filters_keep_known_words);
    tcase_add_test(tests, filters_name_the_stand_ins_of_addresses);
    return suite_run(suite);
}
