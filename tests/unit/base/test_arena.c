/* test_arena.c - zeroed, aligned, apart from each other. */
#include "lyncscope/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

START_TEST(memory_is_zeroed_aligned_and_its_own)
{
    struct ls_arena *arena = ls_arena_new();
    static const uint8_t zero[5000];
    uint8_t *last = NULL;
    for (size_t i = 1; i < 5000; i += 7) {
        uint8_t *at = ls_arena_alloc(arena, i);
        ck_assert_ptr_nonnull(at);
        ck_assert_uint_eq((uintptr_t)at % alignof(max_align_t), 0);
        ck_assert_mem_eq(at, zero, i);
        memset(at, 0xff, i);
        if (last != NULL)
            ck_assert_uint_eq(*last, 0xff);
        last = at;
    }
    ck_assert_uint_gt(ls_arena_size(arena), 5000);
    ls_arena_free(arena);
}
END_TEST

START_TEST(a_large_piece_gets_a_block_of_its_own)
{
    struct ls_arena *arena = ls_arena_new();
    char *large = ls_arena_alloc(arena, 1 << 20);
    ck_assert_ptr_nonnull(large);
    memset(large, 1, 1 << 20);
    ck_assert_ptr_nonnull(ls_arena_alloc(arena, 10));
    ck_assert_ptr_null(ls_arena_alloc(arena, SIZE_MAX - 8));
    ls_arena_free(arena);
    ls_arena_free(NULL);
}
END_TEST

START_TEST(text_is_ended_and_bytes_are_packed)
{
    struct ls_arena *arena = ls_arena_new();
    char *text = ls_arena_text(arena, "front-end", 5);
    ck_assert_str_eq(text, "front");
    char *packed = ls_arena_bytes(arena, "ab", 2);
    char *next = ls_arena_bytes(arena, "c", 1);
    ck_assert_ptr_eq(next, packed + 2);
    ck_assert_ptr_null(ls_arena_text(arena, "", SIZE_MAX));
    ls_arena_free(arena);
}
END_TEST

START_TEST(equal_pieces_are_lent_once)
{
    struct ls_arena *arena = ls_arena_new();
    const char *first = ls_arena_share(arena, "front-end", 9, 1);
    ck_assert_mem_eq(first, "front-end", 9);
    ck_assert_ptr_eq(ls_arena_share(arena, "front-end", 9, 1), first);
    ck_assert_ptr_ne(ls_arena_share(arena, "front-enD", 9, 1), first);
    ck_assert_ptr_ne(ls_arena_share(arena, "front-end", 5, 1), first);
    ck_assert_ptr_nonnull(ls_arena_share(arena, NULL, 0, 1));
    ls_arena_free(arena);
}
END_TEST

/* Equal bytes that stand at an odd place are of no use to who wants a struct. */
START_TEST(a_shared_piece_is_aligned_as_asked)
{
    struct ls_arena *arena = ls_arena_new();
    const uint64_t value = UINT64_C(0x0123456789abcdef);
    ck_assert_ptr_nonnull(ls_arena_bytes(arena, "x", 1));
    const uint8_t *tight = ls_arena_share(arena, &value, sizeof value, 1);
    ck_assert_uint_eq((uintptr_t)tight % alignof(uint64_t), 1);
    const uint64_t *aligned = ls_arena_share(arena, &value, sizeof value, alignof(uint64_t));
    ck_assert_uint_eq((uintptr_t)aligned % alignof(uint64_t), 0);
    ck_assert_uint_eq(*aligned, value);
    ls_arena_free(arena);
}
END_TEST

/* A flood of pieces that all differ makes the memory of them forget, and gives no wrong answer. */
START_TEST(many_different_pieces_stay_apart)
{
    enum { MANY = 100000 };
    struct ls_arena *arena = ls_arena_new();
    const uint32_t **lent = calloc(MANY, sizeof *lent);
    for (uint32_t i = 0; i < MANY; i++)
        lent[i] = ls_arena_share(arena, &i, sizeof i, alignof(uint32_t));
    for (uint32_t i = 0; i < MANY; i++)
        ck_assert_uint_eq(*lent[i], i);
    size_t size = ls_arena_size(arena);
    for (int i = 0; i < 1000000; i++)
        ck_assert_uint_eq(*(const uint32_t *)ls_arena_share(arena, lent[MANY - 1], 4, 4), MANY - 1);
    ck_assert_uint_eq(ls_arena_size(arena), size);
    free(lent);
    ls_arena_free(arena);
}
END_TEST

int main(void)
{
    TCase *tests;
    Suite *suite = suite_of("arena", &tests);
    tcase_add_test(tests, equal_pieces_are_lent_once);
    tcase_add_test(tests, a_shared_piece_is_aligned_as_asked);
    tcase_add_test(tests, many_different_pieces_stay_apart);
    tcase_add_test(tests, memory_is_zeroed_aligned_and_its_own);
    tcase_add_test(tests, a_large_piece_gets_a_block_of_its_own);
    tcase_add_test(tests, text_is_ended_and_bytes_are_packed);
    return suite_run(suite);
}
