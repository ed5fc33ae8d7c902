/* names.c - linear probing in a table at most half full; ASCII letters count as small. */
#include "topology/names.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

void ls_names_init(struct ls_names *names)
{
    memset(names, 0, sizeof *names);
    names->key = ls_hash_key_draw();
}

void ls_names_clear(struct ls_names *names)
{
    free(names->slots);
    names->slots = NULL;
    names->room = names->count = 0;
}

static uint8_t small(char c)
{
    return (uint8_t)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Eight letters a step; what came before is part of each step's input. */
static uint64_t hash(const struct ls_names *names, const char *name)
{
    uint64_t words[2] = {0, 0};
    for (size_t i = 0; name[i] != '\0';) {
        words[0] = 0;
        for (unsigned k = 0; k < 8 && name[i] != '\0'; k++)
            words[0] |= (uint64_t)small(name[i++]) << 8 * k;
        words[1] = ls_hash_words(&names->key, words, 2);
    }
    return words[1];
}

static struct ls_name_slot *find_slot(const struct ls_names *names, const char *name)
{
    size_t at = (size_t)hash(names, name) & (names->room - 1);
    while (names->slots[at].name != NULL && strcasecmp(names->slots[at].name, name) != 0)
        at = (at + 1) & (names->room - 1);
    return &names->slots[at];
}

uint32_t ls_names_find(const struct ls_names *names, const char *name)
{
    return names->count ? find_slot(names, name)->value : 0;
}

static int grow(struct ls_names *names)
{
    struct ls_names bigger = *names;
    bigger.room = names->room ? names->room * 2 : 64;
    bigger.slots = calloc(bigger.room, sizeof *bigger.slots);
    if (bigger.slots == NULL)
        return LS_E_MEMORY;
    for (size_t i = 0; i < names->room; i++)
        if (names->slots[i].name != NULL)
            *find_slot(&bigger, names->slots[i].name) = names->slots[i];
    free(names->slots);
    *names = bigger;
    return 0;
}

int ls_names_put(struct ls_names *names, const char *name, uint32_t value)
{
    if (names->count * 2 >= names->room && grow(names) < 0)
        return LS_E_MEMORY;
    struct ls_name_slot *slot = find_slot(names, name);
    slot->name = name;
    slot->value = value;
    names->count++;
    return 0;
}
