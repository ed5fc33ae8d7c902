/*
 * content.c - does the content name a service?
 *
 * A row lists facts that name its service. A fact must equal the text, begin with it, or hold
 * it as a word of its own ("AV-MCU" in "RTCC/5.0.0.0 AV-MCU"); letters' case never counts.
 */
#include <string.h>

#include "classify/case.h"

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

static bool word_byte(uint8_t c)
{
    c = lower(c);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static bool same(const uint8_t *bytes, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (lower(bytes[i]) != lower((uint8_t)text[i]))
            return false;
    return true;
}

static bool holds_word(struct ls_span value, const char *text, size_t n)
{
    for (size_t at = 1; at + n <= value.len; at++) {
        bool ends = at + n == value.len || !word_byte(value.at[at + n]);
        if (ends && !word_byte(value.at[at - 1]) && same(value.at + at, text, n))
            return true;
    }
    return false;
}

static bool fact_names(const struct ls_row_name *name, struct ls_span value)
{
    size_t n = strlen(name->text);
    if (n == 0 || n > value.len)
        return false;
    if (name->whole)
        return n == value.len && same(value.at, name->text, n);
    return same(value.at, name->text, n) || holds_word(value, name->text, n);
}

static bool find_fact(const struct ls_evidence *evidence, const struct ls_row_name *name,
                      struct ls_fact *fact)
{
    size_t at = 0;
    while (ls_fact_next(evidence, &at, fact))
        if (fact->kind == name->fact && fact_names(name, fact->value))
            return true;
    return false;
}

bool ls_row_named(const struct ls_case *c, const struct ls_row *row, struct ls_fact *fact)
{
    if (c->facts == 0)
        return false;
    for (size_t i = 0; i < row->name_count; i++) {
        const struct ls_row_name *name = &row->names[i];
        if ((c->facts & UINT64_C(1) << name->fact) && find_fact(c->evidence, name, fact))
            return true;
    }
    return false;
}

const struct ls_row *ls_case_named_row(const struct ls_case *c, struct ls_fact *fact)
{
    if (c->facts == 0)
        return NULL;
    size_t count = ls_catalogs_row_count(c->context->catalogs);
    for (size_t i = 0; i < count; i++) {
        const struct ls_row *row = ls_catalogs_row(c->context->catalogs, i);
        if (row->catalog->kind == LS_CATALOG_DOCUMENT && ls_row_named(c, row, fact))
            return row;
    }
    return NULL;
}
