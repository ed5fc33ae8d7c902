/* html.c - text, cells and tables of the page. */
#include "report/html.h"

#include <string.h>

#include "lyncscope/escape.h"
#include "report/sheet_cells.h"

void html_text(const struct html *html, const char *text)
{
    ls_html_escape(html->out, ls_span(text, strlen(text)));
}

void html_words(const struct html *html, const struct ls_words *words)
{
    html_text(html, words->in[html->reader.lang]);
}

void html_role_names(struct html *html, ls_roles roles)
{
    rewind(html->cell.file);
    put_roles(html->cell.file, &html->reader, roles);
    fflush(html->cell.file);
    ls_html_escape(html->out, ls_span(html->cell.at, html->cell.size));
}

/* A link where the coverage has the row, else its id alone. */
static void write_row_id(const struct html *html, struct ls_span id)
{
    const struct ls_catalogs *catalogs = html->reader.audit->run->catalogs;
    char text[64];
    snprintf(text, sizeof text, "%.*s", (int)id.len, (const char *)id.at);
    const struct ls_row *row = ls_catalogs_find(catalogs, text);
    bool linked = row != NULL && row->catalog->kind == LS_CATALOG_DOCUMENT;
    if (linked) {
        fputs("<a href=\"#row-", html->out);
        html_text(html, text);
        fputs("\">", html->out);
    }
    ls_html_escape(html->out, id);
    if (linked)
        fputs("</a>", html->out);
}

static void write_row_ids(const struct html *html, struct ls_span ids)
{
    const uint8_t *at = ids.at, *end = at + ids.len;
    while (at < end) {
        const uint8_t *blank = memchr(at, ' ', (size_t)(end - at));
        size_t n = (size_t)((blank ? blank : end) - at);
        write_row_id(html, ls_span(at, n));
        if (blank != NULL)
            fputc(' ', html->out);
        at += n + (blank != NULL);
    }
}

/* The exact time stands in the element, for whoever copies or compares it. */
static void write_time(const struct html *html, struct ls_span exact)
{
    enum { DATE = 10, CLOCK = 8 };
    const char *at = (const char *)exact.at;
    if (exact.len <= DATE + 1 + CLOCK)
        return;
    fprintf(html->out, "<time datetime=\"%.*s\">%.*s %.*sZ</time>", (int)exact.len, at, DATE, at,
            CLOCK, at + DATE + 1);
}

void html_time(const struct html *html, const char *exact)
{
    write_time(html, ls_span(exact, strlen(exact)));
}

void html_cell(struct html *html, const struct column *column, const void *item)
{
    struct ls_span text = cell_text_fill(&html->cell, column, &html->reader, item);
    if (column->kind == COLUMN_ROWS) {
        write_row_ids(html, text);
    } else if (column->kind == COLUMN_TIME) {
        write_time(html, text);
    } else if (text.len > 0 && column->kind == COLUMN_WORDS) {
        fputs("<bdi>", html->out); /* another script's direction ends with the cell */
        ls_html_escape(html->out, text);
        fputs("</bdi>", html->out);
    } else {
        ls_html_escape(html->out, text);
    }
}

static const char *class_of(enum column_kind kind)
{
    static const char *const classes[] = {
        [COLUMN_WORDS] = "w", [COLUMN_NUMBER] = "n", [COLUMN_CODE] = "c",
        [COLUMN_TIME] = "c",  [COLUMN_ROWS] = "r",   [COLUMN_ADVICE] = "w"};
    return classes[kind];
}

static void write_row_start(const struct html *html, const struct sheet *sheet, const void *item)
{
    fputs("<tr", html->out);
    if (sheet == &sheet_coverage) {
        const struct coverage *coverage = item;
        fputs(" id=\"row-", html->out);
        html_text(html, coverage->row->id);
        fprintf(html->out, "\" class=\"c-%s\"", coverage_state_name(coverage_state(coverage)));
    } else if (sheet == &sheet_verdicts) {
        size_t kind = (size_t)((const uint64_t *)item - html->reader.audit->verdicts);
        fprintf(html->out, " class=\"v-%s\"", ls_verdict_name((enum ls_verdict_kind)kind));
    } else if (sheet == &sheet_exceptions) {
        fprintf(html->out, " class=\"x-%s\"", exception_state_name(exception_state(item)));
    } else if (sheet == &sheet_matrix) {
        const struct matrix_line *line = item;
        fprintf(html->out, " class=\"v-%s\"", ls_verdict_name(line->key.verdict));
    } else if (sheet == &sheet_kinds) {
        const struct kind *kind = item;
        fprintf(html->out, " id=\"kind-%s\" class=\"s-%s\"", kind->id,
                ls_severity_name(kind->worst));
    }
    fputc('>', html->out);
}

static void write_line(struct html *html, const struct sheet *sheet, const void *item)
{
    const struct column *column;
    write_row_start(html, sheet, item);
    for (column = sheet->columns; column->key[0] != '\0'; column++) {
        const char *tag = column == sheet->columns ? "th" : "td";
        fprintf(html->out, "<%s class=\"%s k-%s\"%s>", tag, class_of(column->kind), column->key,
                column == sheet->columns ? " scope=\"row\"" : "");
        html_cell(html, column, item);
        fprintf(html->out, "</%s>", tag);
    }
    fputs("</tr>\n", html->out);
}

void html_rest(const struct html *html, const char *key, const struct rest *rest)
{
    char text[REST_TEXT];
    if (rest->items == 0)
        return;
    fprintf(html->out, "<p class=\"rest\" data-rest=\"%s\">", key);
    html_text(html, rest_text(rest, html->reader.lang, text));
    fputs("</p>\n", html->out);
}

void html_table(struct html *html, const struct sheet *sheet)
{
    const struct column *column;
    fputs("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"", html->out);
    html_words(html, &sheet->title);
    fprintf(html->out, "\"><table id=\"%s\"><thead><tr>", sheet->key);
    for (column = sheet->columns; column->key[0] != '\0'; column++) {
        fprintf(html->out, "<th scope=\"col\" class=\"%s\" data-key=\"%s\">",
                class_of(column->kind), column->key);
        html_words(html, &column->name);
        fputs("</th>", html->out);
    }
    fputs("</tr></thead>\n<tbody>", html->out);
    struct rest rest = {0};
    for (const void *item = NULL;
         (item = sheet_next_listed(sheet, html->reader.audit, item, &rest)) != NULL;)
        write_line(html, sheet, item);
    fputs("</tbody></table></div>\n", html->out);
    html_rest(html, sheet->key, &rest);
}
