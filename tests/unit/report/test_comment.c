/* test_comment.c - one line that says why, whatever strangers put into it */
#include <stdlib.h>
#include <string.h>

#include "lyncscope/report.h"
#include "suite.h"

static char *comment;
static struct ls_verdict verdict;
static const struct ls_row row = {.id = "T1.3"}, other = {.id = "T2.1"};
static const struct ls_exception exception = {.id = "jump"};

static void set_up(void)
{
    comment = NULL;
    verdict = (struct ls_verdict){.kind = LS_CONTRADICTED, .reason = "SIP where TLS is documented"};
    verdict.rejected[verdict.rejected_count++] = &row;
    verdict.rejected[verdict.rejected_count++] = &other;
    verdict.findings[verdict.finding_count++] =
        (struct ls_finding){"contradicted", LS_HIGH, "SIP where TLS is documented"};
}

static void tear_down(void)
{
    free(comment);
}

static const char *write(enum ls_lang lang)
{
    size_t n;
    FILE *out = open_memstream(&comment, &n);
    ck_assert_ptr_nonnull(out);
    ls_comment_write(out, &verdict, lang);
    ck_assert_int_eq(fclose(out), 0);
    return comment;
}

START_TEST(a_finding_names_the_rows_that_do_not_allow_it)
{
    ck_assert_str_eq(write(LS_EN), "contradicted: SIP where TLS is documented | rows: T1.3, T2.1 | "
                                   "finding: contradicted (high)");
}
END_TEST

START_TEST(it_speaks_chinese)
{
    ck_assert_str_eq(write(LS_ZH_CN), "相矛盾：SIP where TLS is documented | 行：T1.3、T2.1 | "
                                      "发现：contradicted（高）");
}
END_TEST

START_TEST(a_remark_names_the_rows_that_allow_the_flow_and_has_its_own_text)
{
    verdict.kind = LS_DOCUMENTED;
    verdict.entries[verdict.entry_count++] = &other;
    verdict.findings[0] = (struct ls_finding){"clear-text-sip", LS_LOW, "SIP without TLS"};
    verdict.accepted = &exception;
    ck_assert_str_eq(write(LS_EN),
                     "documented: SIP where TLS is documented | rows: T2.1 | finding: "
                     "clear-text-sip (low): SIP without TLS | accepted by: jump");
}
END_TEST

START_TEST(without_rows_it_says_so)
{
    verdict.rejected_count = 0;
    ck_assert_ptr_nonnull(strstr(write(LS_EN), "| rows: none |"));
}
END_TEST

START_TEST(what_strangers_wrote_is_escaped_and_stays_one_line)
{
    strcpy(verdict.reason, "by \x1b[31m\"a\nb\xff\xe2\x80\xae\"");
    verdict.findings[0] = (struct ls_finding){"clear-text-sip", LS_LOW, "\r\n\x07"};
    ck_assert_str_eq(write(LS_EN),
                     "contradicted: by \\x1b[31m\"a\\x0ab\\xff\\u202e\" | rows: T1.3, "
                     "T2.1 | finding: clear-text-sip (low): \\x0d\\x0a\\x07");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("comment");
    TCase *t = tcase_create("comment");
    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_add_test(t, a_finding_names_the_rows_that_do_not_allow_it);
    tcase_add_test(t, it_speaks_chinese);
    tcase_add_test(t, a_remark_names_the_rows_that_allow_the_flow_and_has_its_own_text);
    tcase_add_test(t, without_rows_it_says_so);
    tcase_add_test(t, what_strangers_wrote_is_escaped_and_stays_one_line);
    suite_add_tcase(suite, t);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
