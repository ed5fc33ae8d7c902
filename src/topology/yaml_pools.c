/* yaml_pools.c - pools in YAML: what the XML of a topology says of them, in fewer words. */
#include "topology/yaml_pools.h"

#include <string.h>

#include "topology/listener.h"

struct reader {
    struct ls_topology *topology;
    struct ls_yaml *yaml;
    const char *name;
    ls_roles roles;
    enum ls_balancing balancing;
    bool complete;
    const char *service, *port, *transport; /* of the port being read */
};

static void pool_name(void *context, const struct ls_yaml_node *value)
{
    struct reader *r = context;
    r->name = ls_filled(r->yaml, value);
}

static void pool_roles(void *context, const struct ls_yaml_node *value)
{
    struct reader *r = context;
    r->roles =
        ls_topology_real(r->topology, ls_roles_read(r->yaml, r->topology->catalogs, value, false));
}

static void pool_balancing(void *context, const struct ls_yaml_node *value)
{
    static const struct ls_choice modes[] = {
        {"hardware", LS_BALANCING_HARDWARE},
        {"dns", LS_BALANCING_DNS},
    };
    struct reader *r = context;
    int mode;
    if (ls_pick(r->yaml, value, modes, 2, &mode))
        r->balancing = (enum ls_balancing)mode;
}

static void pool_complete(void *context, const struct ls_yaml_node *value)
{
    struct reader *r = context;
    ls_flag(r->yaml, value, &r->complete);
}

static void port_service(void *context, const struct ls_yaml_node *value)
{
    struct reader *r = context;
    r->service = ls_filled(r->yaml, value);
}

static void port_port(void *context, const struct ls_yaml_node *value)
{
    struct reader *r = context;
    r->port = ls_filled(r->yaml, value);
}

static void port_transport(void *context, const struct ls_yaml_node *value)
{
    static const struct ls_choice transports[] = {{"tcp", 0}, {"udp", 1}, {"both", 2}};
    static const char *const words[] = {"Tcp", "Udp", "TcpOrUdp"};
    struct reader *r = context;
    int which;
    if (ls_pick(r->yaml, value, transports, 3, &which))
        r->transport = words[which];
}

static int read_port(struct reader *r, const struct ls_yaml_node *map,
                     struct ls_topology_pool *pool)
{
    static const struct ls_field fields[] = {
        {"service", true, port_service},
        {"port", true, port_port},
        {"transport", false, port_transport},
    };
    struct ls_said at = {r->yaml->file, map->line, map->column};
    struct ls_topology_listener listener;
    r->service = r->port = NULL;
    r->transport = "";
    if (!ls_fields_read(r->yaml, map, fields, 3, r, "a port") || !r->service || !r->port)
        return 0;
    struct ls_listening what = {
        .port = r->port,
        .count = "",
        .protocol = r->transport,
        .service = ls_service_named(r->service),
        .name = r->service,
    };
    int code = ls_listener_read(r->topology, &what, &at, &listener);
    if (code == 1)
        code = ls_pool_tell_listener(r->topology, pool, &listener);
    if (code == LS_E_LIMIT)
        ls_wrong(r->yaml, map, "more than %d ports of one pool", LS_LISTENERS_MAX);
    return code == LS_E_MEMORY ? code : 0;
}

static int read_ports(struct reader *r, const struct ls_yaml_node *list,
                      struct ls_topology_pool *pool)
{
    int code = 0;
    if (list == NULL || !ls_is_list(r->yaml, list))
        return 0;
    for (const struct ls_yaml_node *map = list->first; map != NULL && code == 0; map = map->next)
        code = read_port(r, map, pool);
    return code;
}

int ls_pool_read(struct ls_topology *topology, struct ls_yaml *yaml, const struct ls_yaml_node *map)
{
    static const struct ls_field fields[] = {
        {"name", true, pool_name},
        {"roles", false, pool_roles},
        {"load_balancing", false, pool_balancing},
        {"complete", false, pool_complete},
        {"ports", false, NULL},
    };
    struct reader r = {.topology = topology, .yaml = yaml};
    struct ls_said at = {yaml->file, map->line, map->column};
    struct ls_topology_pool *pool;
    if (!ls_fields_read(yaml, map, fields, sizeof fields / sizeof *fields, &r, "a pool") ||
        r.name == NULL || !ls_name_fine(topology, &at, r.name))
        return 0;
    if (ls_pool_tell(topology, r.name, &at, &pool) < 0)
        return LS_E_MEMORY;
    if (pool->balancing != LS_BALANCING_UNSAID && r.balancing != LS_BALANCING_UNSAID &&
        pool->balancing != r.balancing)
        ls_say_wrong(topology, &at, "'%.60s' is told with another load balancing in %s, line %u",
                     pool->name, pool->file, pool->line);
    if (r.balancing != LS_BALANCING_UNSAID)
        pool->balancing = r.balancing;
    pool->complete = pool->complete || r.complete;
    ls_pool_state_roles(topology, pool, r.roles, &at);
    return read_ports(&r, ls_field_at(map, "ports"), pool);
}
