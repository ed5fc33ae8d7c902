/* topology.c - the hosts and networks we were told about, and who an address is. */
#include "lyncscope/topology.h"

#include <stdlib.h>
#include <string.h>

#include "topology/store.h"

struct ls_topology *ls_topology_new(const struct ls_catalogs *catalogs)
{
    struct ls_topology *topology = calloc(1, sizeof *topology);
    if (topology == NULL)
        return NULL;
    topology->catalogs = catalogs;
    topology->arena = ls_arena_new();
    topology->mistakes.arena = topology->gaps.arena = topology->arena;
    ls_addr_map_init(&topology->by_addr);
    ls_addr_map_init(&topology->by_prefix);
    ls_addr_map_init(&topology->by_guess);
    ls_names_init(&topology->by_name);
    ls_names_init(&topology->by_pool);
    if (topology->arena == NULL) {
        free(topology);
        return NULL;
    }
    return topology;
}

void ls_topology_free(struct ls_topology *topology)
{
    if (topology == NULL)
        return;
    ls_topology_forget(topology);
    ls_addr_map_clear(&topology->by_addr);
    ls_addr_map_clear(&topology->by_prefix);
    ls_names_clear(&topology->by_name);
    ls_names_clear(&topology->by_pool);
    for (size_t i = 0; i < topology->pool_count; i++)
        free(topology->pools[i]->listeners);
    free(topology->pools);
    free(topology->later);
    free(topology->hosts);
    free(topology->networks);
    free(topology->sources);
    ls_arena_free(topology->arena);
    free(topology);
}

int ls_room(void **items, size_t *room, size_t count, size_t item_bytes)
{
    if (count < *room)
        return 0;
    size_t more = *room ? *room * 2 : 16;
    if (more > SIZE_MAX / item_bytes)
        return LS_E_MEMORY;
    void *bigger = realloc(*items, more * item_bytes);
    if (bigger == NULL)
        return LS_E_MEMORY;
    *items = bigger;
    *room = more;
    return 0;
}

static int take_source(struct ls_topology *topology, const struct ls_yaml *yaml, size_t hosts,
                       size_t networks)
{
    void *list = topology->sources;
    int code =
        ls_room(&list, &topology->source_room, topology->source_count, sizeof *topology->sources);
    topology->sources = list;
    if (code < 0)
        return code;
    struct ls_topology_source *source = &topology->sources[topology->source_count++];
    source->path = yaml->file;
    source->hosts = topology->host_count - hosts;
    source->networks = topology->network_count - networks;
    memcpy(source->sha256, yaml->sha256, sizeof source->sha256);
    return 0;
}

int ls_topology_load(struct ls_topology *topology, const char *path, struct ls_error *error)
{
    size_t before = topology->mistakes.total;
    size_t hosts = topology->host_count;
    size_t networks = topology->network_count;
    struct ls_yaml yaml = {.arena = topology->arena, .mistakes = &topology->mistakes};
    yaml.file = ls_arena_text(topology->arena, path, strlen(path));
    if (yaml.file == NULL)
        return ls_fail(error, LS_E_MEMORY, "%s: out of memory", path);
    char *bytes;
    size_t n;
    int code = ls_yaml_bytes(&yaml, path, &bytes, &n, error);
    if (code < 0)
        return code;
    code = ls_topology_read(topology, &yaml, bytes, n, error);
    free(bytes);
    if (code == LS_E_MEMORY)
        return ls_fail(error, LS_E_MEMORY, "%s: out of memory", path);
    if (code < 0)
        return code;
    code = ls_mistakes_since(&topology->mistakes, before, error);
    if (code < 0)
        return code;
    if (take_source(topology, &yaml, hosts, networks) < 0)
        return ls_fail(error, LS_E_MEMORY, "%s: out of memory", path);
    ls_topology_sum_roles(topology);
    return 0;
}

const struct ls_mistake *ls_topology_mistakes(const struct ls_topology *topology, size_t *count)
{
    *count = topology->mistakes.count;
    return topology->mistakes.list;
}

bool ls_topology_told(const struct ls_topology *topology)
{
    return topology->source_count > 0;
}

void ls_topology_sum_roles(struct ls_topology *topology)
{
    ls_roles all = 0;
    for (size_t i = 0; i < topology->host_count; i++)
        all |= topology->hosts[i].roles;
    for (size_t i = 0; i < topology->network_count; i++)
        all |= topology->networks[i].roles;
    topology->told_roles = all;
}

ls_roles ls_topology_told_roles(const struct ls_topology *topology)
{
    return topology->told_roles;
}

const struct ls_topology_source *ls_topology_sources(const struct ls_topology *topology,
                                                     size_t *count)
{
    *count = topology->source_count;
    return topology->sources;
}

const struct ls_topology_host *ls_topology_hosts(const struct ls_topology *topology, size_t *count)
{
    *count = topology->host_count;
    return topology->hosts;
}

const struct ls_topology_host *ls_topology_host_named(const struct ls_topology *topology,
                                                      const void *name, size_t n)
{
    char text[LS_NAME_MAX + 1];
    if (n == 0 || n > LS_NAME_MAX || memchr(name, '\0', n) != NULL)
        return NULL;
    memcpy(text, name, n);
    text[n] = '\0';
    uint32_t number = ls_names_find(&topology->by_name, text);
    return number != 0 ? &topology->hosts[number - 1] : NULL;
}

const struct ls_topology_network *ls_topology_networks(const struct ls_topology *topology,
                                                       size_t *count)
{
    *count = topology->network_count;
    return topology->networks;
}

struct ls_addr ls_prefix_start(const struct ls_addr *addr, unsigned bits)
{
    struct ls_addr start = *addr;
    for (unsigned i = 0; i < sizeof start.bytes; i++) {
        unsigned kept = bits > 8 * i ? bits - 8 * i : 0;
        if (kept < 8)
            start.bytes[i] &= (uint8_t)(0xff00U >> kept);
    }
    return start;
}

/* The longest network that holds the address, or NULL. */
static const struct ls_topology_network *find_network(const struct ls_topology *topology,
                                                      const struct ls_addr *addr)
{
    for (size_t i = 0; i < topology->length_count; i++) {
        struct ls_addr start = ls_prefix_start(addr, topology->lengths[i]);
        uint32_t number = ls_addr_map_find(&topology->by_prefix, &start, topology->lengths[i]);
        if (number != 0)
            return &topology->networks[number - 1];
    }
    return NULL;
}

static void tell_guess(const struct ls_topology *topology, const struct ls_addr *addr,
                       struct ls_identity *identity)
{
    uint32_t number = ls_addr_map_find(&topology->by_guess, addr, 128);
    if (number == 0)
        return;
    const struct ls_guess *guess = &topology->guesses[number - 1];
    identity->roles = guess->roles;
    identity->likely = guess->likely;
    identity->certain = guess->certain;
    identity->from = guess->told ? LS_ROLE_TOPOLOGY : LS_ROLE_INFERRED;
    identity->host = guess->told;
    identity->name = guess->name ? guess->name : "";
    identity->pool = guess->pool;
    identity->balancing = guess->balancing;
    identity->because = guess->because;
    identity->because_count = guess->because_count;
}

/* Clients share one set of ports, wherever they are; whoever may be something else does not. */
static const struct ls_topology_pool *clients_of(const struct ls_topology *topology, ls_roles roles)
{
    return topology->clients && topology->clients->roles == roles ? topology->clients : NULL;
}

void ls_topology_fetch(const struct ls_topology *topology, const struct ls_addr *addr)
{
    ls_addr_map_fetch(&topology->by_addr, addr, 128);
    ls_addr_map_fetch(&topology->by_guess, addr, 128);
}

void ls_topology_who(const struct ls_topology *topology, const struct ls_addr *addr,
                     struct ls_identity *identity)
{
    memset(identity, 0, sizeof *identity);
    identity->name = "";
    uint32_t number = ls_addr_map_find(&topology->by_addr, addr, 128);
    if (number != 0) {
        const struct ls_topology_host *host = &topology->hosts[number - 1];
        identity->roles = host->roles;
        identity->from = LS_ROLE_TOPOLOGY;
        identity->balancing = host->balancing;
        identity->name = host->name;
        identity->pool = host->shared ? NULL : host->pool;
        if (host->pool == NULL)
            identity->pool = clients_of(topology, host->roles);
        identity->host = true;
        return;
    }
    number = topology->told_guesses ? ls_addr_map_find(&topology->by_guess, addr, 128) : 0;
    if (number != 0 && topology->guesses[number - 1].told) {
        tell_guess(topology, addr, identity);
        return;
    }
    const struct ls_topology_network *network = find_network(topology, addr);
    if (network != NULL) {
        identity->roles = network->roles;
        identity->from = LS_ROLE_TOPOLOGY;
        identity->pool = clients_of(topology, network->roles);
        return;
    }
    tell_guess(topology, addr, identity);
}
