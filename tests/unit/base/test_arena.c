/* test_arena.c - zeroed, aligned, apart from each other. */
#include "lyncscope/arena.h"

#include <stdalign.h>
#include <stdint.h>
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

int main(void)
{
    TCase *tests;
    Suite *suite = suite_of("arena", &tests);
    tcase_add_test(tests, memory_is_zeroed_aligned_and_its_own);
    tcase_add_test(tests, a_large_piece_gets_a_block_of_its_own);
    tcase_add_test(tests, text_is_ended_and_bytes_are_packed);
    return suite_run(suite);
}
