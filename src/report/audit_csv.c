/*
 * audit_csv.c - the audit for spreadsheets: all tables in one file, or one file a table
 *
 * In one file, a table is a line with its name, a line with the names of its columns, and its
 * lines; a blank line separates tables (RFC 4180 otherwise). A file of its own has no line with
 * the name and nothing else. Names are the json's and never translated.
 */
#include <string.h>

#include "lyncscope/escape.h"
#include "report/about.h"
#include "report/formats.h"

static void put_about(void *to, const struct about *about)
{
    FILE *out = to;
    fprintf(out, "%s,", about->key);
    ls_csv_escape(out, ls_span(about->text, strlen(about->text)));
    fputs("\r\n", out);
}

static void write_lines(FILE *out, const struct reader *reader, const struct sheet *sheet,
                        struct cell_text *cell)
{
    const struct column *column;
    for (const void *item = NULL; (item = sheet->next(reader->audit, item)) != NULL;) {
        for (column = sheet->columns; column->key[0] != '\0'; column++) {
            fputs(column == sheet->columns ? "" : ",", out);
            ls_csv_escape(out, cell_text_fill(cell, column, reader, item));
        }
        fputs("\r\n", out);
    }
}

static void write_sheet(FILE *out, const struct reader *reader, const struct sheet *sheet,
                        struct cell_text *cell)
{
    const struct column *column;
    for (column = sheet->columns; column->key[0] != '\0'; column++)
        fprintf(out, "%s%s", column == sheet->columns ? "" : ",", column->key);
    fputs("\r\n", out);
    write_lines(out, reader, sheet, cell);
}

static void write_capture(FILE *out, const struct reader *reader)
{
    fputs("key,value\r\n", out);
    about_each(reader, put_about, out);
}

static int write_csv(FILE *out, struct ls_audit *audit, const struct ls_look *look)
{
    struct reader reader = {audit, audit->run->lang, true};
    struct cell_text cell;
    const struct sheet *sheet;
    (void)look;
    if (audit_sort(audit) < 0 || cell_text_open(&cell) < 0)
        return LS_E_MEMORY;
    fputs("capture\r\n", out);
    write_capture(out, &reader);
    for (size_t i = 0; (sheet = sheet_at(i)) != NULL; i++) {
        fprintf(out, "\r\n%s\r\n", sheet->key);
        write_sheet(out, &reader, sheet, &cell);
    }
    return cell_text_close(&cell);
}

const char *ls_audit_table_name(size_t i)
{
    const struct sheet *sheet = i > 0 ? sheet_at(i - 1) : NULL;
    if (i == 0)
        return "capture";
    return sheet != NULL ? sheet->key : NULL;
}

int ls_audit_table_write(FILE *out, struct ls_audit *audit, size_t i)
{
    struct reader reader = {audit, audit->run->lang, true};
    struct cell_text cell;
    if (i == 0) {
        write_capture(out, &reader);
        return 0;
    }
    if (audit_sort(audit) < 0 || cell_text_open(&cell) < 0)
        return LS_E_MEMORY;
    write_sheet(out, &reader, sheet_at(i - 1), &cell);
    return cell_text_close(&cell);
}

const struct ls_audit_format audit_format_csv = {"csv", ".csv", write_csv};
