/* hosts.c - merges what several places say of one host. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "topology/store.h"

void ls_say_wrong(struct ls_topology *topology, const struct ls_said *at, const char *format, ...)
{
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    ls_mistakes_add(&topology->mistakes, at->file, at->line, at->column, "%s", text);
}

bool ls_name_fine(struct ls_topology *topology, const struct ls_said *at, const char *name)
{
    if (strlen(name) > LS_NAME_MAX) {
        ls_say_wrong(topology, at, "a host's name has at most %d characters", LS_NAME_MAX);
        return false;
    }
    for (const char *c = name; *c != '\0'; c++)
        if ((unsigned char)*c <= 0x20 || *c == 0x7f) {
            ls_say_wrong(topology, at, "a host's name holds neither blanks nor control characters");
            return false;
        }
    return name[0] != '\0';
}

ls_roles ls_role_named(const struct ls_topology *topology, const char *key)
{
    int number = ls_catalogs_role_find(topology->catalogs, key);
    return number < 0 ? 0 : ls_topology_real(topology, (ls_roles)1 << number);
}

/* The pool a host is in, unless another place put it into another. */
static int join(struct ls_topology *t, struct ls_topology_host *host, const char *name,
                const struct ls_said *at)
{
    struct ls_topology_pool *pool;
    if (name == NULL || name[0] == '\0')
        return 0;
    if (ls_pool_tell(t, name, at, &pool) < 0)
        return LS_E_MEMORY;
    if (host->pool != NULL && host->pool != pool)
        ls_say_wrong(t, at, "'%.60s' is in another pool, '%.60s', by %s, line %u", host->name,
                     host->pool->name, host->file, host->line);
    else
        host->pool = pool;
    return 0;
}

static void agree(struct ls_topology *t, struct ls_topology_host *host,
                  const struct ls_telling *telling, const struct ls_said *at)
{
    if (host->own != 0 && telling->roles != 0 && host->own != telling->roles)
        ls_say_wrong(t, at, "'%.60s' is told with other roles in %s, line %u", host->name,
                     host->file, host->line);
    if (host->balancing != LS_BALANCING_UNSAID && telling->balancing != LS_BALANCING_UNSAID &&
        host->balancing != telling->balancing)
        ls_say_wrong(t, at, "'%.60s' is told with another load balancing in %s, line %u",
                     host->name, host->file, host->line);
    host->own |= telling->roles;
    if (telling->balancing != LS_BALANCING_UNSAID)
        host->balancing = telling->balancing;
}

static int new_host(struct ls_topology *t, const struct ls_telling *telling,
                    const struct ls_said *at, size_t *number)
{
    void *list = t->hosts;
    int code = ls_room(&list, &t->host_room, t->host_count, sizeof *t->hosts);
    t->hosts = list;
    if (code < 0 || t->host_count >= UINT32_MAX - 1)
        return LS_E_MEMORY;
    *number = t->host_count;
    if (telling->name[0] != '\0' &&
        ls_names_put(&t->by_name, telling->name, (uint32_t)t->host_count + 1) < 0)
        return LS_E_MEMORY;
    t->hosts[t->host_count++] = (struct ls_topology_host){
        .name = telling->name, .file = at->file, .line = at->line, .addrs = NULL};
    return 0;
}

int ls_host_tell(struct ls_topology *t, const struct ls_telling *telling, const struct ls_said *at,
                 size_t *number)
{
    uint32_t known = telling->name[0] != '\0' ? ls_names_find(&t->by_name, telling->name) : 0;
    if (known != 0)
        *number = known - 1;
    else if (new_host(t, telling, at, number) < 0)
        return LS_E_MEMORY;
    struct ls_topology_host *host = &t->hosts[*number];
    agree(t, host, telling, at);
    host->roles |= telling->roles;
    return join(t, host, telling->pool, at);
}

static int more_room(struct ls_topology *t, struct ls_topology_host *host)
{
    if (host->addr_count < host->addr_room)
        return 0;
    size_t room = host->addr_room ? host->addr_room * 2 : 2;
    struct ls_addr *addrs = ls_arena_alloc(t->arena, room * sizeof *addrs);
    struct ls_topology_place *places = ls_arena_alloc(t->arena, room * sizeof *places);
    if (addrs == NULL || places == NULL)
        return LS_E_MEMORY;
    if (host->addr_count > 0) {
        memcpy(addrs, host->addrs, host->addr_count * sizeof *addrs);
        memcpy(places, host->places, host->addr_count * sizeof *places);
    }
    host->addrs = addrs;
    host->places = places;
    host->addr_room = room;
    return 0;
}

static bool is_same(const struct ls_topology_host *a, const struct ls_topology_host *b)
{
    return a->own == b->own && a->balancing == b->balancing && strcmp(a->name, b->name) == 0;
}

int ls_host_tell_addr(struct ls_topology *t, size_t number, const struct ls_addr *addr,
                      const struct ls_said *at, enum ls_name_from from)
{
    struct ls_topology_host *host = &t->hosts[number];
    uint32_t known = ls_addr_map_find(&t->by_addr, addr, 128);
    if (known != 0) {
        const struct ls_topology_host *other = &t->hosts[known - 1];
        char text[LS_ADDR_TEXT];
        if (other != host && !is_same(other, host))
            ls_say_wrong(t, at, "'%s' is told with another name or other roles in %s, line %u",
                         ls_addr_format(addr, text), other->file, other->line);
        return 0;
    }
    if (more_room(t, host) < 0 || ls_addr_map_put(&t->by_addr, addr, 128, (uint32_t)number + 1) < 0)
        return LS_E_MEMORY;
    /* both arrays are ours: the header lends them as const */
    struct ls_addr *addrs = (struct ls_addr *)(uintptr_t)host->addrs;
    struct ls_topology_place *places = (struct ls_topology_place *)(uintptr_t)host->places;
    addrs[host->addr_count] = *addr;
    places[host->addr_count] =
        (struct ls_topology_place){.file = at->file, .line = at->line, .from = from};
    host->addr_count++;
    return 0;
}

int ls_host_tell_later(struct ls_topology *t, const char *name, const struct ls_addr *addr,
                       const struct ls_said *at)
{
    void *list = t->later;
    int code = ls_room(&list, &t->later_room, t->later_count, sizeof *t->later);
    t->later = list;
    if (code < 0)
        return code;
    t->later[t->later_count++] =
        (struct ls_later){.name = name,
                          .addr = *addr,
                          .place = {.file = at->file, .line = at->line, .from = LS_NAME_HOSTS}};
    return 0;
}
