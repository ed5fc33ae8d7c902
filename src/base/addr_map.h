/*
 * addr_map.h - numbers by address and prefix length
 *
 * A hash table with open addressing, keyed so that addresses from a capture cannot be aimed at
 * one place. Nothing is ever taken out, but all of it at once. For the layers above, not for users.
 */
#pragma once

#include "lyncscope/address.h"
#include "lyncscope/hash.h"

struct ls_addr_map {
    struct ls_hash_key key;
    struct ls_addr_slot {
        struct ls_addr addr;
        uint32_t bits;
        uint32_t value; /* 0 = empty */
    } * slots;
    size_t room; /* a power of two, or 0 */
    size_t count;
};

void ls_addr_map_init(struct ls_addr_map *map);
void ls_addr_map_clear(struct ls_addr_map *map); /* may be filled again */

/* ls_addr_map_fetch begins to load where the pair is looked for: who has many asks for all first.
 */
void ls_addr_map_fetch(const struct ls_addr_map *map, const struct ls_addr *addr, uint32_t bits);
/* ls_addr_map_find returns the value, or 0. */
uint32_t ls_addr_map_find(const struct ls_addr_map *map, const struct ls_addr *addr, uint32_t bits);
/* ls_addr_map_put adds a pair that is not there yet; value is not 0. Returns 0 or LS_E_MEMORY. */
LS_MUST_USE int ls_addr_map_put(struct ls_addr_map *map, const struct ls_addr *addr, uint32_t bits,
                                uint32_t value);
