/*
 * fuzz_report.c - whatever the wire says, a report is only what it should be
 *
 * The size of the input picks a format of records or audits, and a language. All of them are valid
 * UTF-8 without control characters; JSON is JSON, and the tags of HTML close in their order.
 */
#include <jansson.h>

#include "lyncscope/escape.h"
#include "whole.h"

enum { TAGS_DEEP = 64, NAME_MOST = 16 };

static size_t picked;

static void check_text(const char *text, size_t n)
{
    struct ls_cursor rest = ls_cursor(text, n);
    while (ls_left(&rest) > 0) {
        uint32_t code = ls_utf8_next(&rest);
        if (code == '\r' && ls_starts(&rest, "\n", 1)) /* csv: RFC 4180 */
            continue;
        assert(code < LS_NOT_UTF8 && (code >= 0x20 || code == '\n') && code != 0x7F);
    }
}

static void check_json(const char *text, size_t n)
{
    json_t *value = json_loadb(text, n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
    assert(value != NULL);
    json_decref(value);
}

/* Elements that have no end (HTML Living Standard, 13.1.2) and ours that end at once. */
static bool has_no_end(const char *tag, size_t n)
{
    static const char *const names[] = {"!", "meta", "br", "col", "link", "hr", "input"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t name = strlen(names[i]);
        if (n >= name && memcmp(tag, names[i], name) == 0 &&
            (i == 0 || n == name || strchr(" />", tag[name]) != NULL))
            return true;
    }
    return n > 0 && tag[n - 1] == '/';
}

static void check_tags(const char *text, size_t n)
{
    const char *open[TAGS_DEEP], *end;
    size_t depth = 0;
    for (const char *at = text; (at = memchr(at, '<', n - (size_t)(at - text))) != NULL; at = end) {
        end = memchr(at, '>', n - (size_t)(at - text));
        assert(end != NULL);
        if (at[1] == '/') {
            size_t name = strcspn(at + 2, " >");
            assert(depth > 0 && strncmp(open[--depth], at + 2, name) == 0);
            assert(strchr(" >", open[depth][name]) != NULL);
        } else if (!has_no_end(at + 1, (size_t)(end - at - 1))) {
            assert(depth < TAGS_DEEP);
            open[depth++] = at + 1;
        }
    }
    assert(depth == 0);
}

static void check(const char *format, const char *text, size_t n)
{
    check_text(text, n);
    if (strcmp(format, "json") == 0)
        check_json(text, n);
    if (strcmp(format, "html") == 0)
        check_tags(text, n);
}

static void write_audit(FILE *out, const struct ls_audit_format *format, const struct ls_run *run,
                        const struct ls_result *result, const struct ls_context *context)
{
    struct ls_look look = {.columns = 80};
    struct ls_audit *audit = ls_audit_new(run);
    int code = audit != NULL ? 0 : -1;
    for (size_t i = 0; i < result->flow_count && code == 0; i++) {
        struct ls_verdict verdict;
        ls_classify(context, result->flows[i], &verdict);
        code = ls_audit_add(audit, &(struct ls_record){result->flows[i], &verdict});
    }
    assert(code == 0);
    code = format->write(out, audit, &look);
    assert(code == 0);
    ls_audit_free(audit);
}

static void write_records(FILE *out, const struct ls_record_format *format,
                          const struct ls_run *run, const struct ls_result *result,
                          const struct ls_context *context)
{
    struct ls_look look = {.columns = 80};
    format->begin(out, run, &look);
    for (size_t i = 0; i < result->flow_count; i++) {
        struct ls_verdict verdict;
        ls_classify(context, result->flows[i], &verdict);
        format->record(out, run, &look, &(struct ls_record){result->flows[i], &verdict});
    }
    format->end(out, run, &look);
}

static void report(const struct ls_result *result, const struct ls_context *context)
{
    size_t records, audits, n = 0;
    const struct ls_record_format *const *of_records = ls_record_formats(&records);
    const struct ls_audit_format *const *of_audits = ls_audit_formats(&audits);
    struct ls_run run = {.version = "",
                         .catalogs = context->catalogs,
                         .topology = context->topology,
                         .lang = picked % 2 ? LS_EN : LS_ZH_CN,
                         .packets = result->packets,
                         .flows = result->flow_count,
                         .skipped = result->skipped};
    size_t which = picked / 2 % (records + audits);
    char *text = NULL;
    FILE *out = open_memstream(&text, &n);
    assert(out != NULL);
    if (which < records)
        write_records(out, of_records[which], &run, result, context);
    else
        write_audit(out, of_audits[which - records], &run, result, context);
    fclose(out);
    check(which < records ? of_records[which]->name : of_audits[which - records]->name, text, n);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    picked = size;
    whole_run(data, size, report);
    return 0;
}
