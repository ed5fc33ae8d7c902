/* audit_md.c - the audit for a wiki or a ticket: Markdown tables, one line an item. */
#include <string.h>

#include "lyncscope/escape.h"
#include "report/about.h"
#include "report/formats.h"
#include "report/legend.h"

static void put_text(FILE *out, const char *text)
{
    ls_markdown_escape(out, ls_span(text, strlen(text)));
}

struct about_place {
    FILE *out;
    enum ls_lang lang;
};

static void put_about(void *to, const struct about *about)
{
    const struct about_place *place = to;
    fprintf(place->out, about->kind == ABOUT_WARNING ? "| **%s** | " : "| %s | ",
            about->name->in[place->lang]);
    put_text(place->out, about->text);
    fputs(" |\n", place->out);
}

static void write_about(FILE *out, const struct reader *reader)
{
    static const struct ls_words what = {{"What | Value", "项目 | 值"}};
    struct about_place place = {out, reader->lang};
    fprintf(out, "\n## %s\n\n| %s |\n| --- | --- |\n", label(LABEL_CAPTURE, reader->lang),
            what.in[reader->lang]);
    about_each(reader, put_about, &place);
}

/*
 * A table of all columns of a finding is wider than any page: long texts and what few findings have
 * stand in a list below it, one paragraph an item. What to do stands in the table of kinds alone.
 */
enum place { IN_TABLE, BELOW, NOWHERE };

static enum place place_of(const struct sheet *sheet, const struct column *column)
{
    static const char *const keys[] = {"source_ips",   "source_addresses",
                                       "source_roles", "destination_roles",
                                       "reason",       "rule",
                                       "accepted",     "expired",
                                       "sources",      "destinations",
                                       "ports",        "packets",
                                       "bytes",        "first",
                                       "last"};
    if (column->kind == COLUMN_ADVICE)
        return NOWHERE;
    if (sheet != &sheet_causes && sheet != &sheet_findings)
        return IN_TABLE;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(column->key, keys[i]) == 0)
            return BELOW;
    return IN_TABLE;
}

static void write_below(FILE *out, const struct reader *reader, const struct sheet *sheet,
                        struct cell_text *cell)
{
    const struct column *column;
    struct rest rest = {0};
    unsigned number = 0;
    if (sheet != &sheet_causes && sheet != &sheet_findings)
        return;
    for (const void *item = NULL;
         (item = sheet_next_listed(sheet, reader->audit, item, &rest)) != NULL;) {
        fprintf(out, "\n%u. ", ++number);
        const char *between = "";
        for (column = sheet->columns; column->key[0] != '\0'; column++) {
            if (place_of(sheet, column) != BELOW ||
                cell_text_fill(cell, column, reader, item).len == 0)
                continue;
            fprintf(out, "%s**%s**: ", between, column->name.in[reader->lang]);
            ls_markdown_escape(out, cell_text_fill(cell, column, reader, item));
            between = "  \n   ";
        }
    }
    fputc('\n', out);
}

static void write_lines(FILE *out, const struct reader *reader, const struct sheet *sheet,
                        struct cell_text *cell)
{
    const struct column *column;
    struct rest rest = {0};
    char text[REST_TEXT];
    for (const void *item = NULL;
         (item = sheet_next_listed(sheet, reader->audit, item, &rest)) != NULL;) {
        fputc('|', out);
        for (column = sheet->columns; column->key[0] != '\0'; column++) {
            if (place_of(sheet, column) != IN_TABLE)
                continue;
            fputc(' ', out);
            ls_markdown_escape(out, cell_text_fill(cell, column, reader, item));
            fputs(" |", out);
        }
        fputc('\n', out);
    }
    if (rest.items > 0)
        fprintf(out, "\n%s\n", rest_text(&rest, reader->lang, text));
}

static void write_sheet(FILE *out, const struct reader *reader, const struct sheet *sheet,
                        struct cell_text *cell)
{
    const struct column *column;
    fprintf(out, "\n## %s\n\n", sheet->title.in[reader->lang]);
    if (sheet->next(reader->audit, NULL) == NULL) {
        fprintf(out, "%s\n", label(LABEL_NO_FINDINGS, reader->lang));
        return;
    }
    fputc('|', out);
    for (column = sheet->columns; column->key[0] != '\0'; column++)
        if (place_of(sheet, column) == IN_TABLE)
            fprintf(out, " %s |", column->name.in[reader->lang]);
    fputs("\n|", out);
    for (column = sheet->columns; column->key[0] != '\0'; column++)
        if (place_of(sheet, column) == IN_TABLE)
            fputs(column->kind == COLUMN_NUMBER ? " ---: |" : " --- |", out);
    fputc('\n', out);
    write_lines(out, reader, sheet, cell);
    write_below(out, reader, sheet, cell);
}

static void put_role(void *to, const struct ls_role *role)
{
    FILE *out = to;
    fputs("- *", out);
    put_text(out, role->key);
    fputs("*: ", out);
    put_text(out, role->name.in[LS_EN]);
    fputc('\n', out);
}

static int write_md(FILE *out, struct ls_audit *audit, const struct ls_look *look)
{
    struct reader reader = {audit, audit->run->lang, false};
    struct cell_text cell;
    const struct sheet *sheet;
    (void)look;
    if (audit_sort(audit) < 0 || cell_text_open(&cell) < 0)
        return LS_E_MEMORY;
    fprintf(out, "# %s\n", label(LABEL_TITLE, reader.lang));
    write_about(out, &reader);
    fputc('\n', out);
    legend_each(&reader, put_role, out);
    for (size_t i = 0; (sheet = sheet_at(i)) != NULL; i++)
        write_sheet(out, &reader, sheet, &cell);
    return cell_text_close(&cell);
}

const struct ls_audit_format audit_format_md = {"md", ".md", write_md};
