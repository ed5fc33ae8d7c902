/* jsonl.c - one JSON object a line, dots of the paths turned into nesting. */
#include <string.h>

#include "report/exceptions.h"
#include "report/fields.h"
#include "report/formats.h"

enum { PATH_DEPTH = 6 };

struct nest {
    struct ls_json json;
    const char *open[PATH_DEPTH]; /* keys of the objects open now, outermost first */
    size_t open_bytes[PATH_DEPTH];
    int depth;
};

static size_t shared_levels(const struct nest *nest, const char *path, const char **rest)
{
    size_t level = 0;
    *rest = path;
    while ((int)level < nest->depth) {
        size_t n = nest->open_bytes[level];
        if (strncmp(*rest, nest->open[level], n) != 0 || (*rest)[n] != '.')
            break;
        *rest += n + 1;
        level++;
    }
    return level;
}

/* Closes and opens objects until the next value may be written; returns its own key. */
static const char *go_to(struct nest *nest, const char *path)
{
    const char *rest;
    size_t keep = shared_levels(nest, path, &rest);
    while (nest->depth > (int)keep) {
        ls_json_end(&nest->json);
        nest->depth--;
    }
    for (const char *dot; (dot = strchr(rest, '.')) != NULL; rest = dot + 1) {
        char key[64];
        size_t n = (size_t)(dot - rest);
        snprintf(key, sizeof key, "%.*s", (int)n, rest);
        ls_json_object(&nest->json, key);
        nest->open[nest->depth] = rest;
        nest->open_bytes[nest->depth++] = n;
    }
    return rest;
}

static void write_entries(struct ls_json *json, const char *key, const struct ls_run *run,
                          const struct ls_verdict *verdict)
{
    ls_json_list(json, key);
    for (size_t i = 0; i < verdict->entry_count; i++) {
        const struct ls_row *row = verdict->entries[i];
        ls_json_object(json, NULL);
        ls_json_text(json, "id", row->id);
        ls_json_text(json, "catalog", row->catalog->name);
        ls_json_text(json, "role", row->role);
        ls_json_text(json, "service", row->service.in[run->lang]);
        ls_json_end(json);
    }
    ls_json_end(json);
}

static void write_findings(struct ls_json *json, const char *key, const struct ls_verdict *verdict)
{
    ls_json_list(json, key);
    for (size_t i = 0; i < verdict->finding_count; i++) {
        const struct ls_finding *finding = &verdict->findings[i];
        ls_json_object(json, NULL);
        ls_json_text(json, "id", finding->id);
        ls_json_text(json, "severity", ls_severity_name(finding->severity));
        ls_json_text(json, "text", finding->text);
        ls_json_end(json);
    }
    ls_json_end(json);
}

static void write_content(struct ls_json *json, const char *key, const struct ls_evidence *evidence)
{
    ls_json_object(json, key);
    for (int kind = 0; kind < LS_FACT_COUNT; kind++) {
        struct ls_fact fact;
        char room[VALUE_ROOM];
        bool open = false;
        for (size_t at = 0; next_content(evidence, &at, &fact);) {
            if ((int)fact.kind != kind)
                continue;
            if (!open)
                ls_json_list(json, ls_fact_name(fact.kind));
            open = true;
            ls_json_span(json, NULL, content_text(&fact, room));
        }
        if (open)
            ls_json_end(json);
    }
    ls_json_end(json);
}

static void write_grounds(struct ls_json *json, const char *key, const struct ls_ground *grounds,
                          size_t count)
{
    ls_json_list(json, key);
    for (size_t i = 0; i < count; i++)
        ls_json_text(json, NULL, grounds[i].text);
    ls_json_end(json);
}

static void write_explained(struct ls_json *json, const char *key, const struct ls_verdict *verdict)
{
    ls_json_list(json, key);
    for (size_t i = 0; i < verdict->explained_count; i++) {
        const struct ls_explained *explained = &verdict->explained[i];
        ls_json_object(json, NULL);
        ls_json_text(json, "id", explained->row->id);
        write_grounds(json, "fits", explained->fits, explained->fit_count);
        write_grounds(json, "against", explained->against, explained->against_count);
        ls_json_end(json);
    }
    ls_json_end(json);
}

static void write_list(struct ls_json *json, const char *key, const struct value *value)
{
    ls_json_list(json, key);
    for (size_t i = 0; i < value->count; i++)
        ls_json_span(json, NULL, value->list[i]);
    ls_json_end(json);
}

static void write_value(struct ls_json *json, const char *key, const struct ls_run *run,
                        const struct ls_record *record, const struct value *value)
{
    switch (value->kind) {
    case VALUE_ABSENT:
        break;
    case VALUE_NULL:
        ls_json_null(json, key);
        break;
    case VALUE_TEXT:
        ls_json_span(json, key, value->text);
        break;
    case VALUE_UINT:
        ls_json_uint(json, key, value->number);
        break;
    case VALUE_BOOL:
        ls_json_bool(json, key, value->number != 0);
        break;
    case VALUE_LIST:
        write_list(json, key, value);
        break;
    case VALUE_ENTRIES:
        write_entries(json, key, run, record->verdict);
        break;
    case VALUE_FINDINGS:
        write_findings(json, key, record->verdict);
        break;
    case VALUE_ACCEPTED:
        accepted_json(json, key, record->verdict->accepted);
        break;
    case VALUE_CONTENT:
        write_content(json, key, record->summary->evidence);
        break;
    }
}

static void jsonl_record(FILE *out, const struct ls_run *run, const struct ls_look *look,
                         const struct ls_record *record)
{
    const struct field *field;
    struct nest nest = {.depth = 0};
    (void)look;
    ls_json_begin(&nest.json, out, 0);
    ls_json_object(&nest.json, NULL);
    for (size_t i = 0; (field = field_at(i)) != NULL; i++) {
        struct value value;
        value.kind = VALUE_ABSENT;
        value.count = 0;
        field->get(run, record, &value);
        if (value.kind != VALUE_ABSENT)
            write_value(&nest.json, go_to(&nest, field->path), run, record, &value);
    }
    if (record->verdict->explained != NULL)
        write_explained(&nest.json, go_to(&nest, "lync.explain"), record->verdict);
    while (nest.depth-- > 0)
        ls_json_end(&nest.json);
    ls_json_end(&nest.json);
    fputc('\n', out);
}

static void nothing(FILE *out, const struct ls_run *run, const struct ls_look *look)
{
    (void)out;
    (void)run;
    (void)look;
}

const struct ls_record_format format_jsonl = {"jsonl", nothing, jsonl_record, nothing};
