/* store.h - what struct ls_topology holds. Private to topology. */
#pragma once

#include "catalog/store.h"
#include "lyncscope/topology.h"
#include "base/addr_map.h"
#include "topology/names.h"

enum {
    LS_BECAUSE_MAX = 8,
    LS_NAME_MAX = 253,      /* RFC 1035 section 2.3.4 */
    LS_SEEN_MAX = 8,        /* addresses of one host taken from the capture */
    LS_LISTENERS_MAX = 512, /* of one pool; the largest seen has some seventy */
};

struct ls_guess {
    ls_roles roles;
    ls_roles likely, certain; /* parts of roles */
    const char *name;         /* the topology's, for an address seen in the capture; or NULL */
    const struct ls_topology_pool *pool;
    enum ls_balancing balancing;
    bool told;   /* seen in a DNS answer: as good as told */
    bool shared; /* the name is a pool's */
    const char *because[LS_BECAUSE_MAX];
    uint64_t mark[LS_BECAUSE_MAX];
    size_t because_count;
};

struct ls_topology {
    const struct ls_catalogs *catalogs;
    const struct ls_anonymiser *anonymiser; /* reasons name stand-ins; or NULL */
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
    struct ls_topology_pool **pools; /* each in its own place: identities lend them */
    size_t pool_count, pool_room;
    struct ls_names by_name; /* host name -> host, from 1 */
    struct ls_names by_pool; /* pool name -> pool, from 1 */
    struct ls_later {        /* names and addresses whose host may be told by a later file */
        const char *name;
        struct ls_addr addr;
        struct ls_topology_place place;
        bool used;
    } * later;
    size_t later_count, later_room;
    bool clients_roam;                      /* some clients may use any port, whatever others may */
    const struct ls_topology_pool *clients; /* where clients may, or NULL */
    bool told_guesses;                      /* one of guesses is as good as told */
    struct ls_mistakes gaps;
    bool lacks;                   /* a host has no address: set when settled */
    ls_roles told_roles;          /* that anybody was told to have */
    struct ls_addr_map by_guess;  /* address -> guess, from 1 */
    struct ls_arena *guess_arena; /* their reasons */
};

/* ls_topology_real replaces composed roles by what they are composed of. */
ls_roles ls_topology_real(const struct ls_topology *topology, ls_roles roles);

/* ls_topology_sum_roles keeps told_roles as the lists have them; to be called when they change. */
void ls_topology_sum_roles(struct ls_topology *topology);

/* ls_guess_at finds or makes what is guessed of an address. Returns 0 or LS_E_MEMORY. */
LS_MUST_USE int ls_guess_at(struct ls_topology *topology, const struct ls_addr *addr,
                            struct ls_guess **guess);
/* ls_guess_because adds a reason; equal ones are kept once. Returns 0 or LS_E_MEMORY. */
LS_MUST_USE int ls_guess_because(struct ls_topology *topology, struct ls_guess *guess,
                                 const char *because, uint64_t mark);

/* ls_room makes room for one more item; returns 0 or LS_E_MEMORY. */
LS_MUST_USE int ls_room(void **items, size_t *room, size_t count, size_t item_bytes);

/* ls_prefix_start returns addr with all bits after the first `bits` cleared. */
struct ls_addr ls_prefix_start(const struct ls_addr *addr, unsigned bits);

/* Where something is said. */
struct ls_said {
    const char *file;
    unsigned line, column;
};

/* What one place says of a host; roles 0, balancing UNSAID, pool "" where it says nothing. */
struct ls_telling {
    const char *name; /* "" = no name */
    ls_roles roles;
    enum ls_balancing balancing;
    const char *pool;
};

/* ls_say_wrong notes a mistake at a place. */
LS_PRINTF(3, 4)
void ls_say_wrong(struct ls_topology *topology, const struct ls_said *at, const char *format, ...);

/* ls_name_fine says whether a name can be a host's or a pool's; if not a mistake is noted. */
bool ls_name_fine(struct ls_topology *topology, const struct ls_said *at, const char *name);

/*
 * ls_host_tell finds or makes the host of that name and takes what is said of it; its number is
 * its place in the list. What is told differently is noted as a mistake. name and pool are kept.
 * Returns 0 or LS_E_MEMORY.
 */
LS_MUST_USE int ls_host_tell(struct ls_topology *topology, const struct ls_telling *telling,
                             const struct ls_said *at, size_t *number);
/* ls_host_tell_addr gives a host an address; one that is another host's is a mistake. */
LS_MUST_USE int ls_host_tell_addr(struct ls_topology *topology, size_t number,
                                  const struct ls_addr *addr, const struct ls_said *at,
                                  enum ls_name_from from);
/* ls_host_tell_later keeps a name and an address until all files are read. name is kept. */
LS_MUST_USE int ls_host_tell_later(struct ls_topology *topology, const char *name,
                                   const struct ls_addr *addr, const struct ls_said *at);

/* ls_network_parse reads a network; false with a mistake noted when it is none. */
bool ls_network_parse(struct ls_topology *topology, const char *text, const struct ls_said *at,
                      struct ls_prefix *prefix);
/* ls_network_tell takes a network; one told otherwise before is a mistake. Returns 0 or
 * LS_E_MEMORY. */
LS_MUST_USE int ls_network_tell(struct ls_topology *topology,
                                const struct ls_topology_network *network,
                                const struct ls_said *at);

/* ls_pool_tell finds or makes the pool of that name. name is kept. Returns 0 or LS_E_MEMORY. */
LS_MUST_USE int ls_pool_tell(struct ls_topology *topology, const char *name,
                             const struct ls_said *at, struct ls_topology_pool **pool);
/* ls_pool_tell_roles adds roles that follow from a service, and remembers who said so first. */
void ls_pool_tell_roles(struct ls_topology_pool *pool, ls_roles roles, const struct ls_said *at);
/* ls_pool_state_roles takes all roles of a pool; stated otherwise before they are a mistake. */
void ls_pool_state_roles(struct ls_topology *topology, struct ls_topology_pool *pool,
                         ls_roles roles, const struct ls_said *at);
/* ls_pools_compare notes what files say against each other of pools. */
void ls_pools_compare(struct ls_topology *topology);
/*
 * ls_pool_tell_listener adds a listener; the same told again is kept once. A service may have
 * several ports. Returns 0, LS_E_MEMORY or LS_E_LIMIT.
 */
LS_MUST_USE int ls_pool_tell_listener(struct ls_topology *topology, struct ls_topology_pool *pool,
                                      const struct ls_topology_listener *listener);

/* ls_pools_spread gives every host the roles of its pool, anew. */
void ls_pools_spread(struct ls_topology *topology);

/* ls_role_named returns the role of that key as a set, or 0 where the role list has none. */
ls_roles ls_role_named(const struct ls_topology *topology, const char *key);

/* ls_topology_read merges the bytes of a file of any form. Returns 0 or a negative code. */
LS_MUST_USE int ls_topology_read(struct ls_topology *topology, struct ls_yaml *yaml,
                                 const char *bytes, size_t n, struct ls_error *error);

/* ls_topology_add merges a parsed file. Mistakes are noted. Returns 0 or LS_E_MEMORY. */
LS_MUST_USE int ls_topology_add(struct ls_topology *topology, struct ls_yaml *yaml);
