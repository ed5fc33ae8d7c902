/* test_ja4.c - JA4 against the worked example, the table of ALPN cases and the counting rules */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "probe/tls.h"
#include "stream.h"
#include "tls_maker.h"

static struct ls_memo *memo; /* NULL in every other run: the answer may not depend on it */

/* The example of technical_details/JA4.md, in the order a browser sent it. */
#define SUITES     "1a1a 1301 1302 1303 c02b c02f c02c c030 cca9 cca8 c013 c014 009c 009d 002f 0035"
#define SIGNATURES "0403 0804 0401 0503 0805 0501 0806 0601"
static const char *const extension_types[] = {"001b", "0000", "0033", "0010", "4469", "0017",
                                              "002d", "000d", "0005", "0023", "0012", "002b",
                                              "ff01", "000b", "000a", "0015", "fafa"};

struct maker {
    uint8_t suites[256], signatures[64], alpn[64];
    struct bytes extensions;
    struct tls_hello hello;
};

static void make(struct maker *maker, const char *signatures, const char *alpn)
{
    memset(maker, 0, sizeof *maker);
    maker->hello.legacy_version = 0x0303;
    maker->hello.highest = 0x0304;
    maker->hello.named = true;
    maker->hello.suites =
        ls_span(maker->suites, stream_hex(SUITES, maker->suites, sizeof maker->suites));
    maker->hello.signatures = ls_span(
        maker->signatures, stream_hex(signatures, maker->signatures, sizeof maker->signatures));
    size_t n = stream_hex(alpn, maker->alpn + 1, sizeof maker->alpn - 1);
    maker->alpn[0] = (uint8_t)n;
    maker->hello.alpn = ls_span(maker->alpn, n > 0 ? n + 1 : 0);
    for (size_t i = 0; i < sizeof extension_types / sizeof *extension_types; i++)
        put_extension(&maker->extensions, strtoul(extension_types[i], NULL, 16), "ab", i % 3);
    maker->hello.extensions = ls_span(maker->extensions.at, maker->extensions.n);
}

static const char *print(const struct tls_hello *hello)
{
    static char text[TLS_JA4_BYTES + 1];
    ck_assert(tls_ja4(hello, memo, text));
    return text;
}

START_TEST(the_worked_example)
{
    struct maker maker;
    make(&maker, SIGNATURES, "6832");
    memo = _i ? ls_memo_new() : NULL;
    ck_assert_str_eq(print(&maker.hello), "t13d1516h2_8daaf6152771_e5627efa2ab1");
    make(&maker, "", "6832"); /* without signature algorithms there is no underscore either */
    ck_assert_str_eq(print(&maker.hello), "t13d1516h2_8daaf6152771_6d807ffa2a79");
    ls_memo_free(memo);
    memo = NULL;
}
END_TEST

START_TEST(pseudo_tls_has_nothing_but_one_suite)
{
    struct tls_hello hello = {.legacy_version = 0x0301, .highest = 0x0301};
    hello.suites = ls_span("\x00\x18", 2);
    ck_assert_str_eq(print(&hello), "t10i010000_7550e2da7b7a_000000000000");
    hello.suites = ls_span("\x1a\x1a", 2);
    ck_assert_str_eq(print(&hello), "t10i000000_000000000000_000000000000");
}
END_TEST

static const struct {
    const char *alpn, *characters;
} names[] = {{"AB", "ab"},   {"20", "20"},   {"ABCD", "ad"},     {"2061", "21"},
             {"30AB", "3b"}, {"6120", "60"}, {"3031ABCD", "3d"}, {"30ABCD31", "01"},
             {"6832", "h2"}, {"61", "aa"},   {"", "00"},         {"687474702f312e31", "h1"},
             {"0a0a", "0a"}};

START_TEST(the_first_name_gives_two_characters)
{
    struct maker maker;
    make(&maker, SIGNATURES, names[_i].alpn);
    ck_assert_msg(memcmp(print(&maker.hello) + 8, names[_i].characters, 2) == 0, "%s: %s",
                  names[_i].alpn, print(&maker.hello));
}
END_TEST

static const struct {
    uint16_t version;
    const char *text;
} versions[] = {{0x0304, "t13"}, {0x0303, "t12"}, {0x0302, "t11"}, {0x0301, "t10"},
                {0x0300, "ts3"}, {0x0002, "ts2"}, {0x7f1c, "t00"}, {0xfeff, "dd1"},
                {0xfefd, "dd2"}, {0xfefc, "dd3"}};

START_TEST(versions_have_two_characters)
{
    struct maker maker;
    make(&maker, SIGNATURES, "");
    maker.hello.highest = versions[_i].version;
    maker.hello.datagram = versions[_i].text[0] == 'd';
    maker.hello.named = false;
    ck_assert_msg(memcmp(print(&maker.hello), versions[_i].text, 3) == 0, "%s",
                  print(&maker.hello));
    ck_assert_int_eq(print(&maker.hello)[3], 'i');
}
END_TEST

/* 250 suites are digested in pieces, and counted as 99. */
START_TEST(counts_end_at_99)
{
    static uint8_t many[500];
    struct tls_hello hello = {.highest = 0x0303};
    char text[250 * 5 + 1];
    uint8_t digest[32];
    for (unsigned i = 0; i < 250; i++) {
        many[2 * i] = 0x40;
        many[2 * i + 1] = (uint8_t)(249 - i);
        snprintf(text + (size_t)5 * i, 6, "40%02x,", i);
    }
    hello.suites = ls_span(many, sizeof many);
    EVP_Digest(text, 250 * 5 - 1, digest, NULL, EVP_sha256(), NULL);
    char expected[40];
    snprintf(expected, sizeof expected, "t12i990000_%02x%02x%02x%02x%02x%02x_000000000000",
             digest[0], digest[1], digest[2], digest[3], digest[4], digest[5]);
    ck_assert_str_eq(print(&hello), expected);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("probe/ja4");
    TCase *tests = tcase_create("all");
    tcase_add_loop_test(tests, the_worked_example, 0, 2);
    tcase_add_test(tests, pseudo_tls_has_nothing_but_one_suite);
    tcase_add_loop_test(tests, the_first_name_gives_two_characters, 0,
                        sizeof names / sizeof names[0]);
    tcase_add_loop_test(tests, versions_have_two_characters, 0,
                        sizeof versions / sizeof versions[0]);
    tcase_add_test(tests, counts_end_at_99);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
