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

static uint8_t upper(uint8_t c)
{
    return c >= 'a' && c <= 'z' ? (uint8_t)(c - 32) : c;
}

/* Letters, digits, '_' and '-': a bit for each of the first 128 bytes; others are in no word. */
static bool word_byte(uint8_t c)
{
    static const uint64_t word[4] = {UINT64_C(0x03ff200000000000), UINT64_C(0x07fffffe87fffffe)};
    return (word[c / 64] >> c % 64 & 1) != 0;
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

void ls_catalogs_names(const struct ls_catalogs *catalogs, enum ls_fact_kind fact,
                       struct ls_span value, struct ls_name_set *found)
{
    const uint16_t *first = catalogs->names_of[fact];
    if ((catalogs->naming_facts >> fact & 1) == 0)
        return;
    for (size_t at = 0; at < value.len; at++) {
        uint16_t place = first[value.at[at]];
        if (place == 0 || !word_begins(value, at))
            continue; /* mostly: few letters begin a name */
        for (const struct ls_known_name *name = &catalogs->names[place - 1]; name != NULL;
             name = name->next)
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
    uint16_t *of = catalogs->names_of[name->fact];
    uint8_t letter = lower((uint8_t)name->text[0]);
    known->name = *name;
    known->number = (uint16_t)(catalogs->name_count - 1);
    known->next = of[letter] != 0 ? &catalogs->names[of[letter] - 1] : NULL;
    of[letter] = of[upper(letter)] = (uint16_t)catalogs->name_count;
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
