/* test_metrics.c - the text form is read back by rules of our own, and the numbers are the right
 * ones. */
#include <check.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cli/metrics.h"
#include "lyncscope/clock.h"

enum { FAMILIES_MAX = 32, SAMPLES_MAX = 64 };

struct page {
    char *text;
    char families[FAMILIES_MAX][64];
    bool counter[FAMILIES_MAX];
    size_t family_count;
    char samples[SAMPLES_MAX][128]; /* name and labels */
    double values[SAMPLES_MAX];
    size_t sample_count;
};

static size_t name_length(const char *at)
{
    size_t n = 0;
    while (isalnum((unsigned char)at[n]) || at[n] == '_' || at[n] == ':')
        n++;
    return isdigit((unsigned char)at[0]) ? 0 : n;
}

/* name="value",... with escapes; returns what follows the closing brace. */
static const char *past_labels(const char *at)
{
    do {
        at++;
        size_t n = name_length(at);
        ck_assert_uint_gt(n, 0);
        ck_assert_msg(strncmp(at + n, "=\"", 2) == 0, "%s", at);
        for (at += n + 2; *at != '"'; at++) {
            ck_assert_msg(*at != '\0' && *at != '\n', "a label without end");
            if (*at == '\\') {
                at++;
                ck_assert_msg(strchr("\\\"n", *at) != NULL, "an escape that there is not: %c", *at);
            }
        }
        at++;
    } while (*at == ',');
    ck_assert_int_eq(*at, '}');
    return at + 1;
}

static void take_family(struct page *page, const char *help, const char *type)
{
    char name[64], name_again[64], kind[16];
    ck_assert_int_eq(sscanf(help, "# HELP %63s", name), 1);
    ck_assert_int_eq(sscanf(type, "# TYPE %63s %15s", name_again, kind), 2);
    ck_assert_str_eq(name, name_again);
    ck_assert_msg(strcmp(kind, "counter") == 0 || strcmp(kind, "gauge") == 0, "%s", kind);
    bool counter = kind[0] == 'c';
    size_t n = strlen(name);
    ck_assert_msg(counter == (n > 6 && strcmp(name + n - 6, "_total") == 0), "%s %s", name, kind);
    for (size_t i = 0; i < page->family_count; i++)
        ck_assert_str_ne(page->families[i], name);
    strcpy(page->families[page->family_count++], name);
}

/* A sample belongs to the family above it. */
static void take_sample(struct page *page, const char *line)
{
    ck_assert_uint_gt(page->family_count, 0);
    const char *family = page->families[page->family_count - 1];
    size_t n = name_length(line);
    ck_assert_msg(n == strlen(family) && strncmp(line, family, n) == 0, "%s is not %s", line,
                  family);
    const char *end = line[n] == '{' ? past_labels(line + n) : line + n;
    ck_assert_int_eq(*end, ' ');
    snprintf(page->samples[page->sample_count], 128, "%.*s", (int)(end - line), line);
    char *rest;
    page->values[page->sample_count] = strtod(end, &rest);
    ck_assert_msg(*rest == '\0', "no number: %s", end);
    for (size_t i = 0; i < page->sample_count; i++)
        ck_assert_str_ne(page->samples[i], page->samples[page->sample_count]);
    page->sample_count++;
}

static struct page *read_page(const struct metrics *metrics)
{
    struct page *page = calloc(1, sizeof *page);
    size_t n;
    FILE *out = open_memstream(&page->text, &n);
    metrics_write(out, metrics);
    fclose(out);
    ck_assert_int_eq(page->text[n - 1], '\n');
    char *copy = strdup(page->text), *help = NULL;
    for (char *line = strtok(copy, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        if (strncmp(line, "# HELP ", 7) == 0) {
            ck_assert_ptr_null(help);
            help = line;
        } else if (strncmp(line, "# TYPE ", 7) == 0) {
            ck_assert_ptr_nonnull(help);
            take_family(page, help, line);
            help = NULL;
        } else {
            take_sample(page, line);
        }
    }
    free(copy);
    return page;
}

static void free_page(struct page *page)
{
    free(page->text);
    free(page);
}

static double value(const struct page *page, const char *sample)
{
    for (size_t i = 0; i < page->sample_count; i++) {
        if (strcmp(page->samples[i], sample) == 0)
            return page->values[i];
    }
    return -1;
}

START_TEST(every_number_stands_under_its_name)
{
    struct metrics metrics = {
        .packets = 1,
        .bytes = UINT64_C(9007199254740993), /* more than a double holds: digits must be exact */
        .repeats = 3,
        .flows = 4,
        .evicted = 5,
        .dropped_kernel = 6,
        .dropped_interface = 7,
        .verdicts = {10, 11, 12, 13, 14},
        .findings = {20, 21, 22},
        .memory = 4096,
        .last_ns = 1772456453 * LS_SECOND + 5,
    };
    metrics.skipped[LS_SKIP_NON_IP] = 8;
    struct page *page = read_page(&metrics);
    ck_assert_double_eq(value(page, "lyncscope_packets_total"), 1);
    ck_assert_ptr_nonnull(strstr(page->text, "\nlyncscope_bytes_total 9007199254740993\n"));
    ck_assert_double_eq(value(page, "lyncscope_repeated_packets_total"), 3);
    ck_assert_double_eq(value(page, "lyncscope_flows_total"), 4);
    ck_assert_double_eq(value(page, "lyncscope_evicted_flows_total"), 5);
    ck_assert_double_eq(value(page, "lyncscope_dropped_packets_total{by=\"kernel\"}"), 6);
    ck_assert_double_eq(value(page, "lyncscope_dropped_packets_total{by=\"interface\"}"), 7);
    ck_assert_double_eq(value(page, "lyncscope_skipped_packets_total{reason=\"non-ip\"}"), 8);
    ck_assert_double_eq(value(page, "lyncscope_judged_flows_total{verdict=\"documented\"}"), 10);
    ck_assert_double_eq(value(page, "lyncscope_judged_flows_total{verdict=\"undocumented\"}"), 14);
    ck_assert_double_eq(value(page, "lyncscope_findings_total{severity=\"high\"}"), 22);
    ck_assert_double_eq(value(page, "lyncscope_resident_memory_bytes"), 4096);
    ck_assert_ptr_nonnull(
        strstr(page->text, "\nlyncscope_last_packet_timestamp_seconds 1772456453.000000005\n"));
    ck_assert_double_eq(value(page, "lyncscope_lag_seconds"), -1); /* files are not behind */
    free_page(page);
}
END_TEST

START_TEST(an_interface_is_a_label)
{
    struct metrics metrics = {.interface = "od\\d\"\n", .packets = 2, .lag_ns = LS_SECOND / 4};
    struct page *page = read_page(&metrics);
    ck_assert_double_eq(value(page, "lyncscope_packets_total{interface=\"od\\\\d\\\"\\n\"}"), 2);
    ck_assert_double_eq(value(page, "lyncscope_lag_seconds{interface=\"od\\\\d\\\"\\n\"}"), 0.25);
    ck_assert_double_ge(
        value(page, "lyncscope_findings_total{interface=\"od\\\\d\\\"\\n\",severity=\"low\"}"), 0);
    free_page(page);
    metrics.lag_ns = -LS_SECOND; /* the clock was set back */
    page = read_page(&metrics);
    ck_assert_double_eq(value(page, "lyncscope_lag_seconds{interface=\"od\\\\d\\\"\\n\"}"), 0);
    free_page(page);
}
END_TEST

START_TEST(what_is_not_known_is_not_there)
{
    struct metrics metrics = {0};
    struct page *page = read_page(&metrics);
    ck_assert_double_eq(value(page, "lyncscope_packets_total"), 0);
    ck_assert_double_eq(value(page, "lyncscope_resident_memory_bytes"), -1);
    ck_assert_double_eq(value(page, "lyncscope_last_packet_timestamp_seconds"), -1);
    free_page(page);
}
END_TEST

START_TEST(judged_flows_and_findings_are_counted)
{
    struct metrics metrics = {0};
    struct ls_verdict *verdict = calloc(1, sizeof *verdict);
    verdict->kind = LS_UNDOCUMENTED;
    verdict->finding_count = 2;
    verdict->findings[0].severity = LS_HIGH;
    verdict->findings[1].severity = LS_LOW;
    metrics_judge(&metrics, verdict);
    metrics_judge(&metrics, verdict);
    ck_assert_uint_eq(metrics.verdicts[LS_UNDOCUMENTED], 2);
    ck_assert_uint_eq(metrics.findings[LS_HIGH], 2);
    ck_assert_uint_eq(metrics.findings[LS_MEDIUM], 0);
    ck_assert_uint_eq(metrics.findings[LS_LOW], 2);
    free(verdict);
}
END_TEST

START_TEST(memory_is_that_of_this_process)
{
    uint64_t before = metrics_memory();
    enum { MUCH = 32 << 20 };
    char *much = malloc(MUCH);
    for (size_t i = 0; i < MUCH; i += 1024)
        ((volatile char *)much)[i] = 1;
    ck_assert_uint_gt(before, 100 * 1024);
    ck_assert_uint_gt(metrics_memory(), before + MUCH / 2);
    free(much);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cli/metrics");
    TCase *tests = tcase_create("all");
    suite_add_tcase(suite, tests);
    tcase_add_test(tests, every_number_stands_under_its_name);
    tcase_add_test(tests, an_interface_is_a_label);
    tcase_add_test(tests, what_is_not_known_is_not_there);
    tcase_add_test(tests, judged_flows_and_findings_are_counted);
    tcase_add_test(tests, memory_is_that_of_this_process);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
