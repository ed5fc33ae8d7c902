/*
 * fields.h - one flow as named values
 *
 * The record formats print the same values under the same names (Elastic Common Schema, plus
 * lync.*): jsonl nests them, csv joins them by dots. The tables in fields_*.c are the place to add
 * a value.
 */
#pragma once

#include "lyncscope/json.h"
#include "lyncscope/report.h"

enum value_kind {
    VALUE_ABSENT, /* the key is left out */
    VALUE_NULL,
    VALUE_TEXT,
    VALUE_UINT,
    VALUE_BOOL,
    VALUE_LIST,     /* of texts */
    VALUE_ENTRIES,  /* the verdict's rows */
    VALUE_FINDINGS, /* the verdict's findings */
    VALUE_ACCEPTED, /* who answers for the findings */
    VALUE_CONTENT,  /* what the payload said, by fact name */
};

enum { VALUE_LIST_MAX = 32, VALUE_ROOM = 320 };

struct value {
    enum value_kind kind;
    struct ls_span text;
    uint64_t number;
    struct ls_span list[VALUE_LIST_MAX];
    size_t count;
    char room[VALUE_ROOM]; /* where texts made here stand */
};

struct field {
    const char *parent; /* "tls.client.", or "" */
    const char *key;    /* "ja3" */
    void (*get)(const struct ls_run *run, const struct ls_record *record, struct value *value);
};

/*
 * The fields in the order of a record: tables, each ended by a field without a key, up to NULL.
 * Fields of one parent stand together.
 */
extern const struct field *const field_tables[];

/* next_content steps through the facts that have no field of their own. */
bool next_content(const struct ls_evidence *evidence, size_t *at, struct ls_fact *fact);

/* content_text gives a fact's value as text; room is used where it is not text already. */
struct ls_span content_text(const struct ls_fact *fact, char room[VALUE_ROOM]);
