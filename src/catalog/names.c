/*
 * names.c - which names of services a text carries
 *
 * A name must equal the text, begin with it, or stand in it as a word of its own ("AV-MCU" in
 * "RTCC/5.0.0.0 AV-MCU"); letters' case never counts. Every name is therefore looked for only
 * where a word begins, and only among the names of that fact and first letter.
 */
#include <string.h>

#include "catalog/store.h"

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

/* Whether name stands in value at the word that begins at `at`. */
static bool stands_at(const struct ls_row_name *name, struct ls_span value, size_t at)
{
    size_t n = name->length;
    if (n > value.len - at || !same(value.at + at, name->text, n))
        return false;
    if (name->whole)
        return n == value.len;
    return at == 0 || at + n == value.len || !word_byte(value.at[at + n]);
}

static bool word_begins(struct ls_span value, size_t at)
{
    return at == 0 || !word_byte(value.at[at - 1]);
}

bool ls_row_name_in(const struct ls_row_name *name, struct ls_span value)
{
    for (size_t at = 0; at < value.len; at++)
        if (word_begins(value, at) && stands_at(name, value, at))
            return true;
    return false;
}

static const struct ls_known_name *first_of(const struct ls_catalogs *catalogs,
                                            enum ls_fact_kind fact, uint8_t letter)
{
    uint16_t at = catalogs->names_of[fact][lower(letter)];
    return at != 0 ? &catalogs->names[at - 1] : NULL;
}

void ls_catalogs_names(const struct ls_catalogs *catalogs, enum ls_fact_kind fact,
                       struct ls_span value, struct ls_name_set *found)
{
    if ((catalogs->naming_facts >> fact & 1) == 0)
        return;
    for (size_t at = 0; at < value.len; at++) {
        if (!word_begins(value, at))
            continue;
        const struct ls_known_name *name = first_of(catalogs, fact, value.at[at]);
        for (; name != NULL; name = name->next)
            if (stands_at(&name->name, value, at))
                found->bits[name->number / 64] |= UINT64_C(1) << name->number % 64;
    }
}

static struct ls_known_name *find(struct ls_catalogs *catalogs, const struct ls_row_name *name)
{
    for (size_t i = 0; i < catalogs->name_count; i++) {
        struct ls_known_name *known = &catalogs->names[i];
        if (known->name.fact == name->fact && known->name.whole == name->whole &&
            known->name.length == name->length &&
            same((const uint8_t *)known->name.text, name->text, name->length))
            return known;
    }
    return NULL;
}

static struct ls_known_name *add(struct ls_catalogs *catalogs, const struct ls_row_name *name)
{
    if (catalogs->name_count == LS_NAMES_MAX)
        return NULL;
    struct ls_known_name *known = &catalogs->names[catalogs->name_count++];
    uint16_t *first = &catalogs->names_of[name->fact][lower((uint8_t)name->text[0])];
    known->name = *name;
    known->number = (uint16_t)(catalogs->name_count - 1);
    known->next = *first != 0 ? &catalogs->names[*first - 1] : NULL;
    *first = (uint16_t)catalogs->name_count;
    catalogs->naming_facts |= UINT64_C(1) << name->fact;
    return known;
}

bool ls_names_take(struct ls_catalogs *catalogs, struct ls_row *row)
{
    for (size_t i = 0; i < row->name_count; i++) {
        const struct ls_known_name *known = find(catalogs, &row->names[i]);
        if (known == NULL)
            known = add(catalogs, &row->names[i]);
        if (known == NULL)
            return false;
        row->named_by.bits[known->number / 64] |= UINT64_C(1) << known->number % 64;
    }
    return true;
}
