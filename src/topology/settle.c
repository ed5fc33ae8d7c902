/* settle.c - what can only be said when all files are read. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "topology/store.h"

/* The balancer's role in front of a pool: the Front End's where it has several. */
static ls_roles balancer_of(const struct ls_topology *t, ls_roles roles)
{
    static const char *const pairs[][2] = {
        {"front-end", "front-end-hlb"},
        {"director", "director-hlb"},
        {"mediation", "mediation-hlb"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if ((roles & ls_role_named(t, pairs[i][0])) != 0)
            return ls_role_named(t, pairs[i][1]);
    return 0;
}

static bool is_member(const struct ls_topology *t, const struct ls_topology_pool *pool,
                      const struct ls_addr *addr)
{
    uint32_t number = ls_addr_map_find(&t->by_addr, addr, 128);
    if (number == 0)
        return false;
    const struct ls_topology_host *host = &t->hosts[number - 1];
    return host->pool == pool && !host->shared;
}

/* A pool's own name is a host of its own, unless it is the name of its only machine. */
static int share(struct ls_topology *t, struct ls_topology_pool *pool)
{
    ls_roles balancer = balancer_of(t, pool->roles);
    uint32_t known = ls_names_find(&t->by_name, pool->name);
    size_t number = known - 1;
    if (known != 0 && t->hosts[number].pool == pool)
        return 0;
    if (balancer == 0)
        return 0;
    if (known == 0) {
        struct ls_telling telling = {.name = pool->name, .pool = ""};
        struct ls_said at = {pool->file, pool->line, 1};
        if (ls_host_tell(t, &telling, &at, &number) < 0)
            return LS_E_MEMORY;
    }
    struct ls_topology_host *host = &t->hosts[number];
    host->shared = true;
    host->pool = pool;
    if (host->own == 0)
        host->own = balancer;
    if (host->balancing == LS_BALANCING_UNSAID)
        host->balancing = pool->balancing;
    else
        pool->balancing = host->balancing;
    return 0;
}

/* A balancer put into a pool by its own line has another name, and is no server of it either. */
static void share_told(struct ls_topology *t)
{
    ls_roles balancers = 0;
    for (size_t i = 0; i < ls_catalogs_role_count(t->catalogs); i++)
        if (ls_catalogs_role(t->catalogs, i)->balancer)
            balancers |= (ls_roles)1 << i;
    for (size_t i = 0; i < t->host_count; i++) {
        struct ls_topology_host *host = &t->hosts[i];
        host->shared =
            host->shared || (host->pool != NULL && host->own != 0 && (host->own & ~balancers) == 0);
    }
}

static bool has_pools_name(const struct ls_topology_host *host)
{
    return host->pool != NULL && strcasecmp(host->name, host->pool->name) == 0;
}

static void set_mode(struct ls_topology_host *host, enum ls_balancing mode)
{
    if (host->balancing == LS_BALANCING_UNSAID)
        host->balancing = mode;
}

/* What stands in front of a pool, where its address is known. */
static void find_balancers(struct ls_topology *t)
{
    for (size_t i = 0; i < t->host_count; i++) {
        struct ls_topology_host *host = &t->hosts[i];
        if (!host->shared || host->addr_count == 0)
            continue;
        /* pools lie in their own places, which hosts only lend */
        struct ls_topology_pool *pool = t->pools[ls_names_find(&t->by_pool, host->pool->name) - 1];
        pool->balancer |= host->own;
        if (pool->balancing == LS_BALANCING_UNSAID)
            pool->balancing = host->balancing;
        set_mode(host, pool->balancing);
    }
}

/* Where some clients may use any port, none of them is out of place. */
static void find_clients(struct ls_topology *t)
{
    ls_roles client = ls_role_named(t, "client");
    t->clients = NULL;
    for (size_t i = 0; i < t->pool_count; i++) {
        struct ls_topology_pool *pool = t->pools[i];
        pool->clients = pool->roles == client;
        if (!pool->clients)
            continue;
        if (t->clients_roam)
            pool->listener_count = 0;
        if (pool->listener_count > 0 && t->clients == NULL)
            t->clients = pool;
    }
}

/*
 * A pool's name that leads to one of its servers is balanced by DNS; one that leads elsewhere has
 * a balancer there.
 */
static int use_later(struct ls_topology *t, struct ls_later *later, bool shared)
{
    uint32_t number = ls_names_find(&t->by_name, later->name);
    struct ls_said at = {later->place.file, later->place.line, 1};
    if (number == 0 || t->hosts[number - 1].shared != shared)
        return 0;
    struct ls_topology_host *host = &t->hosts[number - 1];
    later->used = true;
    if (shared && is_member(t, host->pool, &later->addr)) {
        set_mode(host, LS_BALANCING_DNS);
        return 0;
    }
    if (shared && has_pools_name(host))
        set_mode(host, LS_BALANCING_HARDWARE);
    return ls_host_tell_addr(t, number - 1, &later->addr, &at, later->place.from);
}

static void hold_against_pool(struct ls_topology *t, const struct ls_topology_host *host)
{
    const struct ls_topology_pool *pool = host->pool;
    struct ls_said at = {host->file, host->line, 1};
    if (pool == NULL || host->shared || host->own == 0 || pool->roles == 0 ||
        host->own == pool->roles)
        return;
    ls_say_wrong(t, &at, "'%.60s' has other roles than its pool '%.60s' has by %s, line %u",
                 host->name, pool->name, pool->roles_file, pool->roles_line);
}

static int settle(struct ls_topology *t)
{
    share_told(t);
    for (size_t i = 0; i < t->pool_count; i++)
        if (share(t, t->pools[i]) < 0)
            return LS_E_MEMORY;
    for (int shared = 0; shared < 2; shared++) /* machines first: pools are told by them */
        for (size_t i = 0; i < t->later_count; i++)
            if (use_later(t, &t->later[i], shared != 0) < 0)
                return LS_E_MEMORY;
    t->lacks = false;
    for (size_t i = 0; i < t->host_count; i++) {
        hold_against_pool(t, &t->hosts[i]);
        t->lacks = t->lacks || t->hosts[i].addr_count == 0;
    }
    find_balancers(t);
    find_clients(t);
    ls_pools_compare(t);
    ls_pools_spread(t);
    ls_topology_sum_roles(t);
    return 0;
}

int ls_topology_settle(struct ls_topology *t, struct ls_error *error)
{
    size_t before = t->mistakes.total;
    if (settle(t) < 0)
        return ls_fail(error, LS_E_MEMORY, "out of memory");
    return ls_mistakes_since(&t->mistakes, before, error);
}

static bool has_hosts(const struct ls_topology *t, const struct ls_topology_pool *pool)
{
    for (size_t i = 0; i < t->host_count; i++)
        if (t->hosts[i].pool == pool && !t->hosts[i].shared)
            return true;
    return false;
}

void ls_topology_source_names(const struct ls_topology *t, size_t i, size_t *names, size_t *used)
{
    *names = *used = 0;
    for (size_t k = 0; k < t->later_count; k++) {
        if (strcmp(t->later[k].place.file, t->sources[i].path) != 0)
            continue;
        ++*names;
        *used += t->later[k].used;
    }
}

/* One of the roles that endpoint asks for, or of servers; NULL where there is none of them. */
static const struct ls_role *role_among(const struct ls_topology *t, ls_roles roles, bool endpoint)
{
    for (size_t i = 0; i < ls_catalogs_role_count(t->catalogs); i++) {
        const struct ls_role *role = ls_catalogs_role(t->catalogs, i);
        if ((roles >> i & 1) != 0 && (endpoint ? role->endpoint : role->server || role->balancer))
            return role;
    }
    return NULL;
}

/* Roles that no machine has together: the rows of both would excuse what it does. */
static void doubt_roles(struct ls_topology *t)
{
    for (size_t i = 0; i < t->host_count; i++) {
        const struct ls_topology_host *host = &t->hosts[i];
        const struct ls_role *user = role_among(t, host->roles, true);
        const struct ls_role *server = role_among(t, host->roles, false);
        if (user != NULL && server != NULL)
            ls_mistakes_add(&t->gaps, host->file, host->line, 1,
                            "'%.253s' is told as %s and as %s: what either may do passes",
                            host->name, server->key, user->key);
    }
    for (size_t i = 0; i < t->network_count; i++) {
        const struct ls_topology_network *network = &t->networks[i];
        const struct ls_role *server = role_among(t, network->roles, false);
        if (server != NULL && (server->balancer || role_among(t, network->roles, true) != NULL))
            ls_mistakes_add(&t->gaps, network->file, network->line, 1,
                            "every address of this network is told as %s; name the host instead",
                            server->key);
    }
}

const struct ls_mistake *ls_topology_gaps(struct ls_topology *t, size_t *count)
{
    t->gaps.count = t->gaps.total = 0;
    for (size_t i = 0; i < t->host_count; i++) {
        const struct ls_topology_host *host = &t->hosts[i];
        /* balanced by DNS, a pool's name needs none */
        if (host->addr_count == 0 && !(host->shared && has_pools_name(host)))
            ls_mistakes_add(&t->gaps, host->file, host->line, 1, "'%.253s' has no address",
                            host->name);
        if (host->roles == 0)
            ls_mistakes_add(&t->gaps, host->file, host->line, 1, "'%.253s' has no role known here",
                            host->name);
    }
    for (size_t i = 0; i < t->pool_count && i < LS_MISTAKES_MAX; i++) {
        const struct ls_topology_pool *pool = t->pools[i];
        if (pool->roles != 0 && !pool->clients && !has_hosts(t, pool))
            ls_mistakes_add(&t->gaps, pool->roles_file, pool->roles_line, 1,
                            "the pool '%.253s' has roles, but no host is in it", pool->name);
    }
    doubt_roles(t);
    *count = t->gaps.count;
    return t->gaps.list;
}
