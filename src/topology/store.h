/* store.h - what struct ls_topology holds. Private to topology. */
#pragma once

#include "catalog/store.h"
#include "lyncscope/topology.h"
#include "topology/map.h"

enum { LS_BECAUSE_MAX = 8 };

struct ls_guess {
    ls_roles roles;
    const char *because[LS_BECAUSE_MAX];
    uint64_t mark[LS_BECAUSE_MAX];
    size_t because_count;
};

struct ls_topology {
    const struct ls_catalogs *catalogs;
    struct ls_arena *arena;
    struct ls_mistakes mistakes;
    struct ls_topology_host *hosts;
    size_t host_count, host_room;
    struct ls_topology_network *networks;
    size_t network_count, network_room;
    struct ls_topology_source *sources;
    size_t source_count, source_room;
    struct ls_addr_map by_addr;   /* address -> host, from 1 */
    struct ls_addr_map by_prefix; /* prefix -> network, from 1 */
    uint8_t lengths[129];         /* prefix lengths in use, longest first */
    size_t length_count;
    struct ls_guess *guesses;
    size_t guess_count, guess_room;
    struct ls_addr_map by_guess;  /* address -> guess, from 1 */
    struct ls_arena *guess_arena; /* their reasons */
};

/* ls_topology_real replaces composed roles by what they are composed of. */
ls_roles ls_topology_real(const struct ls_topology *topology, ls_roles roles);

/* ls_room makes room for one more item; returns 0 or LS_E_MEMORY. */
LS_MUST_USE int ls_room(void **items, size_t *room, size_t count, size_t item_bytes);

/* ls_prefix_start returns addr with all bits after the first `bits` cleared. */
struct ls_addr ls_prefix_start(const struct ls_addr *addr, unsigned bits);

/* ls_topology_add merges a parsed file. Mistakes are noted. Returns 0 or LS_E_MEMORY. */
LS_MUST_USE int ls_topology_add(struct ls_topology *topology, struct ls_yaml *yaml);
