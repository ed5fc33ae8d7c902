/* test_anonymise.c - stand-ins: the published examples, what is kept, and what must not be. */
#include <stdlib.h>
#include <unistd.h>

#include "base/pan.h"
#include "lyncscope/anonymise.h"
#include "suite.h"

static struct ls_anonymiser *anonymiser(const char *key)
{
    struct ls_error error;
    struct ls_anonymiser *a = ls_anonymiser_new(key, strlen(key), &error);
    ck_assert_msg(a != NULL, "%s", a ? "" : error.text);
    return a;
}

static struct ls_addr addr(const char *text)
{
    struct ls_addr a;
    ck_assert_msg(ls_addr_parse(text, &a), "%s", text);
    return a;
}

/* The key and trace that came with the authors' implementation, and what it makes of them. */
START_TEST(published_examples_come_out)
{
    static const uint8_t key[32] = {21,  34, 23,  141, 51, 164, 207, 128, 19,  10,  91,
                                    22,  73, 144, 125, 16, 216, 152, 143, 131, 121, 121,
                                    101, 39, 98,  87,  76, 45,  42,  132, 34,  2};
    static const char *const pairs[][2] = {
        {"128.11.68.132", "135.242.180.132"},   {"129.118.74.4", "134.136.186.123"},
        {"130.132.252.244", "133.68.164.234"},  {"141.223.7.43", "141.167.8.160"},
        {"141.233.145.108", "141.129.237.235"}, {"152.163.225.39", "151.140.114.167"},
        {"156.29.3.236", "147.225.12.42"},      {"165.247.96.84", "162.9.99.234"},
        {"166.107.77.190", "160.132.178.185"},  {"192.102.249.13", "252.138.62.131"},
    };
    struct ls_pan pan;
    ck_assert(ls_pan_open(&pan, key));
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char text[LS_ADDR_TEXT];
        struct ls_addr a = addr(pairs[i][0]);
        ls_pan_map(&pan, a.bytes + 12, 4, 0, a.bytes + 12);
        ck_assert_str_eq(ls_addr_format(&a, text), pairs[i][1]);
    }
    ls_pan_close(&pan);
}
END_TEST

static unsigned common(const struct ls_addr *a, const struct ls_addr *b)
{
    unsigned n = 0;
    while (n < 128 && ((a->bytes[n / 8] ^ b->bytes[n / 8]) & 0x80 >> n % 8) == 0)
        n++;
    return n;
}

static struct ls_addr random_addr(bool v4)
{
    static const char *const starts[] = {"10.0.0.0",    "192.168.7.0", "8.8.8.0",   "169.254.9.1",
                                         "239.255.2.3", "127.0.0.1",   "172.31.0.1"};
    static const char *const starts6[] = {"2001:db8:7::",   "fd12:3456::", "fe80::1",
                                          "ff02::1:ff00:0", "::1",         "64:ff9b::1"};
    struct ls_addr a = addr(v4 ? starts[rand() % 7] : starts6[rand() % 6]);
    for (int flips = rand() % 24; flips > 0; flips--) {
        int bit = v4 ? 96 + rand() % 32 : rand() % 128;
        a.bytes[bit / 8] ^= (uint8_t)(0x80 >> bit % 8);
    }
    return a;
}

/* Also across the ranges that stay: the permutation is one of the whole space. */
START_TEST(prefixes_are_kept_everywhere)
{
    struct ls_anonymiser *a = anonymiser("sixteen bytes it has");
    srand(7);
    for (int i = 0; i < 3000; i++) {
        bool v4 = i % 2 == 0;
        struct ls_addr one = random_addr(v4), other = random_addr(v4);
        struct ls_addr one_now = ls_anonymise_addr(a, &one);
        struct ls_addr other_now = ls_anonymise_addr(a, &other);
        ck_assert_uint_eq(common(&one, &other), common(&one_now, &other_now));
        ck_assert_int_eq(ls_addr_is_v4(&one), ls_addr_is_v4(&one_now));
        ck_assert_int_eq(ls_addr_is_global(&one), ls_addr_is_global(&one_now));
        ck_assert_int_eq(ls_addr_is_multicast(&one), ls_addr_is_multicast(&one_now));
        ck_assert_int_eq(ls_addr_is_unspecified(&one), ls_addr_is_unspecified(&one_now));
    }
    ls_anonymiser_free(a);
}
END_TEST

START_TEST(addresses_with_a_meaning_stay)
{
    static const char *const texts[] = {
        "0.0.0.0", "127.0.0.1", "255.255.255.255", "224.0.0.251", "239.255.255.250", "::",
        "::1",     "ff02::fb",  "ff02::1:2",       "ff02::1:3",   "ff05::2"};
    struct ls_anonymiser *a = anonymiser("sixteen bytes it has");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char text[LS_ADDR_TEXT];
        struct ls_addr out = addr(texts[i]);
        out = ls_anonymise_addr(a, &out);
        ck_assert_str_eq(ls_addr_format(&out, text), texts[i]);
    }
    ls_anonymiser_free(a);
}
END_TEST

START_TEST(private_addresses_are_replaced_by_private_ones)
{
    static const struct {
        const char *in, *range;
    } cases[] = {
        {"10.0.10.11", "10.0.0.0/8"},      {"192.168.1.10", "192.168.0.0/16"},
        {"172.16.5.6", "172.16.0.0/12"},   {"100.64.3.4", "100.64.0.0/10"},
        {"169.254.7.8", "169.254.0.0/16"}, {"fd00::11", "fd00::/8"},
        {"fe80::1234:5678", "fe80::/10"},  {"2001:db8::5", "2000::/3"},
        {"239.1.2.3", "239.0.0.0/8"},      {"ff02::1:ff12:3456", "ff02::1:ff00:0/104"},
    };
    struct ls_anonymiser *a = anonymiser("sixteen bytes it has");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ls_prefix range;
        struct ls_addr in = addr(cases[i].in), out = ls_anonymise_addr(a, &in);
        ck_assert(ls_prefix_parse(cases[i].range, &range));
        ck_assert_msg(ls_prefix_holds(&range, &out), "%s", cases[i].in);
        ck_assert_msg(!ls_addr_equal(&in, &out), "%s", cases[i].in);
    }
    ls_anonymiser_free(a);
}
END_TEST

START_TEST(networks_hold_the_stand_ins_of_their_hosts)
{
    static const char *const networks[] = {"10.20.0.0/16", "0.0.0.0/0", "10.0.0.0/7",
                                           "192.168.1.128/25", "fd00::/64"};
    static const char *const hosts[] = {"10.20.30.40", "203.0.113.9", "11.2.3.4", "192.168.1.200",
                                        "fd00::99"};
    struct ls_anonymiser *a = anonymiser("sixteen bytes it has");
    for (size_t i = 0; i < sizeof networks / sizeof *networks; i++) {
        struct ls_prefix network;
        ck_assert(ls_prefix_parse(networks[i], &network));
        struct ls_addr host = addr(hosts[i]);
        network = ls_anonymise_prefix(a, &network);
        host = ls_anonymise_addr(a, &host);
        ck_assert_msg(ls_prefix_holds(&network, &host), "%s", networks[i]);
    }
    ls_anonymiser_free(a);
}
END_TEST

START_TEST(another_key_gives_other_stand_ins)
{
    struct ls_anonymiser *a = anonymiser("sixteen bytes it has");
    struct ls_anonymiser *again = anonymiser("sixteen bytes it has");
    struct ls_anonymiser *b = anonymiser("sixteen bytes is has");
    struct ls_addr in = addr("203.0.113.77"), one = ls_anonymise_addr(a, &in),
                   same = ls_anonymise_addr(again, &in), other = ls_anonymise_addr(b, &in);
    char name_one[LS_STANDIN_TEXT], name_same[LS_STANDIN_TEXT], name_other[LS_STANDIN_TEXT];
    ck_assert(ls_addr_equal(&one, &same));
    ck_assert(!ls_addr_equal(&one, &other));
    ls_anonymise_host(a, ls_span("fe01", 4), name_one);
    ls_anonymise_host(again, ls_span("FE01", 4), name_same);
    ls_anonymise_host(b, ls_span("fe01", 4), name_other);
    ck_assert_str_eq(name_one, name_same);
    ck_assert_str_ne(name_one, name_other);
    ls_anonymiser_free(a);
    ls_anonymiser_free(again);
    ls_anonymiser_free(b);
}
END_TEST

START_TEST(short_keys_are_refused)
{
    struct ls_error error;
    ck_assert_ptr_null(ls_anonymiser_new("fifteen bytes..", 15, &error));
    ck_assert_int_eq(error.code, LS_E_USAGE);
    ck_assert_ptr_nonnull(strstr(error.text, "at least 16"));
    char path[] = "/tmp/lyncscope-key-XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, "fifteen bytes..", 15), 15);
    ck_assert_ptr_null(ls_anonymiser_load(path, &error));
    ck_assert_ptr_nonnull(strstr(error.text, path));
    ck_assert_ptr_nonnull(strstr(error.text, "15 bytes"));
    ck_assert_int_eq(write(fd, "!", 1), 1);
    struct ls_anonymiser *a = ls_anonymiser_load(path, &error);
    ck_assert_ptr_nonnull(a);
    ls_anonymiser_free(a);
    close(fd);
    unlink(path);
    ck_assert_ptr_null(ls_anonymiser_load(path, &error));
    ck_assert_int_eq(error.code, LS_E_OPEN);
    a = ls_anonymiser_draw(&error);
    ck_assert_ptr_nonnull(a);
    ls_anonymiser_free(a);
}
END_TEST

typedef size_t(stand_in)(const struct ls_anonymiser *, struct ls_span, char[LS_STANDIN_TEXT]);

/* Where "?" stands for a hash of eight letters. */
static void check(stand_in *how, const char *in, const char *wish)
{
    struct ls_anonymiser *a = anonymiser("sixteen bytes it has");
    char out[LS_STANDIN_TEXT];
    size_t n = how(a, ls_span(in, strlen(in)), out), at = 0;
    ck_assert_uint_eq(n, strlen(out));
    for (const char *w = wish; *w != '\0'; w++) {
        if (*w != '?') {
            ck_assert_msg(out[at] == *w, "%s: %s, not %s", in, out, wish);
            at++;
            continue;
        }
        for (int i = 0; i < 8; i++, at++)
            ck_assert_msg(out[at] != '\0' && strchr("abcdefghijkmnpqrstuvwxyz23456789", out[at]),
                          "%s: %s, not %s", in, out, wish);
    }
    ck_assert_msg(out[at] == '\0', "%s: %s, not %s", in, out, wish);
    ls_anonymiser_free(a);
}

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

START_TEST(agents_keep_products_and_nothing_else)
{
    check(ls_anonymise_agent, "UCCAPI/15.0.4615.1001 OC/15.0.4615.1001 (Microsoft Lync 2013)",
          "UCCAPI/15.0.4615.1001 OC/15.0.4615.1001 (Microsoft Lync 2013)");
    check(ls_anonymise_agent, "RTC/5.0", "RTC/5.0");
    check(ls_anonymise_agent, "Conferencing_Attendant_1.0", "Conferencing_Attendant_1.0");
    check(ls_anonymise_agent, "Microsoft-IIS/8.5", "Microsoft-IIS/8.5");
    check(ls_anonymise_agent, "SSH-2.0-OpenSSH_8.4p1 Debian-5", "SSH-2.0-OpenSSH_8.4p1 product-?");
    check(ls_anonymise_agent, "ContosoTrader/1.2", "product-?/1.2");
    check(ls_anonymise_agent, "OC/4.0 (John's PC)", "OC/4.0");
    check(ls_anonymise_agent, "OC/4.0 (John", "OC/4.0");
    check(ls_anonymise_agent, "PolycomVVX-VVX_600-UA/5.9.0_0004f2123456",
          "PolycomVVX-VVX_600-UA/5.9.0");
    check(ls_anonymise_agent, "OC/10.0.10.11", "OC/10.0");
    check(ls_anonymise_agent, "OC/jdoe", "OC");
    check(ls_anonymise_agent, "MSFT 5.0", "MSFT 5.0");
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

/* Whatever the bytes, the stand-in is printable ASCII that ends where it says. */
START_TEST(any_bytes_make_a_harmless_text)
{
    static stand_in *const all[] = {ls_anonymise_host, ls_anonymise_agent, ls_anonymise_path,
                                    ls_anonymise_uri,  ls_anonymise_share, terms};
    struct ls_anonymiser *a = anonymiser("sixteen bytes it has");
    srand(11);
    for (int i = 0; i < 6000; i++) {
        static const char letters[] = "a.b-_:/\\@()[] ;\"'=\x1b\xe2\x80\xae<>|?#*";
        uint8_t in[255];
        size_t n = (size_t)rand() % (i % 3 ? 40 : sizeof in);
        for (size_t k = 0; k < n; k++)
            in[k] = (uint8_t)(rand() % 4 ? letters[(size_t)rand() % (sizeof letters - 1)] : rand());
        char out[LS_STANDIN_TEXT];
        size_t len = all[i % 6](a, ls_span(in, n), out);
        ck_assert_uint_lt(len, LS_STANDIN_TEXT);
        ck_assert_uint_eq(len, strlen(out));
        for (size_t k = 0; k < len; k++)
            ck_assert(out[k] >= 0x20 && out[k] < 0x7f && out[k] != '<' && out[k] != '"');
    }
    ls_anonymiser_free(a);
}
END_TEST

START_TEST(machine_addresses_lose_their_maker)
{
    static const uint8_t in[6] = {0x00, 0x04, 0xf2, 1, 2, 3};
    static const uint8_t all[6] = {255, 255, 255, 255, 255, 255};
    static const uint8_t group[6] = {0x33, 0x33, 0xff, 1, 2, 3};
    uint8_t out[6], again[6];
    struct ls_anonymiser *a = anonymiser("sixteen bytes it has");
    ls_anonymise_mac(a, in, out);
    ls_anonymise_mac(a, in, again);
    ck_assert_mem_eq(out, again, 6);
    ck_assert_mem_ne(out, in, 3);
    ck_assert_uint_eq(out[0] & 3, 2); /* one machine's, given out locally */
    ls_anonymise_mac(a, all, out);
    ck_assert_mem_eq(out, all, 6);
    ls_anonymise_mac(a, group, out);
    ck_assert_mem_eq(out, group, 2);
    ck_assert_mem_ne(out + 3, group + 3, 3);
    ls_anonymiser_free(a);
}
END_TEST

int main(void)
{
    TCase *tests;
    Suite *suite = suite_of("anonymise", &tests);
    tcase_add_test(tests, published_examples_come_out);
    tcase_add_test(tests, prefixes_are_kept_everywhere);
    tcase_add_test(tests, addresses_with_a_meaning_stay);
    tcase_add_test(tests, private_addresses_are_replaced_by_private_ones);
    tcase_add_test(tests, networks_hold_the_stand_ins_of_their_hosts);
    tcase_add_test(tests, another_key_gives_other_stand_ins);
    tcase_add_test(tests, short_keys_are_refused);
    tcase_add_test(tests, hosts_are_replaced_label_by_label);
    tcase_add_test(tests, labels_of_one_domain_stay_together);
    tcase_add_test(tests, addresses_in_names_are_the_stand_ins_of_addresses);
    tcase_add_test(tests, agents_keep_products_and_nothing_else);
    tcase_add_test(tests, paths_keep_the_services_segments);
    tcase_add_test(tests, shares_keep_what_every_windows_has);
    tcase_add_test(tests, terms_and_filters_keep_known_words);
    tcase_add_test(tests, filters_name_the_stand_ins_of_addresses);
    tcase_add_test(tests, any_bytes_make_a_harmless_text);
    tcase_add_test(tests, machine_addresses_lose_their_maker);
    return suite_run(suite);
}
