/* test_cursor.c - reads stop at the end, and failure stays. */
#include "lyncscope/cursor.h"

#include "guard.h"
#include "suite.h"

static const uint8_t bytes[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};

START_TEST(integers_come_in_both_byte_orders)
{
    struct ls_cursor be = ls_cursor(bytes, sizeof bytes);
    struct ls_cursor le = be;
    ck_assert_uint_eq(ls_be16(&be), 0x0102);
    ck_assert_uint_eq(ls_be24(&be), 0x030405);
    ck_assert_uint_eq(ls_be32(&be), 0x06070809);
    ck_assert(!be.failed);
    ck_assert_uint_eq(ls_le64(&le), 0x0807060504030201);
    ck_assert_uint_eq(ls_u8(&le), 9);
    ck_assert_uint_eq(ls_left(&le), 0);
    ck_assert(!le.failed);
}
END_TEST

START_TEST(a_read_past_the_end_fails_for_good)
{
    struct ls_cursor c = ls_cursor(bytes, 3);
    ck_assert_uint_eq(ls_be32(&c), 0);
    ck_assert(c.failed);
    ck_assert_uint_eq(ls_left(&c), 0);
    ck_assert_uint_eq(ls_u8(&c), 0);
    ck_assert_ptr_null(ls_take(&c, SIZE_MAX));
}
END_TEST

START_TEST(a_cut_part_cannot_read_its_parent)
{
    struct ls_cursor c = ls_cursor(bytes, sizeof bytes);
    struct ls_cursor part = ls_cut(&c, 2);
    ck_assert_uint_eq(ls_left(&part), 2);
    ck_assert_uint_eq(ls_be24(&part), 0);
    ck_assert(part.failed);
    ck_assert(!c.failed);
    ck_assert_uint_eq(ls_u8(&c), 3);
    part = ls_cut(&c, 100);
    ck_assert(part.failed && c.failed);
    ck_assert_uint_eq(ls_left(&part), 0);
}
END_TEST

START_TEST(an_empty_cursor_is_harmless)
{
    struct ls_cursor c = ls_cursor(NULL, 0);
    ck_assert(ls_starts(&c, "", 0));
    ck_assert(!ls_starts(&c, "a", 1));
    ck_assert_ptr_null(ls_take(&c, 0));
    ck_assert(!c.failed);
    ck_assert_uint_eq(ls_left(&c), 0);
}
END_TEST

START_TEST(nothing_beyond_the_guard_is_touched)
{
    struct guard guard = guard_copy(bytes, (size_t)_i);
    struct ls_cursor c = ls_cursor(guard.bytes, (size_t)_i);
    for (int i = 0; i < 12; i++)
        ls_be16(&c);
    ck_assert(c.failed);
    ck_assert(!ls_starts(&c, "abc", 3));
    guard_free(&guard);
}
END_TEST

int main(void)
{
    TCase *tests;
    Suite *suite = suite_of("cursor", &tests);
    tcase_add_test(tests, integers_come_in_both_byte_orders);
    tcase_add_test(tests, a_read_past_the_end_fails_for_good);
    tcase_add_test(tests, a_cut_part_cannot_read_its_parent);
    tcase_add_test(tests, an_empty_cursor_is_harmless);
    tcase_add_loop_test(tests, nothing_beyond_the_guard_is_touched, 0, sizeof bytes);
    return suite_run(suite);
}
