/* sheets.c - the order of the sheets, and how their items and cells are walked. */
#include "report/sheets.h"

#include <inttypes.h>
#include <stdlib.h>

const struct sheet *sheet_at(size_t i)
{
    static const struct sheet *const sheets[] = {
        &sheet_verdicts, &sheet_kinds, &sheet_causes,   &sheet_findings, &sheet_exceptions,
        &sheet_coverage, &sheet_hosts, &sheet_timeline, &sheet_matrix};
    return i < sizeof sheets / sizeof *sheets ? sheets[i] : NULL;
}

const void *sheet_next_listed(const struct sheet *sheet, const struct ls_audit *audit,
                              const void *before, struct rest *rest)
{
    const void *item = sheet->next(audit, before);
    for (; item != NULL && sheet->listed != NULL && !sheet->listed(item);
         item = sheet->next(audit, item)) {
        rest->items++;
        rest->flows += sheet->flows(item);
    }
    return item;
}

const char *rest_text(const struct rest *rest, enum ls_lang lang, char text[REST_TEXT])
{
    text[0] = '\0';
    if (rest->items == 0)
        return text;
    if (lang == LS_ZH_CN)
        snprintf(text, REST_TEXT, "另有 %" PRIu64 " 项，%" PRIu64 " 条流：csv 与 json 列出全部",
                 rest->items, rest->flows);
    else
        snprintf(text, REST_TEXT, "and %" PRIu64 " more, %" PRIu64 " %s: csv and json list all",
                 rest->items, rest->flows, counted(LABEL_FLOWS, rest->flows, lang));
    return text;
}

int cell_text_open(struct cell_text *cell)
{
    *cell = (struct cell_text){0};
    cell->file = open_memstream(&cell->at, &cell->size);
    return cell->file != NULL ? 0 : LS_E_MEMORY;
}

int cell_text_close(struct cell_text *cell)
{
    bool failed = ferror(cell->file) != 0 || cell->failed;
    fclose(cell->file);
    free(cell->at);
    return failed ? LS_E_MEMORY : 0;
}

struct ls_span cell_text_fill(struct cell_text *cell, const struct column *column,
                              const struct reader *reader, const void *item)
{
    rewind(cell->file);
    column->put(cell->file, reader, item);
    if (fflush(cell->file) != 0)
        cell->failed = true;
    return ls_span(cell->at, cell->size);
}
