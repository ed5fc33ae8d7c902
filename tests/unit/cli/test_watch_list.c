/* test_watch_list.c - one stays within the list, and sees where one is */
#include <check.h>
#include <stdlib.h>

#include "cli/watch/list.h"

static struct list list;

static void set_up(void)
{
    list = (struct list){0};
    list_fit(&list, 100, 10);
}

static void check(size_t selected, size_t top)
{
    ck_assert_uint_eq(list.selected, selected);
    ck_assert_uint_eq(list.top, top);
}

START_TEST(moving_scrolls_when_it_must)
{
    list_move(&list, 9);
    check(9, 0);
    list_move(&list, 1);
    check(10, 1);
    list_move(&list, -5);
    check(5, 1);
    list_move(&list, -5);
    check(0, 0);
}
END_TEST

START_TEST(ends_hold)
{
    list_move(&list, -1);
    check(0, 0);
    list_move(&list, 1000);
    check(99, 90);
    list_move(&list, 1);
    check(99, 90);
    list_move(&list, 100);
    check(99, 90);
}
END_TEST

START_TEST(a_shorter_list_or_window_keeps_the_selection_in_sight)
{
    list_move(&list, 50);
    list_fit(&list, 100, 3);
    check(50, 48);
    list_fit(&list, 20, 3);
    check(19, 17);
    list_fit(&list, 0, 3);
    check(0, 0);
    list_move(&list, 1);
    check(0, 0);
}
END_TEST

START_TEST(a_taller_window_shows_no_emptiness)
{
    list_move(&list, 100);
    list_fit(&list, 100, 40);
    check(99, 60);
}
END_TEST

START_TEST(a_text_scrolls_by_lines_and_stops_at_its_last_page)
{
    list_scroll(&list, 5);
    check(5, 5);
    list_scroll(&list, 1000);
    check(90, 90);
    list_scroll(&list, -1000);
    check(0, 0);
    list_scroll(&list, 100);
    check(90, 90);
    list_fit(&list, 4, 10);
    list_scroll(&list, 0);
    check(0, 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("list");
    tcase_add_checked_fixture(tests, set_up, NULL);
    tcase_add_test(tests, moving_scrolls_when_it_must);
    tcase_add_test(tests, ends_hold);
    tcase_add_test(tests, a_shorter_list_or_window_keeps_the_selection_in_sight);
    tcase_add_test(tests, a_taller_window_shows_no_emptiness);
    tcase_add_test(tests, a_text_scrolls_by_lines_and_stops_at_its_last_page);
    Suite *suite = suite_create("watch_list");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
