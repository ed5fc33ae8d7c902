/* addr_map.c - linear probing in a table at most half full. */
#include "base/addr_map.h"

#include <stdlib.h>
#include <string.h>

void ls_addr_map_init(struct ls_addr_map *map)
{
    memset(map, 0, sizeof *map);
    map->key = ls_hash_key_draw();
}

void ls_addr_map_clear(struct ls_addr_map *map)
{
    free(map->slots);
    map->slots = NULL;
    map->room = 0;
    map->count = 0;
}

static size_t place_of(const struct ls_addr_map *map, const struct ls_addr *addr, uint32_t bits)
{
    uint64_t words[2];
    memcpy(words, addr->bytes, sizeof words);
    uint64_t low = ls_hash_pair(&map->key, words[1], bits);
    return (size_t)ls_hash_pair(&map->key, low, words[0]) & (map->room - 1);
}

/* The slot that has the pair, or the empty one where it belongs. */
static struct ls_addr_slot *find_slot(const struct ls_addr_map *map, const struct ls_addr *addr,
                                      uint32_t bits)
{
    size_t at = place_of(map, addr, bits);
    while (map->slots[at].value != 0 &&
           (map->slots[at].bits != bits || !ls_addr_equal(&map->slots[at].addr, addr)))
        at = (at + 1) & (map->room - 1);
    return &map->slots[at];
}

void ls_addr_map_fetch(const struct ls_addr_map *map, const struct ls_addr *addr, uint32_t bits)
{
    if (map->count > 0)
        __builtin_prefetch(&map->slots[place_of(map, addr, bits)]);
}

uint32_t ls_addr_map_find(const struct ls_addr_map *map, const struct ls_addr *addr, uint32_t bits)
{
    return map->count ? find_slot(map, addr, bits)->value : 0;
}

static int grow(struct ls_addr_map *map)
{
    struct ls_addr_map bigger = *map;
    bigger.room = map->room ? map->room * 2 : 64;
    bigger.slots = calloc(bigger.room, sizeof *bigger.slots);
    if (bigger.slots == NULL)
        return LS_E_MEMORY;
    for (size_t i = 0; i < map->room; i++)
        if (map->slots[i].value != 0)
            *find_slot(&bigger, &map->slots[i].addr, map->slots[i].bits) = map->slots[i];
    free(map->slots);
    *map = bigger;
    return 0;
}

int ls_addr_map_put(struct ls_addr_map *map, const struct ls_addr *addr, uint32_t bits,
                    uint32_t value)
{
    if (map->count * 2 >= map->room) {
        int code = grow(map);
        if (code < 0)
            return code;
    }
    struct ls_addr_slot *slot = find_slot(map, addr, bits);
    slot->addr = *addr;
    slot->bits = bits;
    slot->value = value;
    map->count++;
    return 0;
}
