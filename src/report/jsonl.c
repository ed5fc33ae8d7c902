/* jsonl.c - one JSON object a line, fields nested in the objects they belong to. */
#include "report/exceptions.h"
#include "report/fields.h"
#include "report/formats.h"
#include "report/scribe.h"

struct nest {
    struct ls_json json;
    const struct branch *open; /* the innermost object that is open */
};

/* Opens the objects from `open` down to `to`. */
static void go_down(struct nest *nest, const struct branch *open, const struct branch *to)
{
    if (to == open)
        return;
    go_down(nest, open, to->in);
    ls_json_object_at(&nest->json, &to->key);
}

/* Closes and opens objects until a value of this one may be written. */
static void go_to(struct nest *nest, const struct branch *to)
{
    const struct branch *open = nest->open, *shared = to;
    while (open != shared) {
        if (open->depth < shared->depth) {
            shared = shared->in;
        } else {
            ls_json_end(&nest->json);
            open = open->in;
        }
    }
    go_down(nest, open, to);
    nest->open = to;
}

static void write_entries(struct ls_json *json, const struct ls_run *run,
                          const struct ls_verdict *verdict)
{
    ls_json_list(json, NULL);
    for (size_t i = 0; i < verdict->entry_count; i++)
        write_row(json, run, verdict->entries[i]);
    ls_json_end(json);
}

static void write_findings(struct ls_json *json, const struct ls_verdict *verdict)
{
    ls_json_list(json, NULL);
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
static void write_content(struct ls_json *json, const struct account *of)
{
    struct ls_fact fact;
    char room[VALUE_ROOM];
    ls_json_object(json, NULL);
    for (uint64_t left = of->kinds & ~facts_with_field; left != 0; left &= left - 1) {
        enum ls_fact_kind kind = (enum ls_fact_kind)__builtin_ctzll(left);
        ls_json_list(json, ls_fact_name(kind));
        for (size_t at = 0; account_next(of, kind, &at, &fact);)
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

static void write_list(struct ls_json *json, const struct value *value)
{
    ls_json_list(json, NULL);
    for (size_t i = 0; i < value->count; i++)
        ls_json_span(json, NULL, value->list[i]);
    ls_json_end(json);
}

/* The key is written. */
static void write_value(struct ls_json *json, const struct account *of, const struct value *value)
{
    switch (value->kind) {
    case VALUE_ABSENT:
        break;
    case VALUE_NULL:
        ls_json_null(json, NULL);
        break;
    case VALUE_WORDS:
        ls_json_words(json, NULL, value->text);
        break;
    case VALUE_TEXT:
        ls_json_span(json, NULL, value->text);
        break;
    case VALUE_UINT:
        ls_json_uint(json, NULL, value->number);
        break;
    case VALUE_BOOL:
        ls_json_bool(json, NULL, value->number != 0);
        break;
    case VALUE_LIST:
        write_list(json, value);
        break;
    case VALUE_ENTRIES:
        write_entries(json, of->run, of->verdict);
        break;
    case VALUE_FINDINGS:
        write_findings(json, of->verdict);
        break;
    case VALUE_ACCEPTED:
        accepted_json(json, NULL, of->verdict->accepted);
        break;
    case VALUE_CONTENT:
        write_content(json, of);
        break;
    }
}

static void write_fields(struct nest *nest, const struct field *field, const struct account *of)
{
    struct value value;
    for (; field->get != NULL; field++) {
        value.kind = VALUE_ABSENT;
        value.count = 0;
        field->get(of, &value);
        if (value.kind == VALUE_ABSENT)
            continue;
        if (nest->open != field->in)
            go_to(nest, field->in);
        ls_json_at(&nest->json, &field->key);
        write_value(&nest->json, of, &value);
    }
}

static void jsonl_record(FILE *out, const struct ls_run *run, const struct ls_look *look,
                         const struct ls_record *record)
{
    struct nest nest;
    struct account account;
    (void)look;
    account_open(&account, run, record);
    nest.open = &branch_record;
    ls_json_begin(&nest.json, out, 0);
    ls_json_object(&nest.json, NULL);
    for (const struct field_table *table = field_tables; table->fields != NULL; table++)
        if (table->there == NULL || table->there(&account))
            write_fields(&nest, table->fields, &account);
    if (record->verdict->explained != NULL) {
        go_to(&nest, &branch_lync);
        write_explained(&nest.json, "explain", record->verdict);
    }
    go_to(&nest, &branch_record);
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
