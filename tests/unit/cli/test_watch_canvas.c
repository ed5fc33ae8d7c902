/* test_watch_canvas.c - text is cut by columns, and strangers' text shows what it is */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "cli/watch/canvas.h"
#include "lyncscope/escape.h"

static struct canvas canvas;

static void set_up(void)
{
    ck_assert_int_eq(canvas_size(&canvas, 3, 20), 0);
}

static void tear_down(void)
{
    canvas_free(&canvas);
}

START_TEST(cells_have_their_width)
{
    canvas_put(&canvas, 0, PAGE_PLAIN, 5, "abc");
    canvas_put(&canvas, 0, PAGE_RED, 3, "defgh");
    canvas_put_right(&canvas, 0, PAGE_PLAIN, 6, "42");
    ck_assert_str_eq(canvas.lines[0].text, "abc  def    42");
    ck_assert_int_eq(canvas_left(&canvas, 0), 6);
    ck_assert_uint_eq(canvas.lines[0].run_count, 3);
    ck_assert_uint_eq(canvas.lines[0].runs[1].from, 5);
    ck_assert_int_eq(canvas.lines[0].runs[1].colour, PAGE_RED);
}
END_TEST

START_TEST(a_wide_character_is_not_halved)
{
    canvas_put(&canvas, 0, PAGE_PLAIN, 5, "已记载流");
    ck_assert_str_eq(canvas.lines[0].text, "已记 ");
    ck_assert_int_eq(ls_text_columns(canvas.lines[0].text), 5);
    canvas_put_right(&canvas, 1, PAGE_PLAIN, 5, "未知");
    ck_assert_str_eq(canvas.lines[1].text, " 未知");
}
END_TEST

START_TEST(no_row_is_longer_than_the_screen)
{
    for (int i = 0; i < 100; i++)
        canvas_put(&canvas, 0, (enum page_colour)(i % 3), 0, "端口 abc");
    ck_assert_int_le(ls_text_columns(canvas.lines[0].text), 20);
    ck_assert_int_le(canvas_left(&canvas, 0), 1);
}
END_TEST

START_TEST(strangers_cannot_speak_to_the_terminal)
{
    canvas_put(&canvas, 0, PAGE_PLAIN, 0, "a\033[2J\n\xff\xe2\x80\xae");
    for (const char *at = canvas.lines[0].text; *at != '\0'; at++)
        ck_assert_msg((unsigned char)*at >= ' ' && (unsigned char)*at < 0x7f, "%s",
                      canvas.lines[0].text);
    ck_assert_str_eq(canvas.lines[0].text, "a\\x1b[2J\\x0a\\xff\\u20");
}
END_TEST

START_TEST(rows_that_are_not_there_take_nothing)
{
    canvas_put(&canvas, -1, PAGE_PLAIN, 0, "x");
    canvas_put(&canvas, 3, PAGE_PLAIN, 0, "x");
    canvas_put_right(&canvas, 3, PAGE_PLAIN, 4, "x");
    canvas_reverse(&canvas, 3);
    ck_assert_int_eq(canvas_left(&canvas, 3), 0);
}
END_TEST

START_TEST(sizes_have_limits_and_begin_empty)
{
    canvas_put(&canvas, 0, PAGE_PLAIN, 0, "x");
    ck_assert_int_eq(canvas_size(&canvas, 3, 20), 0);
    ck_assert_str_eq(canvas.lines[0].text, "");
    ck_assert_int_eq(canvas_size(&canvas, 0, -5), 0);
    ck_assert_int_eq(canvas.rows, 1);
    ck_assert_int_eq(canvas_size(&canvas, 100000, 100000), 0);
    ck_assert_int_eq(canvas.rows, CANVAS_ROWS_MAX);
    ck_assert_int_eq(canvas.columns, CANVAS_COLUMNS_MAX);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("canvas");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, cells_have_their_width);
    tcase_add_test(tests, a_wide_character_is_not_halved);
    tcase_add_test(tests, no_row_is_longer_than_the_screen);
    tcase_add_test(tests, strangers_cannot_speak_to_the_terminal);
    tcase_add_test(tests, rows_that_are_not_there_take_nothing);
    tcase_add_test(tests, sizes_have_limits_and_begin_empty);
    Suite *suite = suite_create("watch_canvas");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
