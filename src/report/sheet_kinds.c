/* sheet_kinds.c - the kinds of findings, and what to do about each. */
#include "report/advice.h"
#include "report/sheet_cells.h"

#define KIND const struct kind *kind = item

static const void *next_kind(const struct ls_audit *audit, const void *before)
{
    const struct kind *kind = before;
    kind = kind ? kind + 1 : audit->kinds;
    return kind < audit->kinds + audit->kind_count ? kind : NULL;
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

PUT_NUMBER(kind_causes, struct kind, causes)
PUT_NUMBER(kind_accepted, struct kind, accepted)
PUT_NUMBER(kind_flows, struct kind, flows)

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
