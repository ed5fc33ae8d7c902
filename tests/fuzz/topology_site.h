/* topology_site.h - a topology for fuzz targets, with a few roles, and what must hold of it. */
#pragma once

#include <stdlib.h>

#include "topology/store.h"

static const char roles[] =
    "roles:\n"
    "  - {key: front-end, name: {en: F, zh-CN: F}}\n"
    "  - {key: mediation, name: {en: M, zh-CN: M}}\n"
    "  - {key: both, name: {en: B, zh-CN: B}, needs: [front-end, mediation]}\n"
    "  - {key: cms, name: {en: C, zh-CN: C}}\n"
    "  - {key: edge, name: {en: E, zh-CN: E}}\n"
    "  - {key: front-end-hlb, name: {en: H, zh-CN: H}, balancer: true}\n"
    "  - {key: client, name: {en: C, zh-CN: C}, endpoint: true}\n";

/* Every address that was told is who it was told to be. */
static void look(const struct ls_topology *topology)
{
    size_t count;
    const struct ls_topology_host *hosts = ls_topology_hosts(topology, &count);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < hosts[i].addr_count; k++) {
            struct ls_identity identity;
            ls_topology_who(topology, &hosts[i].addrs[k], &identity);
            if (!identity.host || identity.roles != hosts[i].roles)
                abort();
        }
    const struct ls_topology_network *networks = ls_topology_networks(topology, &count);
    for (size_t i = 0; i < count; i++) {
        struct ls_identity identity;
        ls_topology_who(topology, &networks[i].prefix.addr, &identity);
        if (identity.from != LS_ROLE_TOPOLOGY)
            abort();
    }
}

/* Calls try_it with a topology that has roles. */
static inline int with_topology(const uint8_t *data, size_t size,
                                void (*try_it)(struct ls_topology *, const uint8_t *, size_t))
{
    struct ls_catalogs *catalogs = ls_catalogs_new();
    struct ls_topology *topology = catalogs ? ls_topology_new(catalogs) : NULL;
    struct ls_yaml yaml = {.file = "roles"};
    if (topology == NULL)
        goto done;
    yaml.arena = catalogs->arena;
    yaml.mistakes = &catalogs->mistakes;
    if (ls_yaml_parse(&yaml, roles, sizeof roles - 1, NULL) == 0)
        ls_roles_load(catalogs, &yaml);
    try_it(topology, data, size);

done:
    ls_topology_free(topology);
    ls_catalogs_free(catalogs);
    return 0;
}
