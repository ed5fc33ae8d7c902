/* deployed.c - rows of the document that this site has nobody for, as its topology says. */
#include "report/audit.h"

static bool plays(const struct ls_role *role, ls_roles roles)
{
    return (roles & role->covers) != 0 || (role->needs != 0 && (roles & role->needs) == role->needs);
}

/* A pool whose services are all listed, and none of them is the row's. */
static bool lacks_service(const struct ls_topology_pool *pool, const struct ls_row *row)
{
    const struct ls_topology_listener *listener;
    uint8_t ip_proto = row->tcp ? LS_IP_TCP : LS_IP_UDP;
    return row->width == 1 &&
           ls_pool_port(pool, ip_proto, row->range[0].first, &listener) == LS_PORT_ABSENT;
}

bool row_is_deployed(const struct ls_run *run, const struct ls_row *row)
{
    size_t hosts, networks;
    if (row->role_number < 0 || !ls_topology_told(run->topology))
        return true;
    const struct ls_role *role = ls_catalogs_role(run->catalogs, (size_t)row->role_number);
    if (role->endpoint) /* a site has users, whether or not their networks are told */
        return true;
    for (size_t i = 0; i < ls_topology_pool_count(run->topology); i++) {
        const struct ls_topology_pool *pool = ls_topology_pool(run->topology, i);
        if (plays(role, pool->roles) && !lacks_service(pool, row))
            return true;
    }
    const struct ls_topology_host *host = ls_topology_hosts(run->topology, &hosts);
    for (size_t i = 0; i < hosts; i++) {
        if (plays(role, host[i].roles) &&
            (host[i].pool == NULL || !lacks_service(host[i].pool, row)))
            return true;
    }
    const struct ls_topology_network *network = ls_topology_networks(run->topology, &networks);
    for (size_t i = 0; i < networks; i++)
        if (plays(role, network[i].roles))
            return true;
    return false;
}
