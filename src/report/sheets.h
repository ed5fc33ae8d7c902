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
    COLUMN_CODE,   /* addresses, ports: not to be broken */
    COLUMN_TIME,   /* exact; html shows the second and has the rest beside it */
    COLUMN_ROWS,   /* ids of rows, separated by blanks */
    COLUMN_ADVICE, /* for programs; people read it once a kind of finding, in sheet_kinds */
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
    bool (*listed)(const void *item);    /* for people, who do not read thousands; NULL: all */
    uint64_t (*flows)(const void *item); /* of those not listed, for their sum; NULL: none */
};

/* What a sheet has beside the items listed. */
struct rest {
    uint64_t items, flows;
};

/* sheet_next_listed lends the item to print next, and counts in rest what it passes over. */
const void *sheet_next_listed(const struct sheet *sheet, const struct ls_audit *audit,
                              const void *before, struct rest *rest);
/* rest_text says how many more there are, and where; "" for none. */
enum { REST_TEXT = 200 };
const char *rest_text(const struct rest *rest, enum ls_lang lang, char text[REST_TEXT]);

extern const struct sheet sheet_verdicts, sheet_kinds, sheet_causes, sheet_findings,
    sheet_exceptions, sheet_coverage, sheet_hosts, sheet_timeline, sheet_matrix;

/* sheet_at lends the sheets in printing order, NULL past the last. */
const struct sheet *sheet_at(size_t i);

/* Room to write a column into, used again for each cell. */
struct cell_text {
    FILE *file;
    char *at;
    size_t size;
    bool failed; /* a text was cut short */
};

/* Both return 0, or LS_E_MEMORY: then texts are missing. */
LS_MUST_USE int cell_text_open(struct cell_text *cell);
LS_MUST_USE int cell_text_close(struct cell_text *cell);
/* cell_text_fill lends the column's text until the next call. */
struct ls_span cell_text_fill(struct cell_text *cell, const struct column *column,
                              const struct reader *reader, const void *item);
