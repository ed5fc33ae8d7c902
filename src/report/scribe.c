/*
 * scribe.c - rows of catalogs as JSON, written once
 *
 * The memory is bounded by the catalogs: one text for each row that a record named.
 */
#include "report/scribe.h"

#include <stdlib.h>

struct ls_scribe {
    struct ls_clock clocks[CLOCK_COUNT];
    size_t row_count;
    struct written {
        const struct ls_row *row; /* NULL: not yet written */
        char *json;
        size_t bytes;
    } rows[];
};

struct ls_scribe *ls_scribe_new(const struct ls_catalogs *catalogs)
{
    size_t count = ls_catalogs_row_count(catalogs);
    struct ls_scribe *scribe = calloc(1, sizeof *scribe + count * sizeof *scribe->rows);
    if (scribe != NULL)
        scribe->row_count = count;
    return scribe;
}

void ls_scribe_free(struct ls_scribe *scribe)
{
    if (scribe == NULL)
        return;
    for (size_t i = 0; i < scribe->row_count; i++)
        free(scribe->rows[i].json);
    free(scribe);
}

struct ls_clock *scribe_clocks(struct ls_scribe *scribe)
{
    return scribe->clocks;
}

static void write_anew(struct ls_json *json, enum ls_lang lang, const struct ls_row *row)
{
    ls_json_object(json, NULL);
    ls_json_text(json, "id", row->id);
    ls_json_text(json, "catalog", row->catalog->name);
    ls_json_text(json, "role", row->role);
    ls_json_text(json, "service", row->service.in[lang]);
    ls_json_end(json);
}

/* Leaves the row unwritten when memory is out. */
static void keep(struct written *written, enum ls_lang lang, const struct ls_row *row)
{
    struct ls_json json;
    FILE *out = open_memstream(&written->json, &written->bytes);
    if (out == NULL)
        return;
    ls_json_begin(&json, out, 0);
    write_anew(&json, lang, row);
    bool failed = ferror(out) != 0;
    if (fclose(out) == 0 && !failed) {
        written->row = row;
        return;
    }
    free(written->json);
    written->json = NULL;
}

void write_row(struct ls_json *json, const struct ls_run *run, const struct ls_row *row)
{
    struct ls_scribe *scribe = run->scribe;
    if (scribe != NULL && row->number < scribe->row_count) {
        struct written *written = &scribe->rows[row->number];
        if (written->row == NULL)
            keep(written, run->lang, row);
        if (written->row == row) {
            ls_json_made(json, NULL, ls_span(written->json, written->bytes));
            return;
        }
    }
    write_anew(json, run->lang, row);
}
