/* test_audit.c - many flows, one report: groups, totals, coverage. */
#include "bench.h"

static void add(struct bench *bench, struct ls_audit *audit, const struct ls_summary *summary)
{
    struct ls_verdict verdict;
    struct ls_record record = {summary, &verdict};
    ls_classify(&bench->context, summary, &verdict);
    ck_assert_int_eq(ls_audit_add(audit, &record), 0);
    bench->run.flows++;
}

static char *write(struct ls_audit *audit, const char *format)
{
    struct ls_look look = {.columns = 80};
    char *out = NULL;
    size_t size;
    FILE *file = open_memstream(&out, &size);
    ls_audit_format_find(format)->write(file, audit, &look);
    fclose(file);
    return out;
}

static void has(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) != NULL, "%s\nis not in\n%s", part, text);
}

static size_t count(const char *text, const char *part)
{
    size_t n = 0;
    for (; (text = strstr(text, part)) != NULL; text++)
        n++;
    return n;
}

START_TEST(findings_of_one_kind_client_server_and_port_are_one_group)
{
    struct bench bench;
    bench_init(&bench);
    struct ls_audit *audit = ls_audit_new(&bench.run);
    struct ls_summary a = bench_flow(7, 3389), again = a, other = bench_flow(8, 3389);
    ck_assert_int_eq(ls_audit_worst(audit), -1);
    again.port[0]++;
    again.last_ns += INT64_C(1000000000);
    add(&bench, audit, &a);
    add(&bench, audit, &again);
    add(&bench, audit, &other);
    char *json = write(audit, "json");
    char *causes = strstr(json, "\"causes\"");
    ck_assert_uint_eq(
        count(json, "\"id\": \"undocumented\"") - count(causes, "\"id\": \"undocumented\""), 2);
    has(json, "\"flows\": 2,\n   \"packets\": 12,\n   \"bytes\": 720,\n"
              "   \"first\": \"2026-03-02T08:15:30.123456Z\",\n"
              "   \"last\": \"2026-03-02T08:15:32.357456Z\"");
    has(json, "\"undocumented\": 3");
    ck_assert_int_ge(ls_audit_worst(audit), LS_LOW);
    free(json);
    ls_audit_free(audit);
    bench_clear(&bench);
}
END_TEST

/* Many rows have 443: TLS there is seen of the best one, and of the others nothing but the port. */
START_TEST(coverage_counts_a_flow_for_what_its_evidence_tells_apart)
{
    struct bench bench;
    bench_init(&bench);
    struct ls_audit *audit = ls_audit_new(&bench.run);
    struct ls_summary flow = bench_flow(7, 443);
    struct ls_draft *draft = ls_draft_new();
    ls_draft_proves(draft, LS_PROTO_TLS);
    ls_draft_mark(draft, LS_MARK_TLS_HELLO | LS_MARK_FROM_START);
    flow.evidence = ls_draft_evidence(draft, bench.arena);
    ls_draft_free(draft);
    add(&bench, audit, &flow);
    char *json = write(audit, "json");
    has(json, "role checks are off for hosts that nobody told");
    has(json, "{\n   \"id\": \"T1.12\",\n   \"flows\": 1,\n   \"confirmed\": 1,\n");
    has(json, "{\n   \"id\": \"T1.19\",\n   \"flows\": 1,\n   \"confirmed\": 0,\n");
    has(json, "{\n   \"id\": \"T1.40\",\n   \"flows\": 1,\n   \"confirmed\": 0,\n");
    ck_assert_uint_eq(count(json, "\"state\": \"seen\""), 1);
    ck_assert_uint_gt(count(json, "\"state\": \"port-only\""), 5);
    free(json);
    ls_audit_free(audit);
    bench_clear(&bench);
}
END_TEST

START_TEST(coverage_names_all_91_rows_and_tells_proof_from_port)
{
    struct bench bench;
    bench_init(&bench);
    struct ls_audit *audit = ls_audit_new(&bench.run);
    struct ls_summary silent = bench_flow(7, 5062), proven = bench_flow(7, 5063);
    struct ls_draft *draft = ls_draft_new();
    ls_draft_proves(draft, LS_PROTO_TLS);
    ls_draft_mark(draft, LS_MARK_TLS_HELLO | LS_MARK_FROM_START);
    proven.evidence = ls_draft_evidence(draft, bench.arena);
    ls_draft_free(draft);
    add(&bench, audit, &silent);
    add(&bench, audit, &proven);
    char *json = write(audit, "json");
    has(json, "{\n   \"id\": \"T1.6\",\n   \"flows\": 1,\n   \"confirmed\": 0,\n"
              "   \"contradicted\": 0,\n   \"state\": \"port-only\",\n   \"deployed\": null\n  }");
    has(json, "{\n   \"id\": \"T1.9\",\n   \"flows\": 1,\n   \"confirmed\": 1,\n"
              "   \"contradicted\": 0,\n   \"state\": \"seen\",\n   \"deployed\": null\n  }");
    ck_assert_uint_eq(count(json, "\"state\": \"not-seen\""), 89);
    free(json);
    ls_audit_free(audit);
    bench_clear(&bench);
}
END_TEST

/* flows of clients to ports; the number of causes and what the first holds */
static void causes_of(unsigned clients, unsigned ports, unsigned *causes, unsigned *findings)
{
    struct bench bench;
    struct ls_audit *audit;
    bench_init(&bench);
    audit = ls_audit_new(&bench.run);
    for (unsigned client = 0; client < clients; client++) {
        for (unsigned port = 0; port < ports; port++) {
            struct ls_summary flow =
                bench_flow((uint8_t)(client + 1), (uint16_t)(20000 + 3 * port));
            add(&bench, audit, &flow);
        }
    }
    char *json = write(audit, "json");
    char *from = strstr(json, "\"causes\""), *to = strstr(json, "\"coverage\"");
    ck_assert_ptr_nonnull(from);
    ck_assert_ptr_nonnull(to);
    *to = '\0';
    *causes = (unsigned)count(from, "\"number\"");
    *findings = (unsigned)strtoul(strstr(from, "\"findings\": ") + 12, NULL, 10);
    free(json);
    ls_audit_free(audit);
    bench_clear(&bench);
}

START_TEST(many_ports_or_many_clients_are_one_cause_and_few_are_not)
{
    static const struct {
        unsigned clients, ports, causes, findings;
    } cases[] = {
        {1, 1, 1, 1},     {1, 7, 7, 1},     /* seven ports: seven things */
        {1, 8, 1, 8},     {1, 200, 1, 200}, /* a scan */
        {3, 1, 3, 1},     {4, 1, 1, 4},     /* what several clients do */
        {20, 30, 1, 600},                   /* and what all of them do at all ports */
    };
    unsigned causes, findings;
    causes_of(cases[_i].clients, cases[_i].ports, &causes, &findings);
    ck_assert_uint_eq(causes, cases[_i].causes);
    ck_assert_uint_eq(findings, cases[_i].findings);
}
END_TEST

START_TEST(what_is_too_much_to_read_is_counted_and_stands_in_json_and_csv)
{
    struct bench bench;
    bench_init(&bench);
    struct ls_audit *audit = ls_audit_new(&bench.run);
    for (unsigned i = 0; i < 700; i++) { /* as many hosts, lines and findings of one cause */
        struct ls_summary flow = bench_flow((uint8_t)(i & 0xff), (uint16_t)(20000 + i));
        flow.addr[0].bytes[14] = (uint8_t)(i >> 8);
        add(&bench, audit, &flow);
    }
    char *text = write(audit, "text"), *page = write(audit, "html"), *mark = write(audit, "md");
    char *json = write(audit, "json");
    has(text, "  and 651 more, 651 flows: csv and json list all\n"); /* hosts */
    has(text, "  and 500 more, 500 flows: csv and json list all\n"); /* lines of the matrix */
    has(page, "<p class=\"rest\" data-rest=\"hosts\">and 651 more, 651 flows");
    has(page, "<p class=\"rest\" data-rest=\"matrix\">and 500 more, 500 flows");
    has(page, "<p class=\"rest\" data-rest=\"findings\">and 690 more, 690 flows");
    has(mark, "\nand 400 more, 400 flows: csv and json list all\n"); /* findings */
    ck_assert_uint_eq(count(json, "\"reason\""), 700);
    ck_assert_uint_eq(count(json, "\"because\""), 701);
    free(text);
    free(page);
    free(mark);
    free(json);
    ls_audit_free(audit);
    bench_clear(&bench);
}
END_TEST

START_TEST(text_says_the_same_numbers_in_both_languages)
{
    struct bench bench;
    bench_init(&bench);
    bench.run.lang = _i ? LS_ZH_CN : LS_EN;
    bench.context.lang = bench.run.lang;
    struct ls_audit *audit = ls_audit_new(&bench.run);
    struct ls_summary a = bench_flow(7, 3389);
    add(&bench, audit, &a);
    char *text = write(audit, "text");
    has(text, _i ? "未记载" : "undocumented");
    has(text, _i ? "共 91 行：已观察到 0，仅端口 0，仅有矛盾 0，未见 91"
                 : "of 91 rows: 0 seen, 0 by port only, 0 only contradicted, 91 not seen");
    has(text, "360");
    free(text);
    ls_audit_free(audit);
    bench_clear(&bench);
}
END_TEST

START_TEST(a_full_audit_still_counts_everything)
{
    struct bench bench;
    bench_init(&bench);
    bench.run.audit_limit = 3;
    struct ls_audit *audit = ls_audit_new(&bench.run);
    for (uint8_t i = 0; i < 100; i++) {
        struct ls_summary scan = bench_flow(i, 3389);
        add(&bench, audit, &scan);
        scan.port[0]++;
        add(&bench, audit, &scan);
    }
    struct ls_audit_left_out out;
    ls_audit_left_out(audit, &out);
    ck_assert_uint_eq(ls_audit_groups(audit), 3);
    ck_assert_uint_eq(out.findings, 2 * 97);
    ck_assert_uint_eq(out.hosts, 2 * 98); /* two clients and their server have a place */
    ck_assert_uint_eq(out.flows, 0);      /* all of them are one line */
    char *json = write(audit, "json");
    has(json, "\"undocumented\": 200");
    ck_assert_uint_eq(count(json, "\"id\": \"undocumented\""),
                      2 * 3 + 1); /* causes, findings, kind */
    ck_assert_int_ge(ls_audit_worst(audit), LS_LOW);
    free(json);
    ls_audit_free(audit);
    bench_clear(&bench);
}
END_TEST

/* More ports than are remembered at once, by turns, and a report on the way. */
START_TEST(coverage_and_matrix_count_each_flow_once_whatever_comes_between)
{
    enum { ROUNDS = 3, PORTS = 300 };
    struct bench bench;
    bench_init(&bench);
    struct ls_audit *audit = ls_audit_new(&bench.run);
    for (int round = 0; round < ROUNDS; round++) {
        struct ls_summary documented = bench_flow(7, 5062);
        add(&bench, audit, &documented);
        for (uint16_t i = 0; i < PORTS; i++) {
            struct ls_summary other = bench_flow(7, (uint16_t)(20000 + i));
            add(&bench, audit, &other);
        }
        free(write(audit, "json"));
    }
    char *json = write(audit, "json");
    has(json, "{\n   \"id\": \"T1.6\",\n   \"flows\": 3,\n   \"confirmed\": 0,\n");
    const char *matrix = strstr(json, "\"matrix\"");
    ck_assert_uint_eq(count(matrix, "\"flows\": 3,\n   \"bytes\": 1080,\n"), PORTS + 1);
    ck_assert_uint_eq(count(matrix, "\"verdict\""), PORTS + 1);
    free(json);
    ls_audit_free(audit);
    bench_clear(&bench);
}
END_TEST

/* Rows of roles that nobody has here; a site that is told later counts, too. */
START_TEST(coverage_says_who_is_deployed_by_the_topology_of_the_moment)
{
    struct bench bench;
    struct ls_error error;
    char path[] = "/tmp/test_audit.XXXXXX";
    bench_init(&bench);
    struct ls_audit *audit = ls_audit_new(&bench.run);
    struct ls_summary flow = bench_flow(7, 5062);
    add(&bench, audit, &flow);
    char *before = write(audit, "json");
    ck_assert_ptr_null(strstr(before, "\"deployed\": false"));
    FILE *file = fdopen(mkstemp(path), "w");
    fputs("hosts:\n  - {name: fe01.contoso.test, ip: 10.0.10.11, roles: [front-end]}\n", file);
    fclose(file);
    ck_assert_msg(ls_topology_load(bench.topology, path, &error) == 0, "%s", error.text);
    remove(path);
    ck_assert_int_eq(ls_audit_reload(audit), 0);
    char *after = write(audit, "json");
    has(after, "\"deployed\": true");
    has(after, "\"deployed\": false");
    free(before);
    free(after);
    ls_audit_free(audit);
    bench_clear(&bench);
}
END_TEST

int main(void)
{
    TCase *tests;
    Suite *suite = suite_of("audit", &tests);
    tcase_add_test(tests, findings_of_one_kind_client_server_and_port_are_one_group);
    tcase_add_test(tests, coverage_counts_a_flow_for_what_its_evidence_tells_apart);
    tcase_add_test(tests, coverage_names_all_91_rows_and_tells_proof_from_port);
    tcase_add_loop_test(tests, many_ports_or_many_clients_are_one_cause_and_few_are_not, 0, 7);
    tcase_add_test(tests, what_is_too_much_to_read_is_counted_and_stands_in_json_and_csv);
    tcase_add_loop_test(tests, text_says_the_same_numbers_in_both_languages, 0, 2);
    tcase_add_test(tests, a_full_audit_still_counts_everything);
    tcase_add_test(tests, coverage_and_matrix_count_each_flow_once_whatever_comes_between);
    tcase_add_test(tests, coverage_says_who_is_deployed_by_the_topology_of_the_moment);
    return suite_run(suite);
}
