/* jsonl.c - one JSON object a line, dots of the paths turned into nesting. */
#include <string.h>

#include "report/exceptions.h"
#include "report/fields.h"
#include "report/formats.h"

struct nest {
    struct ls_json json;
    const char *parent; /* of the value written last */
};

/*
 * Closes and opens objects until a value of this parent may be written. Mostly the value before had
 * the same one.
 */
static void go_to(struct nest *nest, const char *parent)
{
    const char *open = nest->parent, *rest = parent, *at = parent;
    nest->parent = parent;
    if (open == parent)
        return;
    for (; *open != '\0' && *open == *at; open++)
        if (*at++ == '.')
            rest = at; /* whole keys and their dots lead to objects that are open already */
    for (; *open != '\0'; open++)
        if (*open == '.')
            ls_json_end(&nest->json);
    for (const char *dot; (dot = strchr(rest, '.')) != NULL; rest = dot + 1)
        ls_json_object_at(&nest->json, ls_span(rest, (size_t)(dot - rest)));
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

/* One list for each kind of fact, in the order of kinds. */
static void write_content(struct ls_json *json, const char *key, const struct ls_evidence *evidence)
{
    struct ls_fact fact;
    bool said[LS_FACT_COUNT] = {false};
    for (size_t at = 0; next_content(evidence, &at, &fact);)
        said[fact.kind] = true;
    ls_json_object(json, key);
    for (int kind = 0; kind < LS_FACT_COUNT; kind++) {
        char room[VALUE_ROOM];
        if (!said[kind])
            continue;
        ls_json_list(json, ls_fact_name((enum ls_fact_kind)kind));
        for (size_t at = 0; next_content(evidence, &at, &fact);)
            if ((int)fact.kind == kind)
                ls_json_span(json, NULL, content_text(&fact, room));
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

static void write_fields(struct nest *nest, const struct field *field, const struct ls_run *run,
                         const struct ls_record *record)
{
    for (; field->key != NULL; field++) {
        struct value value;
        value.kind = VALUE_ABSENT;
        value.count = 0;
        field->get(run, record, &value);
        if (value.kind == VALUE_ABSENT)
            continue;
        go_to(nest, field->parent);
        write_value(&nest->json, field->key, run, record, &value);
    }
}

static void jsonl_record(FILE *out, const struct ls_run *run, const struct ls_look *look,
                         const struct ls_record *record)
{
    struct nest nest;
    (void)look;
    nest.parent = "";
    ls_json_begin(&nest.json, out, 0);
    ls_json_object(&nest.json, NULL);
    for (size_t i = 0; field_tables[i] != NULL; i++)
        write_fields(&nest, field_tables[i], run, record);
    if (record->verdict->explained != NULL) {
        go_to(&nest, "lync.");
        write_explained(&nest.json, "explain", record->verdict);
    }
    go_to(&nest, "");
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
