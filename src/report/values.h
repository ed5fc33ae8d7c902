/* values.h - what the getters of fields_*.c are made of. */
#pragma once

#include <string.h>

#include "report/fields.h"

#define GET(name) static void name(const struct account *of, struct value *value)

/* An object inside another, which is one of its own: BRANCH(tls_client, tls, 2, "client"). */
#define BRANCH(name, parent, level, key)                                                           \
    static const struct branch branch_##name = {&branch_##parent, level, LS_JSON_KEY(key)}

/* A line of a table: FIELD(tls_client, "ja3", get_ja3). */
#define FIELD(branch, key, get)                                                                    \
    {                                                                                              \
        &branch_##branch, LS_JSON_KEY(key), get                                                    \
    }

/* The tables that make up field_tables; each ends with a NULL getter. */
extern const struct field fields_network[];
extern const struct field fields_tls[];
extern const struct field fields_lync[];

/* has_tls says whether a value of fields_tls may be there. */
bool has_tls(const struct account *of);

/* put says it in words of ours, put_text in those of others; both keep the text. */
static inline void put(struct value *value, const char *words)
{
    value->kind = VALUE_WORDS;
    value->text = ls_span(words, strlen(words));
}

static inline void put_text(struct value *value, struct ls_span text)
{
    value->kind = VALUE_TEXT;
    value->text = text;
}

static inline void put_uint(struct value *value, uint64_t number)
{
    value->kind = VALUE_UINT;
    value->number = number;
}

static inline void put_list_one(struct value *value, struct ls_span text) /* keeps text */
{
    value->kind = VALUE_LIST;
    if (value->count < VALUE_LIST_MAX)
        value->list[value->count++] = text;
}

void put_time(const struct account *of, struct value *value, enum clock clock, int64_t ns);

/* side_of returns the summary's side of an end: 0 = initiator, 1 = responder. */
static inline int side_of(const struct account *of, int end)
{
    return end == 0 ? of->verdict->initiator : 1 - of->verdict->initiator;
}

static inline struct ls_span text_of(const char *text)
{
    return ls_span(text, strlen(text));
}
