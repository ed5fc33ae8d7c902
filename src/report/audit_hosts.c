/* audit_hosts.c - see audit_hosts.h */
#include "report/audit_hosts.h"

#include <stdlib.h>

#include "report/audit.h"

enum { HOSTS_FIRST = 256 };

void audit_hosts_init(struct audit_hosts *hosts)
{
    *hosts = (struct audit_hosts){0};
    ls_addr_map_init(&hosts->by_addr);
}

void audit_hosts_clear(struct audit_hosts *hosts)
{
    ls_addr_map_clear(&hosts->by_addr);
    free(hosts->all);
    hosts->all = NULL;
    hosts->count = hosts->room = 0;
}

void audit_hosts_fetch(const struct audit_hosts *hosts, const struct ls_addr *addr)
{
    ls_addr_map_fetch(&hosts->by_addr, addr, 128);
}

struct audit_host *audit_hosts_at(const struct audit_hosts *hosts, const struct ls_addr *addr)
{
    uint32_t number = ls_addr_map_find(&hosts->by_addr, addr, 128);
    return number != 0 ? &hosts->all[number - 1] : NULL;
}

struct audit_host *audit_hosts_make(struct audit_hosts *hosts, const struct ls_addr *addr)
{
    if (hosts->count == hosts->room) {
        size_t room = hosts->room ? hosts->room * 2 : HOSTS_FIRST;
        struct audit_host *grown = realloc(hosts->all, room * sizeof *grown);
        if (grown == NULL)
            return NULL;
        hosts->all = grown;
        hosts->room = room;
    }
    if (ls_addr_map_put(&hosts->by_addr, addr, 128, (uint32_t)hosts->count + 1) < 0)
        return NULL;
    struct audit_host *host = &hosts->all[hosts->count++];
    *host = (struct audit_host){.addr = *addr};
    return host;
}

static int by_address(const void *a, const void *b)
{
    const struct audit_host *one = *(struct audit_host *const *)a;
    const struct audit_host *other = *(struct audit_host *const *)b;
    return ls_addr_compare(&one->addr, &other->addr);
}

static int busier(const void *a, const void *b)
{
    const struct audit_host *one = *(struct audit_host *const *)a;
    const struct audit_host *other = *(struct audit_host *const *)b;
    if (one->flows != other->flows)
        return one->flows > other->flows ? -1 : 1;
    return ls_addr_compare(&one->addr, &other->addr);
}

static void chain(struct audit_hosts *hosts, struct audit_host **list)
{
    uint32_t next = 0;
    qsort(list, hosts->count, sizeof(struct audit_host *), by_address);
    for (size_t i = hosts->count; i-- > 0;) {
        list[i]->next = next;
        next = (uint32_t)(list[i] - hosts->all) + 1;
    }
    hosts->first = next;
}

static void choose(const struct audit_hosts *hosts, struct audit_host **list,
                   const struct ls_topology *topology)
{
    size_t known = 0, strangers = 0;
    qsort(list, hosts->count, sizeof(struct audit_host *), busier);
    for (size_t i = 0; i < hosts->count; i++) {
        struct ls_identity who;
        ls_topology_who(topology, &list[i]->addr, &who);
        list[i]->listed =
            who.from == LS_ROLE_UNKNOWN ? strangers++ < STRANGERS_LISTED : known++ < HOSTS_LISTED;
    }
}

int audit_hosts_sort(struct audit_hosts *hosts, const struct ls_topology *topology)
{
    struct audit_host **list = calloc(hosts->count + 1, sizeof(struct audit_host *));
    if (list == NULL)
        return LS_E_MEMORY;
    for (size_t i = 0; i < hosts->count; i++)
        list[i] = &hosts->all[i];
    chain(hosts, list);
    choose(hosts, list, topology);
    free(list);
    return 0;
}

const struct audit_host *audit_hosts_next(const struct audit_hosts *hosts,
                                          const struct audit_host *before)
{
    uint32_t number = before != NULL ? before->next : hosts->first;
    return number != 0 ? &hosts->all[number - 1] : NULL;
}
