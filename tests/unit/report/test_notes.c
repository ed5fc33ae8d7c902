/* test_notes.c - what a report says about the capture itself */
#include <string.h>

#include "report/notes.h"
#include "suite.h"

static char text[RUN_NOTE_TEXT];

START_TEST(a_clean_capture_has_no_notes)
{
    struct ls_run run = {
        .flows = 1, .packets = 1000, .answered = 10, .one_way = 5}; /* half is not most */
    for (size_t i = 0; i < RUN_NOTES; i++)
        ck_assert(!run_note(&run, i, text));
}
END_TEST

START_TEST(duplicates_are_told_with_their_share)
{
    struct ls_run run = {.flows = 1, .packets = 1000, .repeats = 125, .lang = (enum ls_lang)_i};
    ck_assert(run_note(&run, 0, text));
    ck_assert_ptr_nonnull(strstr(text, "125 "));
    ck_assert_ptr_nonnull(strstr(text, "1000 "));
    ck_assert_ptr_nonnull(strstr(text, "12.5"));
    ck_assert(!run_note(&run, 1, text));
}
END_TEST

START_TEST(one_direction_of_most_connections_is_told)
{
    struct ls_run run = {
        .flows = 1, .packets = 9, .answered = 3, .one_way = 2, .lang = (enum ls_lang)_i};
    ck_assert(!run_note(&run, 0, text));
    ck_assert(run_note(&run, 1, text));
    ck_assert_ptr_nonnull(strstr(text, "2 "));
    ck_assert_ptr_nonnull(strstr(text, "66.7"));
}
END_TEST

START_TEST(nothing_read_is_no_clean_bill)
{
    struct ls_run run = {.lang = (enum ls_lang)_i}, none = {.packets = 3, .lang = run.lang};
    ck_assert(run_note(&run, 5, text));
    ck_assert_ptr_nonnull(strstr(text, run.lang == LS_EN ? "no packet was read" : "没有读到"));
    ck_assert(run_note(&none, 5, text));
    ck_assert_ptr_nonnull(strstr(text, none.lang == LS_EN ? "belongs to a flow" : "归入流"));
    run.records = 1;
    ck_assert(!run_note(&run, 5, text));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("notes");
    TCase *t = tcase_create("notes");
    tcase_add_test(t, a_clean_capture_has_no_notes);
    tcase_add_loop_test(t, duplicates_are_told_with_their_share, 0, LS_LANGS);
    tcase_add_loop_test(t, one_direction_of_most_connections_is_told, 0, LS_LANGS);
    tcase_add_loop_test(t, nothing_read_is_no_clean_bill, 0, LS_LANGS);
    suite_add_tcase(suite, t);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
