/* test_ja3.c - JA3 and JA3S against published and recomputed digests */
#include <check.h>
#include <stdlib.h>

#include "probe/tls.h"
#include "stream.h"

/* clang-format off */
static const struct {
    uint16_t version;
    const char *suites, *extensions, *groups, *formats, *digest;
} vectors[] = {
    /* the two examples of the README of salesforce/ja3 */
    {769, "002f0035 0005000a c009c00a c013c014 00320038 00130004",
     "00000000 000a0000 000b0000", "001700180019", "00", "ada70206e40642a3e4461f35503241d5"},
    {769, "00040005 000a0009 00640062 00030006 00130012 0063", "", "", "",
     "de350869b8c85de67a350c8d186f11e6"},
    /* the first again, with GREASE in each list */
    {769, "1a1a 002f0035 0005000a c009c00a c013c014 00320038 00130004 fafa",
     "2a2a0000 00000000 000a0000 000b0000 3a3a0001 00", "4a4a001700180019", "00",
     "ada70206e40642a3e4461f35503241d5"},
    /* the pseudo-TLS client of [MS-TURN] */
    {769, "0018", "", "", "", "98d82c43de4e22a055da96bcef1ca9b9"},
};
/* clang-format on */

static struct ls_span hex(const char *text, uint8_t *room, size_t size)
{
    size_t n = stream_hex(text, room, size);
    return ls_span(room, n);
}

START_TEST(clients_have_the_known_digests)
{
    uint8_t room[4][64], expected[16], digest[16];
    struct tls_hello hello = {.legacy_version = vectors[_i].version};
    hello.suites = hex(vectors[_i].suites, room[0], 64);
    hello.extensions = hex(vectors[_i].extensions, room[1], 64);
    hello.groups = hex(vectors[_i].groups, room[2], 64);
    hello.formats = hex(vectors[_i].formats, room[3], 64);
    stream_hex(vectors[_i].digest, expected, 16);
    ck_assert(tls_ja3(&hello, NULL, digest));
    ck_assert_mem_eq(digest, expected, 16);
}
END_TEST

START_TEST(a_server_has_the_known_digest)
{
    uint8_t suite[2] = {0x00, 0x18}, expected[16], digest[16];
    struct tls_hello hello = {.legacy_version = 769, .suites = ls_span(suite, 2)};
    stream_hex("233a541ade543e40c59e1f7ac7019c3d", expected, 16);
    ck_assert(tls_ja3s(&hello, NULL, digest));
    ck_assert_mem_eq(digest, expected, 16);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("probe/ja3");
    TCase *tests = tcase_create("digests");
    tcase_add_loop_test(tests, clients_have_the_known_digests, 0,
                        sizeof vectors / sizeof vectors[0]);
    tcase_add_test(tests, a_server_has_the_known_digest);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
