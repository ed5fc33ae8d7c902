/* test_records.c - one flow in each record format. */
#include "bench.h"

/* TLS with names a stranger chose. */
static struct ls_summary hostile_flow(struct bench *bench)
{
    struct ls_summary s = bench_flow(7, 5061);
    struct ls_draft *draft = ls_draft_new();
    const uint8_t version[2] = {0x03, 0x03};
    ls_draft_proves(draft, LS_PROTO_TLS);
    ls_draft_mark(draft, LS_MARK_TLS_HELLO | LS_MARK_FROM_START);
    ls_draft_client(draft, 0);
    ls_draft_fact(draft, LS_FACT_TLS_VERSION, 1, version, 2);
    ls_draft_text(draft, LS_FACT_TLS_SNI, 0, "=x\"\x1b[2J\n,");
    ls_draft_text(draft, LS_FACT_TLS_ALPN, 0, "h2");
    s.evidence = ls_draft_evidence(draft, bench->arena);
    ls_draft_free(draft);
    return s;
}

static void has(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) != NULL, "%s\nis not in\n%s", part, text);
}

START_TEST(jsonl_nests_the_dotted_names)
{
    struct bench bench;
    bench_init(&bench);
    struct ls_summary s = hostile_flow(&bench);
    char *line = bench_record(&bench, "jsonl", &s);
    has(line, "{\"@timestamp\":\"2026-03-02T08:15:30.123456Z\",\"ecs\":{\"version\":\"8.11\"},"
              "\"event\":{\"kind\":\"event\",\"category\":[\"network\"],\"type\":[\"connection\"],"
              "\"start\":\"2026-03-02T08:15:30.123456Z\",\"end\":\"2026-03-02T08:15:31.357456Z\","
              "\"duration\":1234000000},\"network\":{\"type\":\"ipv4\",\"transport\":\"tcp\","
              "\"iana_number\":\"6\",\"protocol\":\"tls\",\"community_id\":\"1:");
    has(line, "\"packets\":6,\"bytes\":360},\"source\":{\"ip\":\"10.20.0.7\",\"port\":50000,"
              "\"packets\":3,\"bytes\":180},\"destination\":{\"ip\":\"10.0.10.11\",\"port\":5061,");
    has(line, "\"tls\":{\"version\":\"1.2\",\"version_protocol\":\"tls\","
              "\"client\":{\"server_name\":\"=x\\\"\\u001b[2J\\u000a,\"}}");
    has(line, "\"verdict\":\"documented\",\"evidence\":\"payload\",\"payload\":[\"tls\"],"
              "\"application\":null,\"mutual_tls\":null");
    has(line, "{\"id\":\"T1.3\",\"catalog\":\"lync-server-2013\",\"role\":\"front-end\","
              "\"service\":\"Front-End service\"}");
    has(line, "\"content\":{\"alpn\":[\"h2\"]}");
    has(line, "\"findings\":[],\"accepted\":null}}\n");
    ck_assert_ptr_eq(strchr(line, '\n'), line + strlen(line) - 1);
    free(line);
    bench_clear(&bench);
}
END_TEST

/* What a scribe remembers is what would be written anew, in its own run's language. */
START_TEST(a_scribe_changes_no_record)
{
    static const char *const formats[] = {"jsonl", "csv", "text"};
    static const uint16_t ports[] = {5061, 443, 3389, 5061, 50000, 5061};
    struct bench bench;
    bench_init(&bench);
    for (enum ls_lang lang = 0; lang < LS_LANGS; lang++) {
        bench.run.lang = bench.context.lang = lang;
        struct ls_scribe *scribe = ls_scribe_new(bench.catalogs);
        ck_assert_ptr_nonnull(scribe);
        for (size_t i = 0; i < sizeof ports / sizeof *ports * 3; i++) {
            struct ls_summary s = hostile_flow(&bench);
            s.port[1] = ports[i / 3];
            s.last_ns += (int64_t)(i * 700000000);
            char *alone = bench_record(&bench, formats[i % 3], &s);
            bench.run.scribe = scribe;
            char *with = bench_record(&bench, formats[i % 3], &s);
            bench.run.scribe = NULL;
            ck_assert_str_eq(with, alone);
            free(alone);
            free(with);
        }
        ls_scribe_free(scribe);
    }
    bench_clear(&bench);
}
END_TEST

START_TEST(keys_without_a_value_are_left_out_or_null)
{
    struct bench bench;
    bench_init(&bench);
    struct ls_summary s = bench_flow(7, 3389);
    s.ip_proto = LS_IP_ICMP;
    s.flags = 0;
    s.port[0] = s.port[1] = 0;
    char *line = bench_record(&bench, "jsonl", &s);
    ck_assert_ptr_null(strstr(line, "\"port\""));
    ck_assert_ptr_null(strstr(line, "\"tls\""));
    ck_assert_ptr_null(strstr(line, "mutual_tls"));
    ck_assert_ptr_null(strstr(line, "\"protocol\""));
    has(line, "\"payload\":[]");
    has(line, "\"roles\":[],\"role_from\":null");
    free(line);
    bench_clear(&bench);
}
END_TEST

static size_t count_columns(const char *line)
{
    size_t columns = 1;
    bool quoted = false;
    for (; *line != '\r' && *line != '\0'; line++) {
        if (*line == '"')
            quoted = !quoted;
        columns += *line == ',' && !quoted;
    }
    return columns;
}

START_TEST(csv_has_as_many_cells_as_columns_and_no_formula)
{
    struct bench bench;
    bench_init(&bench);
    struct ls_summary s = hostile_flow(&bench);
    char *text = bench_record(&bench, "csv", &s);
    char *row = strstr(text, "\r\n") + 2;
    ck_assert_uint_eq(count_columns(text), count_columns(row));
    ck_assert_uint_gt(count_columns(text), 40);
    has(text, "source.ip,source.port,");
    has(row, ",\"'=x\"\"\xef\xbf\xbd[2J\xef\xbf\xbd,\",");
    free(text);
    bench_clear(&bench);
}
END_TEST

START_TEST(text_fits_80_columns_and_obeys_no_stranger)
{
    struct bench bench;
    bench_init(&bench);
    struct ls_summary s = bench_flow(7, 3389);
    char *text = bench_record(&bench, "text", &s);
    has(text, "undocumented 10.20.0.7:50000 > 10.0.10.11:3389 tcp -");
    for (char *line = text, *end; (end = strchr(line, '\n')) != NULL; line = end + 1)
        ck_assert_msg(end - line <= 80, "%.*s", (int)(end - line), line);
    ck_assert_ptr_null(strchr(text, '\x1b'));
    free(text);
    bench_clear(&bench);
}
END_TEST

START_TEST(formats_are_found_by_name_and_suffix)
{
    ck_assert_str_eq(ls_record_format_find("csv")->name, "csv");
    ck_assert_ptr_null(ls_record_format_find("xml"));
    ck_assert_ptr_null(ls_audit_format_find("xml"));
    ck_assert_str_eq(ls_audit_format_for("day.json")->name, "json");
    ck_assert_str_eq(ls_audit_format_for("day.txt")->name, "text");
    ck_assert_ptr_null(ls_audit_format_for("json"));
}
END_TEST

int main(void)
{
    TCase *tests;
    Suite *suite = suite_of("records", &tests);
    tcase_add_test(tests, jsonl_nests_the_dotted_names);
    tcase_add_test(tests, a_scribe_changes_no_record);
    tcase_add_test(tests, keys_without_a_value_are_left_out_or_null);
    tcase_add_test(tests, csv_has_as_many_cells_as_columns_and_no_formula);
    tcase_add_test(tests, text_fits_80_columns_and_obeys_no_stranger);
    tcase_add_test(tests, formats_are_found_by_name_and_suffix);
    return suite_run(suite);
}
