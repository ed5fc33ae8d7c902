/*
 * sheets.h - the audit as tables
 *
 * csv, md and html print the same sheets, so they cannot disagree about a number. A sheet is a
 * list of columns and a way from one item to the next. Columns write plain text; escaping is the
 * format's.
 */
#pragma once

#include "report/audit.h"

/* For whom a sheet is printed. */
struct reader {
    const struct ls_audit *audit;
    enum ls_lang lang;
    bool keys; /* a program: role keys and the words of the records instead of names */
};

enum column_kind {
    COLUMN_WORDS,
    COLUMN_NUMBER,
    COLUMN_CODE, /* addresses, times, ports: not to be broken */
    COLUMN_ROWS, /* ids of rows, separated by blanks */
};

struct column {
    const char *key; /* as in the json, "" ends the list */
    struct ls_words name;
    enum column_kind kind;
    void (*put)(FILE *out, const struct reader *reader, const void *item);
};

struct sheet {
    const char *key;
    struct ls_words title;
    const struct column *columns;
    /* Lends the item behind before, NULL: the first; NULL behind the last. */
    const void *(*next)(const struct ls_audit *audit, const void *before);
};

extern const struct sheet sheet_verdicts, sheet_findings, sheet_coverage, sheet_hosts,
    sheet_timeline, sheet_matrix;

/* sheet_at lends the sheets in printing order, NULL past the last. */
const struct sheet *sheet_at(size_t i);

/* Room to write a column into, used again for each cell. */
struct cell_text {
    FILE *file;
    char *at;
    size_t size;
};

/* cell_text_open returns false when memory is out. */
LS_MUST_USE bool cell_text_open(struct cell_text *cell);
void cell_text_close(struct cell_text *cell);
/* cell_text_fill lends the column's text until the next call. */
struct ls_span cell_text_fill(struct cell_text *cell, const struct column *column,
                              const struct reader *reader, const void *item);

/* put_roles writes role names, or keys, joined by " + ", or the word for unknown. */
void put_roles(FILE *out, const struct reader *reader, ls_roles roles);
/* put_rule says what a row allows, in one line. */
void put_rule(FILE *out, const struct reader *reader, const struct ls_row *row);
