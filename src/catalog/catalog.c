/* catalog.c - the set of loaded catalogs: making it, and asking it. */
#include "lyncscope/catalog.h"

#include <stdlib.h>
#include <string.h>

#include "catalog/store.h"
#include "lyncscope/decode.h"

struct ls_catalogs *ls_catalogs_new(void)
{
    struct ls_catalogs *catalogs = calloc(1, sizeof *catalogs);
    if (catalogs == NULL)
        return NULL;
    catalogs->arena = ls_arena_new();
    catalogs->mistakes.arena = catalogs->arena;
    if (catalogs->arena == NULL) {
        free(catalogs);
        return NULL;
    }
    return catalogs;
}

void ls_catalogs_free(struct ls_catalogs *catalogs)
{
    if (catalogs == NULL)
        return;
    ls_index_free(catalogs->tcp);
    ls_index_free(catalogs->udp);
    ls_arena_free(catalogs->arena);
    free(catalogs);
}

const struct ls_mistake *ls_catalogs_mistakes(const struct ls_catalogs *catalogs, size_t *count)
{
    *count = catalogs->mistakes.count;
    return catalogs->mistakes.list;
}

size_t ls_catalogs_count(const struct ls_catalogs *catalogs)
{
    return catalogs->count;
}

const struct ls_catalog *ls_catalogs_get(const struct ls_catalogs *catalogs, size_t i)
{
    return i < catalogs->count ? catalogs->list[i] : NULL;
}

size_t ls_catalogs_row_count(const struct ls_catalogs *catalogs)
{
    return catalogs->row_count;
}

const struct ls_row *ls_catalogs_row(const struct ls_catalogs *catalogs, size_t i)
{
    return i < catalogs->row_count ? catalogs->rows[i] : NULL;
}

const struct ls_row *ls_catalogs_find(const struct ls_catalogs *catalogs, const char *id)
{
    for (size_t i = 0; i < catalogs->row_count; i++)
        if (strcmp(catalogs->rows[i]->id, id) == 0)
            return catalogs->rows[i];
    return NULL;
}

static const struct ls_port_index *index_of(const struct ls_catalogs *catalogs, uint8_t ip_proto)
{
    if (ip_proto == LS_IP_TCP)
        return catalogs->tcp;
    return ip_proto == LS_IP_UDP ? catalogs->udp : NULL;
}

static const struct ls_port_run *find_run(const struct ls_catalogs *catalogs, uint8_t ip_proto,
                                          uint16_t port)
{
    const struct ls_port_index *index = index_of(catalogs, ip_proto);
    return index ? &index->runs[index->part[port]] : NULL;
}

const struct ls_row *const *ls_catalogs_at(const struct ls_catalogs *catalogs, uint8_t ip_proto,
                                           uint16_t port, size_t *count)
{
    if (ip_proto == LS_IP_ICMP || ip_proto == LS_IP_ICMP6) {
        *count = catalogs->icmp_count;
        return catalogs->icmp;
    }
    const struct ls_port_run *run = find_run(catalogs, ip_proto, port);
    *count = run ? run->count : 0;
    return run ? run->rows : catalogs->icmp;
}

unsigned ls_catalogs_run(const struct ls_catalogs *catalogs, uint8_t ip_proto, uint16_t port)
{
    const struct ls_port_index *index = index_of(catalogs, ip_proto);
    return index ? index->part[port] : 0;
}

bool ls_catalogs_fixed(const struct ls_catalogs *catalogs, uint8_t ip_proto, uint16_t port)
{
    const struct ls_port_run *run = find_run(catalogs, ip_proto, port);
    return run != NULL && run->fixed;
}

bool ls_row_has(const struct ls_row *row, uint16_t port)
{
    for (size_t i = 0; i < row->range_count; i++)
        if (port >= row->range[i].first && port <= row->range[i].last)
            return true;
    return false;
}

size_t ls_catalogs_role_count(const struct ls_catalogs *catalogs)
{
    return catalogs->role_count;
}

const struct ls_role *ls_catalogs_role(const struct ls_catalogs *catalogs, size_t number)
{
    return number < catalogs->role_count ? &catalogs->roles[number] : NULL;
}

int ls_catalogs_role_find(const struct ls_catalogs *catalogs, const char *key)
{
    for (size_t i = 0; i < catalogs->role_count; i++)
        if (strcmp(catalogs->roles[i].key, key) == 0)
            return (int)i;
    return -1;
}

/* Whether every one of the needed roles is among roles, by itself or covered. */
static bool has_all(const struct ls_catalogs *catalogs, ls_roles needs, ls_roles roles)
{
    for (size_t i = 0; i < catalogs->role_count; i++)
        if ((needs >> i & 1) != 0 && (catalogs->roles[i].covers & roles) == 0)
            return false;
    return true;
}

bool ls_role_covers(const struct ls_catalogs *catalogs, int number, ls_roles roles)
{
    if (number < 0)
        return true;
    if ((size_t)number >= catalogs->role_count)
        return false;
    const struct ls_role *role = &catalogs->roles[number];
    if ((role->covers & roles) != 0)
        return true;
    return role->needs != 0 && has_all(catalogs, role->needs, roles);
}
