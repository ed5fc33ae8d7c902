/*
 * anonymise.c - the same topology with stand-ins
 *
 * Addresses are replaced by a permutation that keeps prefixes, so networks hold the stand-ins of
 * the hosts they held.
 */
#include <stdlib.h>
#include <string.h>

#include "topology/services.h"

struct copy {
    struct ls_topology *to;
    const struct ls_topology *from;
    const struct ls_anonymiser *anonymiser;
};

void ls_topology_shows(struct ls_topology *topology, const struct ls_anonymiser *anonymiser)
{
    topology->anonymiser = anonymiser;
}

/* Returns "" for "" and for NULL; NULL when memory is out. */
static const char *standin(const struct copy *copy, const char *name)
{
    char text[LS_STANDIN_TEXT];
    if (name == NULL || name[0] == '\0')
        return "";
    size_t n = ls_anonymise_host(copy->anonymiser, ls_span(name, strlen(name)), text);
    return ls_arena_text(copy->to->arena, text, n);
}

static const char *file_standin(const struct copy *copy, const char *path)
{
    char text[LS_STANDIN_TEXT];
    if (path == NULL || path[0] == '\0')
        return "";
    size_t n = ls_anonymise_file(copy->anonymiser, "topology", path, text);
    return ls_arena_text(copy->to->arena, text, n);
}

/* The products' own services keep their names; what else serves here may be called anything. */
static const char *service_standin(const struct copy *copy, const char *service)
{
    char text[LS_STANDIN_TEXT];
    if (ls_service_named(service) != NULL)
        return service;
    size_t n =
        ls_anonymise_word(copy->anonymiser, "service", ls_span(service, strlen(service)), text);
    return ls_arena_text(copy->to->arena, text, n);
}

static void *items(size_t count, size_t bytes)
{
    return calloc(count + 1, bytes);
}

/* The digest of a file would let anybody who has the file say whose report it is. */
static int copy_sources(const struct copy *copy)
{
    struct ls_topology *to = copy->to;
    to->sources = items(copy->from->source_count, sizeof *to->sources);
    if (to->sources == NULL)
        return LS_E_MEMORY;
    for (size_t i = 0; i < copy->from->source_count; i++) {
        struct ls_topology_source *source = &to->sources[to->source_count++];
        *source = copy->from->sources[i];
        source->path = file_standin(copy, source->path);
        ls_anonymise_sha256(copy->anonymiser, source->sha256);
        if (source->path == NULL)
            return LS_E_MEMORY;
    }
    return 0;
}

static int copy_pool(const struct copy *copy, const struct ls_topology_pool *from,
                     struct ls_topology_pool *to)
{
    *to = *from;
    to->listeners = items(from->listener_count, sizeof *to->listeners);
    to->listener_count = 0;
    to->name = standin(copy, from->name);
    to->file = file_standin(copy, from->file);
    to->roles_file = file_standin(copy, from->roles_file);
    if (to->listeners == NULL || to->name == NULL || to->file == NULL || to->roles_file == NULL)
        return LS_E_MEMORY;
    for (; to->listener_count < from->listener_count; to->listener_count++) {
        struct ls_topology_listener *listener = &to->listeners[to->listener_count];
        *listener = from->listeners[to->listener_count];
        listener->file = file_standin(copy, listener->file);
        listener->service = service_standin(copy, listener->service);
        if (listener->file == NULL || listener->service == NULL)
            return LS_E_MEMORY;
    }
    return ls_names_put(&copy->to->by_pool, to->name, (uint32_t)copy->to->pool_count);
}

static int copy_pools(const struct copy *copy)
{
    struct ls_topology *to = copy->to;
    to->pools = items(copy->from->pool_count, sizeof(struct ls_topology_pool *));
    for (size_t i = 0; to->pools != NULL && i < copy->from->pool_count; i++) {
        to->pools[i] = ls_arena_alloc(to->arena, sizeof *to->pools[i]);
        if (to->pools[i] == NULL)
            return LS_E_MEMORY;
        to->pool_count++;
        if (copy_pool(copy, copy->from->pools[i], to->pools[i]) < 0)
            return LS_E_MEMORY;
    }
    return to->pools != NULL ? 0 : LS_E_MEMORY;
}

static const struct ls_topology_pool *pool_of(const struct copy *copy,
                                              const struct ls_topology_pool *pool)
{
    uint32_t number = pool != NULL ? ls_names_find(&copy->from->by_pool, pool->name) : 0;
    return number != 0 ? copy->to->pools[number - 1] : NULL;
}

static int copy_host(const struct copy *copy, const struct ls_topology_host *from,
                     struct ls_topology_host *to, uint32_t number)
{
    size_t room = from->addr_count + 1;
    struct ls_addr *addrs = ls_arena_alloc(copy->to->arena, room * sizeof *addrs);
    struct ls_topology_place *places = ls_arena_alloc(copy->to->arena, room * sizeof *places);
    *to = *from;
    to->name = standin(copy, from->name);
    to->file = file_standin(copy, from->file);
    to->pool = pool_of(copy, from->pool);
    if (addrs == NULL || places == NULL || to->name == NULL || to->file == NULL)
        return LS_E_MEMORY;
    for (size_t i = 0; i < from->addr_count; i++) {
        addrs[i] = ls_anonymise_addr(copy->anonymiser, &from->addrs[i]);
        places[i] = from->places[i];
        places[i].file = file_standin(copy, from->places[i].file);
        if (places[i].file == NULL ||
            ls_addr_map_put(&copy->to->by_addr, &addrs[i], 128, number) < 0)
            return LS_E_MEMORY;
    }
    to->addrs = addrs;
    to->places = places;
    if (to->name[0] == '\0' || ls_names_find(&copy->to->by_name, to->name) != 0)
        return 0;
    return ls_names_put(&copy->to->by_name, to->name, number);
}

static int copy_hosts(const struct copy *copy)
{
    struct ls_topology *to = copy->to;
    int code = 0;
    to->hosts = items(copy->from->host_count, sizeof *to->hosts);
    if (to->hosts == NULL)
        return LS_E_MEMORY;
    for (size_t i = 0; i < copy->from->host_count && code == 0; i++) {
        code = copy_host(copy, &copy->from->hosts[i], &to->hosts[i], (uint32_t)i + 1);
        to->host_count++;
    }
    return code;
}

static int copy_networks(const struct copy *copy)
{
    struct ls_topology *to = copy->to;
    to->networks = items(copy->from->network_count, sizeof *to->networks);
    if (to->networks == NULL)
        return LS_E_MEMORY;
    for (size_t i = 0; i < copy->from->network_count; i++) {
        struct ls_topology_network *network = &to->networks[to->network_count++];
        *network = copy->from->networks[i];
        network->prefix = ls_anonymise_prefix(copy->anonymiser, &network->prefix);
        network->file = file_standin(copy, network->file);
        if (network->file == NULL ||
            ls_addr_map_put(&to->by_prefix, &network->prefix.addr, network->prefix.bits,
                            (uint32_t)to->network_count) < 0)
            return LS_E_MEMORY;
    }
    memcpy(to->lengths, copy->from->lengths, sizeof to->lengths);
    to->length_count = copy->from->length_count;
    return 0;
}

/* The guesses themselves stand at their number, whatever their address is now. */
static int copy_guesses(const struct copy *copy)
{
    const struct ls_topology *from = copy->from;
    struct ls_topology *to = copy->to;
    to->guesses = items(from->guess_count, sizeof *to->guesses);
    if (to->guesses == NULL)
        return LS_E_MEMORY;
    for (size_t i = 0; i < from->guess_count; i++) {
        struct ls_guess *guess = &to->guesses[to->guess_count++];
        *guess = from->guesses[i];
        guess->pool = pool_of(copy, guess->pool);
        guess->name = guess->name != NULL ? standin(copy, guess->name) : NULL;
        if (guess->name == NULL && from->guesses[i].name != NULL)
            return LS_E_MEMORY;
    }
    to->told_guesses = from->told_guesses;
    for (size_t i = 0; i < from->by_guess.room; i++) {
        const struct ls_addr_slot *slot = &from->by_guess.slots[i];
        struct ls_addr addr = ls_anonymise_addr(copy->anonymiser, &slot->addr);
        if (slot->value != 0 && ls_addr_map_put(&to->by_guess, &addr, slot->bits, slot->value) < 0)
            return LS_E_MEMORY;
    }
    return 0;
}

struct ls_topology *ls_topology_anonymised(const struct ls_topology *topology,
                                           const struct ls_anonymiser *anonymiser)
{
    struct copy copy = {ls_topology_new(topology->catalogs), topology, anonymiser};
    if (copy.to != NULL && copy_sources(&copy) == 0 && copy_pools(&copy) == 0 &&
        copy_hosts(&copy) == 0 && copy_networks(&copy) == 0 && copy_guesses(&copy) == 0) {
        copy.to->lacks = topology->lacks;
        copy.to->told_roles = topology->told_roles;
        return copy.to;
    }
    ls_topology_free(copy.to);
    return NULL;
}
