/*
 * check_records.c - the shape of what comes out, key by key
 *
 *   check_records FLOWS.jsonl AUDIT.json CATALOG.jsonl
 *
 * Every record has the contract's keys with the contract's types, and no record another verdict
 * than the five; the audit's numbers are the records' numbers; the catalog has its 91 rows.
 */
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned wrong;

static void complain(const char *where, const char *what, const char *which)
{
    fprintf(stderr, "%s: %s: %s\n", where, what, which);
    wrong++;
}

/* Follows "a.b.c"; NULL when there is no such value. */
static json_t *at_path(json_t *from, const char *path)
{
    char key[128];
    while (from != NULL) {
        size_t n = strcspn(path, ".");
        snprintf(key, sizeof key, "%.*s", (int)n, path);
        from = json_object_get(from, key);
        if (path[n] == '\0')
            break;
        path += n + 1;
    }
    return from;
}

/* Types: s text, n integer, b true or false, l list, o object; ? may be absent; 0 may be null. */
static void check(json_t *record, const char *path, const char *type)
{
    json_t *value = at_path(record, path);
    if (value == NULL) {
        if (strchr(type, '?') == NULL)
            complain("missing", path, type);
        return;
    }
    if (json_is_null(value) && strchr(type, '0') != NULL)
        return;
    bool good = (strchr(type, 's') && json_is_string(value)) ||
                (strchr(type, 'n') && json_is_integer(value)) ||
                (strchr(type, 'b') && json_is_boolean(value)) ||
                (strchr(type, 'l') && json_is_array(value)) ||
                (strchr(type, 'o') && json_is_object(value));
    if (!good)
        complain("wrong type", path, type);
}

static void check_all(json_t *record, const char *const (*keys)[2])
{
    for (; (*keys)[0] != NULL; keys++)
        check(record, (*keys)[0], (*keys)[1]);
}

static const char *const record_keys[][2] = {
    {"@timestamp", "s"},
    {"ecs.version", "s"},
    {"event.kind", "s"},
    {"event.category", "l"},
    {"event.type", "l"},
    {"event.start", "s"},
    {"event.end", "s"},
    {"event.duration", "n"},
    {"network.type", "s"},
    {"network.transport", "s"},
    {"network.iana_number", "s"},
    {"network.protocol", "s?"},
    {"network.community_id", "s"},
    {"network.packets", "n"},
    {"network.bytes", "n"},
    {"network.vlan.id", "s?"},
    {"source.ip", "s"},
    {"source.port", "n?"},
    {"source.packets", "n"},
    {"source.bytes", "n"},
    {"destination.ip", "s"},
    {"destination.port", "n?"},
    {"destination.packets", "n"},
    {"destination.bytes", "n"},
    {"tls.version", "s?"},
    {"tls.client.server_name", "s?"},
    {"tls.client.ja3", "s?"},
    {"tls.server.ja3s", "s?"},
    {"tls.server.x509", "o?"},
    {"lync.verdict", "s"},
    {"lync.evidence", "s"},
    {"lync.payload", "l"},
    {"lync.application", "s0"},
    {"lync.mutual_tls", "b0?"},
    {"lync.state", "s"},
    {"lync.direction", "s"},
    {"lync.entries", "l"},
    {"lync.source.roles", "l"},
    {"lync.source.role_from", "s0"},
    {"lync.destination.roles", "l"},
    {"lync.destination.role_from", "s0"},
    {"lync.reason", "s"},
    {"lync.findings", "l"},
    {"lync.accepted", "o0"},
    {NULL, NULL},
};

static const char *const entry_keys[][2] = {
    {"id", "s"}, {"catalog", "s"}, {"role", "s"}, {"service", "s"}, {NULL, NULL}};

static const char *const finding_keys[][2] = {
    {"id", "s"}, {"severity", "s"}, {"text", "s"}, {NULL, NULL}};

static const char *const audit_keys[][2] = {{"lyncscope.version", "s"},
                                            {"lyncscope.schema", "n"},
                                            {"lyncscope.catalogs", "l"},
                                            {"lyncscope.topology", "l"},
                                            {"capture.files", "l"},
                                            {"capture.first", "s"},
                                            {"capture.last", "s"},
                                            {"capture.packets", "n"},
                                            {"capture.bytes", "n"},
                                            {"capture.flows", "n"},
                                            {"capture.skipped", "o"},
                                            {"capture.incomplete", "l"},
                                            {"capture.duplicates", "n"},
                                            {"capture.one_way", "n"},
                                            {"capture.notes", "l"},
                                            {"verdicts", "o"},
                                            {"findings", "l"},
                                            {"coverage", "l"},
                                            {"hosts", "l"},
                                            {"matrix", "l"},
                                            {NULL, NULL}};

static const char *const group_keys[][2] = {
    {"id", "s"},        {"severity", "s"}, {"source", "o"},       {"destination", "o"},
    {"transport", "s"}, {"port", "n?"},    {"application", "s0"}, {"flows", "n"},
    {"packets", "n"},   {"bytes", "n"},    {"first", "s"},        {"last", "s"},
    {"rows", "l"},      {"reason", "s"},   {"accepted", "o0"},    {NULL, NULL}};

static const char *const coverage_keys[][2] = {{"id", "s"},        {"flows", "n"},
                                               {"confirmed", "n"}, {"contradicted", "n"},
                                               {"state", "s"},     {NULL, NULL}};

static const char *const host_keys[][2] = {{"ip", "s"},         {"name", "s"},    {"roles", "l"},
                                           {"role_from", "s0"}, {"because", "l"}, {"flows", "n"},
                                           {NULL, NULL}};

static const char *const line_keys[][2] = {{"from", "s"},      {"to", "s"},      {"rows", "l"},
                                           {"transport", "s"}, {"port", "s"},    {"flows", "n"},
                                           {"bytes", "n"},     {"verdict", "s"}, {NULL, NULL}};

static const char *const row_keys[][2] = {
    {"id", "s"},      {"catalog", "s"},    {"table", "s"},      {"role.key", "s"},
    {"role.en", "s"}, {"role.zh-CN", "s"}, {"service.en", "s"}, {"service.zh-CN", "s"},
    {"ports", "s"},   {"transport", "l"},  {"protocol", "s"},   {"optional", "b"},
    {"note.en", "s"}, {"note.zh-CN", "s"}, {NULL, NULL}};

static void check_list(json_t *from, const char *path, const char *const (*keys)[2])
{
    size_t i;
    json_t *item;
    json_array_foreach(at_path(from, path), i, item) check_all(item, keys);
}

static void one_of(json_t *record, const char *path, const char *words)
{
    const char *value = json_string_value(at_path(record, path));
    if (value == NULL || strstr(words, value) == NULL)
        complain("unknown word", path, value ? value : "none");
}

struct totals {
    json_int_t flows, packets, bytes;
};

static json_int_t integer(json_t *record, const char *path)
{
    return json_integer_value(at_path(record, path));
}

static void check_record(json_t *record, struct totals *totals)
{
    check_all(record, record_keys);
    check_list(record, "lync.entries", entry_keys);
    check_list(record, "lync.findings", finding_keys);
    one_of(record, "lync.verdict", "documented contradicted misplaced dependency undocumented");
    one_of(record, "lync.evidence", "none port payload named learned");
    one_of(record, "lync.direction", "syn inferred guess");
    one_of(record, "lync.state", "S0 S1 SF REJ S2 S3 RSTO RSTR RSTOS0 RSTRH SH SHR OTH");
    if (integer(record, "network.bytes") !=
        integer(record, "source.bytes") + integer(record, "destination.bytes"))
        complain("sum", "network.bytes", json_string_value(at_path(record, "@timestamp")));
    totals->flows++;
    totals->packets += integer(record, "network.packets");
    totals->bytes += integer(record, "network.bytes");
}

static unsigned each_line(const char *path, void (*look)(json_t *, struct totals *),
                          struct totals *totals)
{
    unsigned lines = 0;
    json_error_t error;
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return 0;
    for (json_t *record; (record = json_loadf(file, JSON_DISABLE_EOF_CHECK, &error)) != NULL;) {
        look(record, totals);
        json_decref(record);
        lines++;
    }
    if (!feof(file))
        complain(path, "not JSON", error.text);
    fclose(file);
    return lines;
}

static void check_row(json_t *row, struct totals *totals)
{
    check_all(row, row_keys);
    totals->flows += strcmp(json_string_value(at_path(row, "catalog")), "lync-server-2013") == 0;
}

static void check_audit(const char *path, const struct totals *totals)
{
    json_error_t error;
    json_t *audit = json_load_file(path, 0, &error);
    if (audit == NULL) {
        complain(path, "not JSON", error.text);
        return;
    }
    check_all(audit, audit_keys);
    check_list(audit, "findings", group_keys);
    check_list(audit, "coverage", coverage_keys);
    check_list(audit, "hosts", host_keys);
    check_list(audit, "matrix", line_keys);
    if (json_array_size(at_path(audit, "coverage")) != 91)
        complain(path, "coverage", "not 91 rows");
    json_int_t verdicts = 0, skipped = 0;
    const char *key;
    json_t *value;
    json_object_foreach(at_path(audit, "verdicts"), key, value) verdicts +=
        json_integer_value(value);
    json_object_foreach(at_path(audit, "capture.skipped"), key, value) skipped +=
        json_integer_value(value);
    if (verdicts != totals->flows || integer(audit, "capture.flows") != totals->flows)
        complain(path, "sum", "flows");
    if (integer(audit, "capture.packets") != totals->packets + skipped)
        complain(path, "sum", "packets");
    if (skipped == 0 && integer(audit, "capture.bytes") != totals->bytes)
        complain(path, "sum", "bytes");
    json_decref(audit);
}

int main(int argc, char **argv)
{
    struct totals totals = {0}, rows = {0};
    if (argc != 4)
        return 2;
    unsigned records = each_line(argv[1], check_record, &totals);
    check_audit(argv[2], &totals);
    each_line(argv[3], check_row, &rows);
    if (rows.flows != 91)
        complain(argv[3], "rows", "not 91");
    printf("%u records\n", records);
    return records == 0 || wrong > 0;
}
