/* test_hash.c - the key matters, and every word does. */
#include "lyncscope/hash.h"

#include "suite.h"

START_TEST(key_and_every_word_change_the_hash)
{
    struct ls_hash_key key = {{UINT64_C(0x8f2d6a91c3b7e405), UINT64_C(0x1d94c07be26fa358)}};
    struct ls_hash_key other = {{key.k[0], key.k[1] ^ 1}};
    uint64_t words[5] = {1, 2, 3, 4, 5};
    uint64_t hash = ls_hash_words(&key, words, 5);
    ck_assert_uint_eq(hash, ls_hash_words(&key, words, 5));
    ck_assert_uint_ne(hash, ls_hash_words(&other, words, 5));
    ck_assert_uint_ne(hash, ls_hash_words(&key, words, 4));
    for (int i = 0; i < 5; i++) {
        words[i] ^= 1;
        ck_assert_uint_ne(hash, ls_hash_words(&key, words, 5));
        words[i] ^= 1;
    }
}
END_TEST

START_TEST(two_keys_drawn_differ)
{
    struct ls_hash_key a = ls_hash_key_draw(), b = ls_hash_key_draw();
    ck_assert(a.k[0] != b.k[0] || a.k[1] != b.k[1]);
}
END_TEST

START_TEST(pairs_of_pairs_fill_buckets_evenly_whichever_word_counts)
{
    enum { BUCKETS = 256, KEYS = 64 * BUCKETS };
    struct ls_hash_key key = ls_hash_key_draw();
    for (int which = 0; which < 2; which++) {
        unsigned fill[BUCKETS] = {0};
        for (uint64_t i = 0; i < KEYS; i++)
            fill[ls_hash_pair(&key, ls_hash_pair(&key, which ? i : 7, which ? 7 : i), 17) %
                 BUCKETS]++;
        for (int i = 0; i < BUCKETS; i++)
            ck_assert_msg(fill[i] > 20 && fill[i] < 130, "bucket %d: %u", i, fill[i]);
    }
}
END_TEST

START_TEST(buckets_fill_evenly)
{
    enum { BUCKETS = 256, KEYS = 64 * BUCKETS };
    unsigned fill[BUCKETS] = {0};
    struct ls_hash_key key = ls_hash_key_draw();
    for (uint64_t i = 0; i < KEYS; i++)
        fill[ls_hash_words(&key, &i, 1) % BUCKETS]++;
    for (int i = 0; i < BUCKETS; i++)
        ck_assert_msg(fill[i] > 20 && fill[i] < 130, "bucket %d: %u", i, fill[i]);
}
END_TEST

int main(void)
{
    TCase *tests;
    Suite *suite = suite_of("hash", &tests);
    tcase_add_test(tests, key_and_every_word_change_the_hash);
    tcase_add_test(tests, two_keys_drawn_differ);
    tcase_add_test(tests, pairs_of_pairs_fill_buckets_evenly_whichever_word_counts);
    tcase_add_test(tests, buckets_fill_evenly);
    return suite_run(suite);
}
