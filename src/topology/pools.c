/* pools.c - servers that serve together, and where their services listen. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lyncscope/decode.h"
#include "topology/services.h"

int ls_pool_tell(struct ls_topology *t, const char *name, const struct ls_said *at,
                 struct ls_topology_pool **pool)
{
    uint32_t known = ls_names_find(&t->by_pool, name);
    if (known != 0) {
        *pool = t->pools[known - 1];
        return 0;
    }
    void *list = t->pools;
    int code = ls_room(&list, &t->pool_room, t->pool_count, sizeof(struct ls_topology_pool *));
    t->pools = list;
    if (code < 0 || t->pool_count >= UINT32_MAX - 1)
        return LS_E_MEMORY;
    *pool = ls_arena_alloc(t->arena, sizeof **pool);
    if (*pool == NULL || ls_names_put(&t->by_pool, name, (uint32_t)t->pool_count + 1) < 0)
        return LS_E_MEMORY;
    (*pool)->name = name;
    (*pool)->file = (*pool)->roles_file = at->file;
    (*pool)->line = (*pool)->roles_line = at->line;
    t->pools[t->pool_count++] = *pool;
    return 0;
}

static void add_roles(struct ls_topology_pool *pool, ls_roles roles, const struct ls_said *at)
{
    if (pool->roles == 0 && roles != 0) {
        pool->roles_file = at->file;
        pool->roles_line = at->line;
    }
    pool->roles |= roles;
}

void ls_pool_tell_roles(struct ls_topology_pool *pool, ls_roles roles, const struct ls_said *at)
{
    if (pool->served == 0 && roles != 0) {
        pool->served_file = at->file;
        pool->served_line = at->line;
    }
    pool->served |= roles;
    add_roles(pool, roles, at);
}

void ls_pool_state_roles(struct ls_topology *t, struct ls_topology_pool *pool, ls_roles roles,
                         const struct ls_said *at)
{
    if (roles == 0)
        return;
    if (pool->stated != 0 && pool->stated != roles)
        ls_say_wrong(t, at, "'%.60s' has other roles by %s, line %u", pool->name, pool->stated_file,
                     pool->stated_line);
    pool->stated = roles;
    pool->stated_file = at->file;
    pool->stated_line = at->line;
    add_roles(pool, roles, at);
}

static bool is_same(const struct ls_topology_listener *a, const struct ls_topology_listener *b)
{
    return a->first == b->first && a->last == b->last && a->tcp == b->tcp && a->udp == b->udp &&
           strcasecmp(a->service, b->service) == 0;
}

int ls_pool_tell_listener(struct ls_topology *t, struct ls_topology_pool *pool,
                          const struct ls_topology_listener *listener)
{
    (void)t;
    for (size_t i = 0; i < pool->listener_count; i++) {
        struct ls_topology_listener *known = &pool->listeners[i];
        if (!is_same(known, listener))
            continue;
        known->again = known->again || known->file != listener->file;
        return 0;
    }
    if (pool->listener_count == LS_LISTENERS_MAX)
        return LS_E_LIMIT;
    void *list = pool->listeners;
    int code = ls_room(&list, &pool->listener_room, pool->listener_count, sizeof *listener);
    pool->listeners = list;
    if (code < 0)
        return code;
    pool->listeners[pool->listener_count++] = *listener;
    return 0;
}

/* Whether files agree on one port of the service at least: then the others may be more of it. */
static bool is_agreed(const struct ls_topology_pool *pool, const char *service)
{
    for (size_t i = 0; i < pool->listener_count; i++)
        if (pool->listeners[i].again && strcasecmp(pool->listeners[i].service, service) == 0)
            return true;
    return false;
}

static const struct ls_topology_listener *otherwise(const struct ls_topology_pool *pool, size_t at)
{
    const struct ls_topology_listener *l = &pool->listeners[at];
    for (size_t i = 0; i < at; i++) {
        const struct ls_topology_listener *other = &pool->listeners[i];
        if (other->file != l->file && strcasecmp(other->service, l->service) == 0)
            return is_agreed(pool, l->service) ? NULL : other;
    }
    return NULL;
}

static void compare_listeners(struct ls_topology *t, const struct ls_topology_pool *pool)
{
    for (size_t i = 1; i < pool->listener_count; i++) {
        const struct ls_topology_listener *l = &pool->listeners[i];
        const struct ls_topology_listener *other = otherwise(pool, i);
        struct ls_said at = {l->file, l->line, 1};
        if (other != NULL && !pool->clients)
            ls_say_wrong(t, &at, "%.60s of '%.60s' is on %u by %s, line %u", l->service, pool->name,
                         other->first, other->file, other->line);
    }
}

void ls_pools_compare(struct ls_topology *t)
{
    for (size_t i = 0; i < t->pool_count; i++) {
        const struct ls_topology_pool *pool = t->pools[i];
        struct ls_said at = {pool->stated_file, pool->stated_line, 1};
        if (pool->stated != 0 && pool->served != 0 && pool->stated != pool->served)
            ls_say_wrong(t, &at, "'%.60s' has other roles by %s, line %u", pool->name,
                         pool->served_file, pool->served_line);
        compare_listeners(t, pool);
    }
}

void ls_pools_spread(struct ls_topology *t)
{
    for (size_t i = 0; i < t->host_count; i++) {
        struct ls_topology_host *host = &t->hosts[i];
        host->roles = host->own;
        if (host->pool != NULL && !host->shared)
            host->roles |= host->pool->roles;
    }
}

size_t ls_topology_pool_count(const struct ls_topology *topology)
{
    return topology->pool_count;
}

const struct ls_topology_pool *ls_topology_pool(const struct ls_topology *topology, size_t i)
{
    return topology->pools[i];
}

static bool carries(bool tcp, bool udp, uint8_t ip_proto)
{
    return ip_proto == LS_IP_TCP ? tcp : ip_proto == LS_IP_UDP && udp;
}

static bool moved(const struct ls_topology_listener *l)
{
    return l->usual_first != 0 && (l->first > l->usual_first || l->last < l->usual_last);
}

/* Who listens there unmoved beats who was moved there. */
static const struct ls_topology_listener *listens(const struct ls_topology_pool *pool,
                                                  uint8_t ip_proto, uint16_t port)
{
    const struct ls_topology_listener *found = NULL;
    for (size_t i = 0; i < pool->listener_count; i++) {
        const struct ls_topology_listener *l = &pool->listeners[i];
        bool here = l->media == LS_MEDIA_NONE && port >= l->first && port <= l->last &&
                    carries(l->tcp, l->udp, ip_proto);
        if (here && (found == NULL || !moved(l)))
            found = l;
    }
    return found;
}

static bool is_deployed(const struct ls_topology_pool *pool, const struct ls_service *service)
{
    for (size_t i = 0; i < pool->listener_count; i++)
        if (strcasecmp(pool->listeners[i].service, service->name) == 0)
            return true;
    return false;
}

/* The service whose usual port it is, of those the pool could have and has not. */
static bool misses(const struct ls_topology_pool *pool, uint8_t ip_proto, uint16_t port)
{
    for (size_t i = 0; i < ls_service_count(); i++) {
        const struct ls_service *s = ls_service_at(i);
        if (s->first == port && s->media == LS_MEDIA_NONE && s->role[0] != '\0' &&
            carries(s->tcp, s->udp, ip_proto) && !is_deployed(pool, s))
            return true;
    }
    return false;
}

enum ls_port_state ls_pool_port(const struct ls_topology_pool *pool, uint8_t ip_proto,
                                uint16_t port, const struct ls_topology_listener **listener)
{
    *listener = pool->listener_count > 0 ? listens(pool, ip_proto, port) : NULL;
    if (*listener != NULL)
        return LS_PORT_HERE;
    for (size_t i = 0; i < pool->listener_count; i++) {
        const struct ls_topology_listener *l = &pool->listeners[i];
        if (l->media == LS_MEDIA_NONE && l->usual_first == port &&
            carries(l->tcp, l->udp, ip_proto)) {
            *listener = l;
            return LS_PORT_MOVED;
        }
    }
    return pool->complete && misses(pool, ip_proto, port) ? LS_PORT_ABSENT : LS_PORT_UNSAID;
}

enum ls_port_state ls_pool_media(const struct ls_topology_pool *pool, enum ls_media_kind kind,
                                 uint16_t port, const struct ls_topology_listener **listener)
{
    *listener = NULL;
    for (size_t i = 0; i < pool->listener_count; i++) {
        const struct ls_topology_listener *l = &pool->listeners[i];
        if (l->media != kind)
            continue;
        *listener = l;
        if (port >= l->first && port <= l->last)
            return LS_PORT_HERE;
    }
    return *listener ? LS_PORT_MOVED : LS_PORT_UNSAID;
}
