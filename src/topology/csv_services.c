/*
 * csv_services.c - what Export-Csv makes of Get-CsService and Get-CsConferencingConfiguration
 *
 * Roles of pools and the ports of their services; the ports that clients may use.
 */
#include <string.h>
#include <strings.h>

#include "topology/csv_table.h"
#include "topology/listener.h"
#include "topology/roles.h"

/* A Director's registrar is exported as Director, with the ports of a registrar. */
static int service_ports(struct ls_table *t, struct ls_topology_pool *pool, const char *role)
{
    bool director = strcasecmp(role, "Director") == 0;
    struct ls_said at = ls_table_place(t);
    for (size_t i = 0; i < ls_service_count(); i++) {
        const struct ls_service *service = ls_service_at(i);
        struct ls_topology_listener listener;
        if (strcasecmp(service->cmdlet_role, director ? "Registrar" : role) != 0)
            continue;
        struct ls_listening what = {.port = ls_table_value(t, service->property),
                                    .count = ls_table_value(t, service->count),
                                    .protocol = "",
                                    .service = service,
                                    .name = ""};
        int code = ls_listener_read(t->in->topology, &what, &at, &listener);
        if (code == 1)
            code = ls_pool_tell_listener(t->in->topology, pool, &listener);
        if (code == LS_E_MEMORY)
            return code;
    }
    return 0;
}

static bool is_inactive(const struct ls_table *t, const char *role)
{
    return strcasecmp(role, "CentralManagement") == 0 &&
           strcasecmp(ls_table_value(t, "Active"), "False") == 0;
}

/* Identity is Role:fqdn. */
int ls_csv_service_row(struct ls_table *t)
{
    struct ls_said at = ls_table_place(t);
    struct ls_topology_pool *pool;
    char *identity = ls_table_field(t, "Identity");
    size_t colon = strcspn(identity, ":");
    const char *after = identity[colon] ? identity + colon + 1 : "";
    const char *name =
        ls_table_name(t, ls_table_value(t, "PoolFqdn")[0] ? ls_table_value(t, "PoolFqdn") : after);
    identity[colon] = '\0';
    const char *role = ls_table_value(t, "Role")[0] ? ls_table_value(t, "Role") : identity;
    if (name == NULL)
        return LS_E_MEMORY;
    if (name[0] == '\0')
        return 0;
    if (ls_pool_tell(t->in->topology, name, &at, &pool) < 0)
        return LS_E_MEMORY;
    if (!is_inactive(t, role))
        ls_pool_tell_roles(pool, ls_role_of_service(t->in->topology, role), &at);
    pool->services |= ls_service_bit(role);
    t->lists_users = t->lists_users || (ls_service_bit(role) & LS_SERVICE_USERS) != 0;
    return service_ports(t, pool, role);
}

/*
 * Who may export some services only: what a pool lacks counts where the export has the user
 * service of any.
 */
void ls_csv_services_end(struct ls_table *t)
{
    struct ls_topology *topology = t->in->topology;
    for (size_t i = 0; t->lists_users && i < topology->pool_count; i++) {
        struct ls_topology_pool *pool = topology->pools[i];
        struct ls_said at = {pool->file, pool->line, 1};
        ls_pool_tell_roles(pool, ls_role_of_services(topology, pool->services), &at);
    }
}

/*
 * Settings are global, a site's or a conferencing service's; whose they are a capture does not
 * show, so clients may use what any of them allows. Switched off, that is every port.
 */
int ls_csv_clients_row(struct ls_table *t)
{
    const char *enabled = ls_table_value(t, "ClientMediaPortRangeEnabled");
    struct ls_said at = ls_table_place(t);
    struct ls_topology_pool *pool;
    if (strcasecmp(enabled, "False") == 0) {
        t->in->topology->clients_roam = true;
        return 0;
    }
    if (strcasecmp(enabled, "True") != 0) {
        ls_say_wrong(t->in->topology, &at,
                     "ClientMediaPortRangeEnabled: '%.20s' is neither True nor False", enabled);
        return 0;
    }
    if (ls_pool_tell(t->in->topology, "clients", &at, &pool) < 0)
        return LS_E_MEMORY;
    ls_pool_tell_roles(pool, ls_role_named(t->in->topology, "client"), &at);
    return service_ports(t, pool, "ConferencingConfiguration");
}
