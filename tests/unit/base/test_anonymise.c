/* test_anonymise.c - stand-ins: the published examples, what is kept, and what must not be. */
#include <stdlib.h>
#include <unistd.h>

#include "base/pan.h"
#include "standins.h"
#include "suite.h"

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
                                          "ff02::1:ff00:0", "::1",         "64:ff9b::1",
                                          "::10.0.0.9",     "::5"};
    struct ls_addr a = addr(v4 ? starts[rand() % 7] : starts6[rand() % 8]);
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

/* RFC 4291 section 2.5.5.1: the deprecated form holds a real address, which has one stand-in. */
START_TEST(ipv4_addresses_inside_ipv6_are_replaced)
{
    static const char *const ends[] = {"203.0.113.99", "10.0.10.11"};
    struct ls_anonymiser *a = anonymiser("sixteen bytes it has");
    for (size_t i = 0; i < 2; i++) {
        char text[LS_ADDR_TEXT];
        snprintf(text, sizeof text, "::%s", ends[i]);
        struct ls_addr in = addr(text), out = ls_anonymise_addr(a, &in);
        struct ls_addr v4 = addr(ends[i]);
        v4 = ls_anonymise_addr(a, &v4);
        ck_assert_mem_ne(in.bytes + 12, out.bytes + 12, 4);
        ck_assert_mem_eq(out.bytes + 12, v4.bytes + 12, 4);
        ck_assert_mem_eq(in.bytes, out.bytes, 12);
    }
    struct ls_addr in = addr("::ab:cdef"), out = ls_anonymise_addr(a, &in);
    ck_assert(!ls_addr_equal(&in, &out));
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

static size_t terms(const struct ls_anonymiser *a, struct ls_span in, char out[LS_STANDIN_TEXT])
{
    return ls_anonymise_terms(a, "x", ":", in, out);
}

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
    tcase_add_test(tests, ipv4_addresses_inside_ipv6_are_replaced);
    tcase_add_test(tests, networks_hold_the_stand_ins_of_their_hosts);
    tcase_add_test(tests, another_key_gives_other_stand_ins);
    tcase_add_test(tests, short_keys_are_refused);
    tcase_add_test(tests, any_bytes_make_a_harmless_text);
    tcase_add_test(tests, machine_addresses_lose_their_maker);
    return suite_run(suite);
}
