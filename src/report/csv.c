/* csv.c - one line a flow, RFC 4180; the columns are the paths of the record. */
#include <string.h>

#include "lyncscope/digits.h"
#include "lyncscope/escape.h"
#include "report/fields.h"
#include "report/formats.h"

/* Parts of a list are joined with a bar; the whole is escaped as one field. */
struct cell {
    char text[2048];
    size_t n;
};

static void add(struct cell *cell, struct ls_span part, bool next)
{
    if (next && cell->n < sizeof cell->text)
        cell->text[cell->n++] = '|';
    size_t room = sizeof cell->text - cell->n;
    size_t n = part.len < room ? part.len : room;
    if (n > 0)
        memcpy(cell->text + cell->n, part.at, n);
    cell->n += n;
}

static void add_text(struct cell *cell, const char *text, bool next)
{
    add(cell, ls_span(text, strlen(text)), next);
}

static void fill_content(struct cell *cell, const struct ls_evidence *evidence)
{
    struct ls_fact fact;
    char room[VALUE_ROOM];
    bool next = false;
    for (size_t at = 0; ls_fact_next(evidence, &at, &fact);) {
        if ((facts_with_field & FACT_BIT(fact.kind)) != 0)
            continue;
        add_text(cell, ls_fact_name(fact.kind), next);
        add_text(cell, "=", false);
        add(cell, content_text(&fact, room), false);
        next = true;
    }
}

static void fill(struct cell *cell, const struct account *of, const struct value *value)
{
    char number[LS_DIGITS_MOST];
    switch (value->kind) {
    case VALUE_ABSENT:
    case VALUE_NULL:
        break;
    case VALUE_WORDS:
    case VALUE_TEXT:
        add(cell, value->text, false);
        break;
    case VALUE_UINT:
        add(cell, ls_span(number, (size_t)(ls_digits(number, value->number) - number)), false);
        break;
    case VALUE_BOOL:
        add_text(cell, value->number ? "true" : "false", false);
        break;
    case VALUE_LIST:
        for (size_t i = 0; i < value->count; i++)
            add(cell, value->list[i], i > 0);
        break;
    case VALUE_ENTRIES:
        for (size_t i = 0; i < of->verdict->entry_count; i++)
            add_text(cell, of->verdict->entries[i]->id, i > 0);
        break;
    case VALUE_FINDINGS:
        for (size_t i = 0; i < of->verdict->finding_count; i++)
            add_text(cell, of->verdict->findings[i].id, i > 0);
        break;
    case VALUE_ACCEPTED:
        if (of->verdict->accepted != NULL)
            add_text(cell, of->verdict->accepted->id, false);
        break;
    case VALUE_CONTENT:
        fill_content(cell, of->summary->evidence);
        break;
    }
}

/* The key without what is JSON about it. */
static void write_key(FILE *out, const struct ls_json_key *key)
{
    fwrite(key->text + 2, 1, key->bytes - (size_t)4, out);
}

/* "tls.client." */
static void write_path(FILE *out, const struct branch *branch)
{
    if (branch->in == NULL)
        return;
    write_path(out, branch->in);
    write_key(out, &branch->key);
    fputc('.', out);
}

static void csv_begin(FILE *out, const struct ls_run *run, const struct ls_look *look)
{
    const char *comma = "";
    (void)run;
    (void)look;
    for (const struct field_table *table = field_tables; table->fields != NULL; table++) {
        for (const struct field *field = table->fields; field->get != NULL; field++) {
            fputs(comma, out);
            write_path(out, field->in);
            write_key(out, &field->key);
            comma = ",";
        }
    }
    fputs("\r\n", out);
}

static void write_cell(FILE *out, const struct field *field, const struct account *of)
{
    struct value value;
    struct cell cell;
    value.kind = VALUE_ABSENT;
    value.count = 0;
    cell.n = 0;
    field->get(of, &value);
    fill(&cell, of, &value);
    ls_csv_escape(out, ls_span(cell.text, cell.n));
}

static void csv_record(FILE *out, const struct ls_run *run, const struct ls_look *look,
                       const struct ls_record *record)
{
    const char *comma = "";
    struct account account;
    (void)look;
    account_open(&account, run, record);
    for (const struct field_table *table = field_tables; table->fields != NULL; table++) {
        for (const struct field *field = table->fields; field->get != NULL; field++) {
            fputs(comma, out);
            write_cell(out, field, &account);
            comma = ",";
        }
    }
    fputs("\r\n", out);
}

static void csv_end(FILE *out, const struct ls_run *run, const struct ls_look *look)
{
    (void)out;
    (void)run;
    (void)look;
}

const struct ls_record_format format_csv = {"csv", csv_begin, csv_record, csv_end};
