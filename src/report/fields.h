/*
 * fields.h - one flow as named values
 *
 * The record formats print the same values under the same names (Elastic Common Schema, plus
 * lync.*): jsonl nests them, csv joins them by dots. The tables in fields_*.c are the place to add
 * a value, and its object where that is new.
 */
#pragma once

#include "lyncscope/json.h"
#include "report/account.h"

enum value_kind {
    VALUE_ABSENT, /* the key is left out */
    VALUE_NULL,
    VALUE_WORDS, /* text that has nothing to escape */
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

/* An object of the record, inside another one. */
struct branch {
    const struct branch *in; /* NULL: the record itself */
    unsigned depth;          /* 0: the record itself */
    struct ls_json_key key;
};

struct field {
    const struct branch *in;
    struct ls_json_key key;
    void (*get)(const struct account *of, struct value *value);
};

extern const struct branch branch_record, branch_lync;

/* Fields in the order of a record, those of one object together; ended by one without a getter. */
struct field_table {
    const struct field *fields;
    bool (*there)(const struct account *of); /* whether any of them may be; NULL: always */
};
extern const struct field_table field_tables[]; /* ended by one without fields */

/* The kinds of facts that have a field of their own; the others are lync.content. */
extern const uint64_t facts_with_field;

/* content_text gives a fact's value as text; room is used where it is not text already. */
struct ls_span content_text(const struct ls_fact *fact, char room[VALUE_ROOM]);
