/* kinds.c - see kinds.h; and their sheet. */
#include "report/kinds.h"

#include <inttypes.h>

#include "report/advice.h"
#include "report/sheets.h"

#define PUT(name)     static void name(FILE *out, const struct reader *reader, const void *item)
#define UNUSED_READER (void)reader
#define KIND          const struct kind *kind = item

/* The kind of that id, NULL where there is no room for one more. Ids are static text. */
static struct kind *kind_of(struct ls_audit *audit, const char *id)
{
    for (size_t i = 0; i < audit->kind_count; i++)
        if (audit->kinds[i].id == id)
            return &audit->kinds[i];
    if (audit->kind_count == KINDS_MAX)
        return NULL;
    struct kind *kind = &audit->kinds[audit->kind_count++];
    *kind = (struct kind){.id = id};
    return kind;
}

void kinds_make(struct ls_audit *audit)
{
    audit->kind_count = 0;
    for (size_t i = 0; i < audit->cause_count; i++) {
        const struct cause *cause = &audit->causes[i];
        struct kind *kind = kind_of(audit, cause->first->key.id);
        if (kind == NULL)
            continue;
        if (cause->first->severity > kind->worst)
            kind->worst = cause->first->severity;
        kind->causes++;
        kind->accepted += cause->first->key.accepted != NULL;
        kind->flows += cause->flows;
    }
}

static const void *next_kind(const struct ls_audit *audit, const void *before)
{
    const struct kind *kind = before;
    kind = kind ? kind + 1 : audit->kinds;
    return kind < audit->kinds + audit->kind_count ? kind : NULL;
}

static void put_count(FILE *out, uint64_t number)
{
    fprintf(out, "%" PRIu64, number);
}

/* Chinese names stand before the id by which other formats and exceptions know them. */
PUT(kind_id)
{
    KIND;
    const char *name = finding_label(kind->id, reader->lang);
    if (reader->keys || name == kind->id)
        fputs(kind->id, out);
    else
        fprintf(out, "%s (%s)", name, kind->id);
}

PUT(kind_severity)
{
    KIND;
    put_severity(out, reader, kind->worst);
}

PUT(kind_causes)
{
    KIND;
    UNUSED_READER;
    put_count(out, kind->causes);
}

PUT(kind_accepted)
{
    KIND;
    UNUSED_READER;
    put_count(out, kind->accepted);
}

PUT(kind_flows)
{
    KIND;
    UNUSED_READER;
    put_count(out, kind->flows);
}

PUT(kind_advice)
{
    KIND;
    fputs(advice_for(kind->id, reader->lang), out);
}

static const struct column kind_columns[] = {
    {"id", {{"Kind", "种类"}}, COLUMN_WORDS, kind_id},
    {"severity", {{"Worst", "最严重"}}, COLUMN_WORDS, kind_severity},
    {"causes", {{"Entries", "条目"}}, COLUMN_NUMBER, kind_causes},
    {"accepted", {{"Of them accepted", "其中已接受"}}, COLUMN_NUMBER, kind_accepted},
    {"flows", {{"Flows", "流数"}}, COLUMN_NUMBER, kind_flows},
    {"advice", {{"What to do", "处理建议"}}, COLUMN_WORDS, kind_advice},
    {"", {{"", ""}}, COLUMN_WORDS, NULL},
};

const struct sheet sheet_kinds = {
    "kinds", {{"Kinds of findings", "发现的种类"}}, kind_columns, next_kind, NULL, NULL};
