/* test_formats.c - what strangers wrote stays text in each format; advice for every finding. */
#include "bench.h"
#include "report/advice.h"

static char *report_of(struct bench *bench, const char *format)
{
    struct ls_audit *audit = ls_audit_new(&bench->run);
    struct ls_look look = {.columns = 80};
    char *out = NULL;
    size_t size;
    struct ls_summary flow = bench_flow(7, 3389);
    struct ls_verdict verdict;
    struct ls_record record = {&flow, &verdict};
    ls_classify(&bench->context, &flow, &verdict);
    ck_assert_int_eq(ls_audit_add(audit, &record), 0);
    FILE *file = open_memstream(&out, &size);
    ls_audit_format_find(format)->write(file, audit, &look);
    fclose(file);
    ls_audit_free(audit);
    return out;
}

static void has(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) != NULL, "%s\nis not in\n%s", part, text);
}

static void lacks(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) == NULL, "%s\nis in\n%s", part, text);
}

START_TEST(a_hostile_file_name_acts_nowhere)
{
    static const char *const files[] = {"=cmd|\"<script>\"\n[x](y)"};
    struct bench bench;
    bench_init(&bench);
    bench.run.files = files;
    bench.run.file_count = 1;
    char *page = report_of(&bench, "html");
    has(page, "=cmd|&quot;&lt;script&gt;&quot; [x](y)");
    lacks(page, "<script");
    char *mark = report_of(&bench, "md");
    has(mark, "| =cmd\\|\"&lt;script&gt;\" \\[x\\](y) |\n");
    char *sheet = report_of(&bench, "csv");
    has(sheet, "\r\nfile,\"'=cmd|\"\"<script>\"\"\xef\xbf\xbd[x](y)\"\r\n");
    free(page);
    free(mark);
    free(sheet);
    bench_clear(&bench);
}
END_TEST

START_TEST(names_choose_the_format)
{
    ck_assert_str_eq(ls_audit_format_for("day.html")->name, "html");
    ck_assert_str_eq(ls_audit_format_for("DAY.HTML")->name, "html");
    ck_assert_str_eq(ls_audit_format_for("a.b/day.md")->name, "md");
    ck_assert_str_eq(ls_audit_format_for("day.csv")->name, "csv");
    ck_assert_ptr_null(ls_audit_format_for("html"));
    ck_assert_ptr_null(ls_audit_format_for("day.pdf"));
}
END_TEST

START_TEST(the_page_says_its_language_and_forbids_the_rest)
{
    struct bench bench;
    bench_init(&bench);
    bench.run.lang = _i ? LS_ZH_CN : LS_EN;
    char *page = report_of(&bench, "html");
    has(page, _i ? "<html lang=\"zh-CN\">" : "<html lang=\"en\">");
    has(page, "content=\"default-src 'none'; style-src 'sha256-");
    lacks(page, "http://");
    lacks(page, "https://");
    has(page, advice_for("undocumented", bench.run.lang));
    free(page);
    bench_clear(&bench);
}
END_TEST

START_TEST(each_kind_of_finding_has_advice_in_both_languages)
{
    static const char *const ids[] = {"contradicted",
                                      "misplaced",
                                      "undocumented",
                                      "clear-text-sip",
                                      "mutual-tls-missing",
                                      "forbidden-rpc",
                                      "old-tls",
                                      "certificate-expired",
                                      "certificate-not-yet-valid",
                                      "certificate-self-signed",
                                      "not-in-topology",
                                      "moved-port",
                                      "past-balancer"};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        ck_assert_msg(advice_for(ids[i], LS_EN)[0] != '\0', "%s", ids[i]);
        ck_assert_msg(advice_for(ids[i], LS_ZH_CN)[0] != '\0', "%s", ids[i]);
    }
    ck_assert_str_eq(advice_for("no-such-finding", LS_EN), "");
}
END_TEST

int main(void)
{
    TCase *tests;
    Suite *suite = suite_of("formats", &tests);
    tcase_add_test(tests, a_hostile_file_name_acts_nowhere);
    tcase_add_test(tests, names_choose_the_format);
    tcase_add_loop_test(tests, the_page_says_its_language_and_forbids_the_rest, 0, 2);
    tcase_add_test(tests, each_kind_of_finding_has_advice_in_both_languages);
    return suite_run(suite);
}
