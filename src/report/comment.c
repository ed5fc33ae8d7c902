/*
 * comment.c - why a flow has findings, in one line: for the packet where it begins
 *
 * Whoever opens the evidence has the packets before him and not the report.
 */
#include <string.h>

#include "lyncscope/escape.h"
#include "report/names.h"

static void write_text(FILE *out, const char *text)
{
    ls_terminal_escape(out, ls_span(text, strlen(text)));
}

/* What allows it, or the rows of the port that do not: as the audit lists them. */
static void write_rows(FILE *out, const struct ls_verdict *verdict, enum ls_lang lang)
{
    bool allowed = verdict->kind == LS_DOCUMENTED || verdict->kind == LS_DEPENDENCY;
    const struct ls_row *const *rows = allowed ? verdict->entries : verdict->rejected;
    size_t count = allowed ? verdict->entry_count : verdict->rejected_count;
    bool zh = lang == LS_ZH_CN;
    fputs(zh ? " | 行：" : " | rows: ", out);
    for (size_t i = 0; i < count; i++) {
        fputs(i == 0 ? "" : zh ? "、" : ", ", out);
        write_text(out, rows[i]->id);
    }
    if (count == 0)
        fputs(zh ? "无" : "none", out);
}

static void write_finding(FILE *out, const struct ls_verdict *verdict,
                          const struct ls_finding *finding, enum ls_lang lang)
{
    bool zh = lang == LS_ZH_CN;
    fprintf(out, zh ? " | 发现：%s（%s）" : " | finding: %s (%s)", finding->id,
            severity_label(finding->severity, lang));
    if (strcmp(finding->id, ls_verdict_name(verdict->kind)) == 0)
        return; /* its text is the reason */
    fputs(zh ? "：" : ": ", out);
    write_text(out, finding->text);
}

void ls_comment_write(FILE *out, const struct ls_verdict *verdict, enum ls_lang lang)
{
    bool zh = lang == LS_ZH_CN;
    fprintf(out, zh ? "%s：" : "%s: ", verdict_label(verdict->kind, lang));
    write_text(out, verdict->reason);
    write_rows(out, verdict, lang);
    for (size_t i = 0; i < verdict->finding_count; i++)
        write_finding(out, verdict, &verdict->findings[i], lang);
    if (verdict->accepted == NULL)
        return;
    fputs(zh ? " | 接受依据：" : " | accepted by: ", out);
    write_text(out, verdict->accepted->id);
}
