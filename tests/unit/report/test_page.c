/* test_page.c - lines break where they may, in both scripts. */
#include "report/page.h"

#include <stdlib.h>
#include <string.h>

#include "suite.h"

static char *wrap(int columns, int at, int indent, const char *text)
{
    struct ls_look look = {.columns = columns};
    char *out = NULL;
    size_t size;
    FILE *file = open_memstream(&out, &size);
    struct page page = page_on(file, &look);
    page_wrap(&page, at, indent, text);
    fclose(file);
    return out;
}

START_TEST(words_break_at_blanks)
{
    char *out = wrap(20, 0, 2, "no row allows this flow at all");
    ck_assert_str_eq(out, "no row allows this\n  flow at all\n");
    free(out);
}
END_TEST

START_TEST(wide_characters_break_anywhere)
{
    char *out = wrap(10, 0, 0, "没有任何行允许");
    ck_assert_str_eq(out, "没有任何行\n允许\n");
    free(out);
}
END_TEST

START_TEST(a_word_longer_than_the_line_is_not_cut)
{
    char *out = wrap(10, 0, 0, "a averyveryverylongword b");
    ck_assert_str_eq(out, "a\naveryveryverylongword\nb\n");
    free(out);
}
END_TEST

START_TEST(control_characters_are_shown_not_obeyed)
{
    char *out = wrap(40, 0, 0, "x\x1b[2Jy");
    ck_assert_str_eq(out, "x\\x1b[2Jy\n");
    free(out);
}
END_TEST

int main(void)
{
    TCase *tests;
    Suite *suite = suite_of("page", &tests);
    tcase_add_test(tests, words_break_at_blanks);
    tcase_add_test(tests, wide_characters_break_anywhere);
    tcase_add_test(tests, a_word_longer_than_the_line_is_not_cut);
    tcase_add_test(tests, control_characters_are_shown_not_obeyed);
    return suite_run(suite);
}
