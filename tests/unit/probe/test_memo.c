/* test_memo.c - what a thread remembers: exact keys, fixed size, and digests looked up once */
#include <check.h>
#include <stdlib.h>

#include "probe/memo.h"

static struct ls_memo *memo;

static void set_up(void)
{
    memo = ls_memo_new();
    ck_assert_ptr_nonnull(memo);
}

static void tear_down(void)
{
    ls_memo_free(memo);
}

static bool knows(enum ls_memo_kind kind, struct ls_span key, const char *value)
{
    struct ls_span found;
    return ls_memo_find(memo, kind, key, &found) && found.len == strlen(value) &&
           memcmp(found.at, value, found.len) == 0;
}

START_TEST(what_was_kept_is_found_under_its_kind_alone)
{
    ls_memo_keep(memo, LS_MEMO_CERTIFICATE, ls_span("key", 3), ls_span("value", 5));
    ck_assert(knows(LS_MEMO_CERTIFICATE, ls_span("key", 3), "value"));
    ck_assert(!knows(LS_MEMO_CLIENT_HELLO, ls_span("key", 3), "value"));
    ck_assert(!knows(LS_MEMO_CERTIFICATE, ls_span("kex", 3), "value"));
    ck_assert(!knows(LS_MEMO_CERTIFICATE, ls_span("key", 2), "value"));
    ls_memo_keep(memo, LS_MEMO_CERTIFICATE, ls_span("key", 3), ls_span("other", 5));
    ck_assert(knows(LS_MEMO_CERTIFICATE, ls_span("key", 3), "other"));
    ls_memo_keep(memo, LS_MEMO_CERTIFICATE, ls_span("none", 4), ls_span(NULL, 0));
    ck_assert(knows(LS_MEMO_CERTIFICATE, ls_span("none", 4), ""));
}
END_TEST

/* Only the ends of a key are hashed: keys that differ in between have the same hash, never the
 * same value. */
START_TEST(keys_are_compared_as_a_whole)
{
    uint8_t key[300] = {0};
    ls_memo_keep(memo, LS_MEMO_CERTIFICATE, ls_span(key, sizeof key), ls_span("first", 5));
    key[150] = 1;
    ck_assert(!knows(LS_MEMO_CERTIFICATE, ls_span(key, sizeof key), "first"));
    ls_memo_keep(memo, LS_MEMO_CERTIFICATE, ls_span(key, sizeof key), ls_span("second", 6));
    ck_assert(knows(LS_MEMO_CERTIFICATE, ls_span(key, sizeof key), "second"));
    key[150] = 0;
    ck_assert(knows(LS_MEMO_CERTIFICATE, ls_span(key, sizeof key), "first"));
}
END_TEST

/* A newcomer takes the place of an older one; as many as a hash has places stay. */
START_TEST(a_hash_has_some_places)
{
    uint8_t key[300] = {0};
    for (key[150] = 0; key[150] <= LS_MEMO_WAYS; key[150]++)
        ls_memo_keep(memo, LS_MEMO_CERTIFICATE, ls_span(key, sizeof key), ls_span("v", 1));
    key[150] = 0;
    ck_assert(!knows(LS_MEMO_CERTIFICATE, ls_span(key, sizeof key), "v"));
    for (key[150] = 1; key[150] <= LS_MEMO_WAYS; key[150]++)
        ck_assert(knows(LS_MEMO_CERTIFICATE, ls_span(key, sizeof key), "v"));
}
END_TEST

START_TEST(long_and_empty_keys_are_not_kept)
{
    static uint8_t key[LS_MEMO_KEY_MAX + 1];
    ls_memo_keep(memo, LS_MEMO_CERTIFICATE, ls_span(key, sizeof key), ls_span("v", 1));
    ck_assert(!knows(LS_MEMO_CERTIFICATE, ls_span(key, sizeof key), "v"));
    ls_memo_keep(memo, LS_MEMO_CERTIFICATE, ls_span(key, LS_MEMO_KEY_MAX), ls_span("v", 1));
    ck_assert(knows(LS_MEMO_CERTIFICATE, ls_span(key, LS_MEMO_KEY_MAX), "v"));
    ls_memo_keep(memo, LS_MEMO_CERTIFICATE, ls_span(key, 0), ls_span("v", 1));
    ck_assert(!knows(LS_MEMO_CERTIFICATE, ls_span(key, 0), "v"));
}
END_TEST

START_TEST(many_keys_push_each_other_out_and_never_mix)
{
    size_t found = 0;
    for (uint32_t i = 0; i < 10 * LS_MEMO_PLACES; i++)
        ls_memo_keep(memo, LS_MEMO_CLIENT_HELLO, ls_span(&i, sizeof i), ls_span(&i, sizeof i));
    for (uint32_t i = 0; i < 10 * LS_MEMO_PLACES; i++) {
        struct ls_span value;
        if (!ls_memo_find(memo, LS_MEMO_CLIENT_HELLO, ls_span(&i, sizeof i), &value))
            continue;
        ck_assert_mem_eq(value.at, &i, sizeof i);
        found++;
    }
    ck_assert(found > 0 && found <= LS_MEMO_PLACES);
}
END_TEST

START_TEST(without_a_memo_nothing_is_kept)
{
    struct ls_span value;
    ls_memo_keep(NULL, LS_MEMO_CERTIFICATE, ls_span("key", 3), ls_span("value", 5));
    ck_assert(!ls_memo_find(NULL, LS_MEMO_CERTIFICATE, ls_span("key", 3), &value));
    ls_memo_free(NULL);
}
END_TEST

/* RFC 1321 appendix A.5, FIPS 180-4: the digests of "abc", with and without a memo, repeatedly. */
START_TEST(digests_are_those_of_the_standards)
{
    static const uint8_t md5[] = {0x90, 0x01, 0x50, 0x98, 0x3c, 0xd2, 0x4f, 0xb0,
                                  0xd6, 0x96, 0x3f, 0x7d, 0x28, 0xe1, 0x7f, 0x72};
    static const uint8_t sha256[] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea,
                                     0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23};
    for (int i = 0; i < 6; i++) {
        struct ls_memo *own = i < 3 ? memo : NULL;
        struct ls_digest digest;
        uint8_t out[LS_DIGEST_MAX];
        ls_digest_begin(&digest, own, LS_DIGEST_MD5);
        ls_digest_add(&digest, "a", 1);
        ls_digest_add(&digest, "bc", 2);
        ck_assert(ls_digest_end(&digest, out));
        ck_assert_mem_eq(out, md5, sizeof md5);
        ls_digest_begin(&digest, own, LS_DIGEST_SHA256);
        ls_digest_add(&digest, "abc", 3);
        ck_assert(ls_digest_end(&digest, out));
        ck_assert_mem_eq(out, sha256, sizeof sha256);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("probe/memo");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, what_was_kept_is_found_under_its_kind_alone);
    tcase_add_test(tests, keys_are_compared_as_a_whole);
    tcase_add_test(tests, a_hash_has_some_places);
    tcase_add_test(tests, long_and_empty_keys_are_not_kept);
    tcase_add_test(tests, many_keys_push_each_other_out_and_never_mix);
    tcase_add_test(tests, without_a_memo_nothing_is_kept);
    tcase_add_test(tests, digests_are_those_of_the_standards);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
