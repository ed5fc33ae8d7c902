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

START_TEST(key_length_and_every_byte_change_the_hash_of_bytes)
{
    struct ls_hash_key key = {{UINT64_C(0x8f2d6a91c3b7e405), UINT64_C(0x1d94c07be26fa358)}};
    struct ls_hash_key other = {{key.k[0], key.k[1] ^ 1}};
    uint8_t bytes[37] = {0};
    unsigned hash = ls_hash_bytes(&key, bytes, sizeof bytes);
    ck_assert_uint_eq(hash, ls_hash_bytes(&key, bytes, sizeof bytes));
    ck_assert_uint_ne(hash, ls_hash_bytes(&other, bytes, sizeof bytes));
    ck_assert_uint_ne(hash, ls_hash_bytes(&key, bytes, sizeof bytes - 1)); /* all are zero */
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] ^= 1;
        ck_assert_msg(ls_hash_bytes(&key, bytes, sizeof bytes) != hash, "byte %zu", i);
        bytes[i] ^= 1;
    }
}
END_TEST

/* Names that collide under one key lie apart under the next: nobody can make them in advance. */
START_TEST(collisions_are_good_for_one_key_only)
{
    enum { KEYS = 1 << 14, BUCKETS = 256 };
    struct ls_hash_key known = ls_hash_key_draw(), drawn = ls_hash_key_draw();
    unsigned fill[BUCKETS] = {0};
    unsigned collisions = 0;
    for (uint32_t i = 0; i < KEYS; i++) {
        if (ls_hash_bytes(&known, &i, sizeof i) % BUCKETS != 0)
            continue;
        collisions++;
        fill[ls_hash_bytes(&drawn, &i, sizeof i) % BUCKETS]++;
    }
    ck_assert_uint_gt(collisions, 20);
    for (int i = 0; i < BUCKETS; i++)
        ck_assert_msg(fill[i] < 12, "bucket %d: %u of %u", i, fill[i], collisions);
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
    tcase_add_test(tests, key_length_and_every_byte_change_the_hash_of_bytes);
    tcase_add_test(tests, collisions_are_good_for_one_key_only);
    tcase_add_test(tests, two_keys_drawn_differ);
    tcase_add_test(tests, pairs_of_pairs_fill_buckets_evenly_whichever_word_counts);
    tcase_add_test(tests, buckets_fill_evenly);
    return suite_run(suite);
}
