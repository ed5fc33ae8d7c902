/*
 * names.h - numbers by name, compared without case
 *
 * A hash table with open addressing and a key of its own, as addr_map.h is for addresses. Names are
 * kept by the caller. Private to topology.
 */
#pragma once

#include <stdbool.h>

#include "lyncscope/error.h"
#include "lyncscope/hash.h"

struct ls_names {
    struct ls_hash_key key;
    struct ls_name_slot {
        const char *name; /* NULL = empty */
        uint32_t value;
    } * slots;
    size_t room; /* a power of two, or 0 */
    size_t count;
};

void ls_names_init(struct ls_names *names);
void ls_names_clear(struct ls_names *names);

/* ls_names_find returns the value, or 0. */
uint32_t ls_names_find(const struct ls_names *names, const char *name);
/* ls_names_put adds a name that is not there yet, and keeps it. Returns 0 or LS_E_MEMORY. */
LS_MUST_USE int ls_names_put(struct ls_names *names, const char *name, uint32_t value);
