/* sheet_cells.c - values that columns of several sheets write. */
#include "report/sheet_cells.h"

#include <inttypes.h>

#include "lyncscope/clock.h"

void put_number(FILE *out, uint64_t number)
{
    fprintf(out, "%" PRIu64, number);
}

void put_moment(FILE *out, int64_t ns)
{
    char text[LS_TIME_TEXT];
    fputs(ls_time_format(ns, text), out);
}

void put_text(FILE *out, const char *text)
{
    fputs(text, out);
}

void put_roles(FILE *out, const struct reader *reader, ls_roles roles)
{
    const struct ls_catalogs *catalogs = reader->audit->run->catalogs;
    bool keys = reader->keys || reader->lang == LS_EN;
    const char *between = "";
    for (size_t i = 0; i < ls_catalogs_role_count(catalogs); i++) {
        const struct ls_role *role = ls_catalogs_role(catalogs, i);
        if ((roles >> i & 1) == 0)
            continue;
        fprintf(out, "%s%s", between, keys ? role->key : role->name.in[reader->lang]);
        between = "+";
    }
    if (roles == 0)
        fputs(reader->keys ? "unknown" : label(LABEL_UNKNOWN_ROLE, reader->lang), out);
}

void put_verdict(FILE *out, const struct reader *reader, enum ls_verdict_kind kind)
{
    fputs(reader->keys ? ls_verdict_name(kind) : verdict_label(kind, reader->lang), out);
}

void put_severity(FILE *out, const struct reader *reader, enum ls_severity severity)
{
    fputs(reader->keys ? ls_severity_name(severity) : severity_label(severity, reader->lang), out);
}

void put_accepted(FILE *out, const struct reader *reader, const struct ls_exception *accepted)
{
    if (accepted == NULL)
        return;
    if (reader->keys)
        fputs(accepted->id, out);
    else if (reader->lang == LS_ZH_CN)
        fprintf(out, "%s（%s）：%s，有效期至 %s", accepted->id, accepted->owner, accepted->reason,
                accepted->expires);
    else
        fprintf(out, "%s (%s): %s, until %s", accepted->id, accepted->owner, accepted->reason,
                accepted->expires);
}

void put_rule(FILE *out, const struct reader *reader, const struct ls_row *row)
{
    enum ls_lang lang = reader->lang;
    const char *colon = lang == LS_ZH_CN ? "：" : ": ";
    fprintf(out, "%s%s%s", row->id, colon, row->role_name.in[lang]);
    if (row->service.in[lang][0] != '\0')
        fprintf(out, ", %s", row->service.in[lang]);
    if (row->ports[0] != '\0')
        fprintf(out, ", %s", row->ports);
    if (row->protocol[0] != '\0')
        fprintf(out, ", %s", row->protocol);
}
