/* read.c - the YAML form of a topology: hosts and networks, with their roles. */
#include <stdlib.h>
#include <string.h>

#include "topology/store.h"
#include "topology/yaml_pools.h"

struct reader {
    struct ls_topology *topology;
    struct ls_yaml *yaml;
    struct ls_telling host;             /* the one being read */
    struct ls_topology_network network; /* likewise */
    bool network_fine;
    bool no_memory;
};

static ls_roles read_roles(struct reader *r, const struct ls_yaml_node *value)
{
    ls_roles roles = ls_roles_read(r->yaml, r->topology->catalogs, value, false);
    return ls_topology_real(r->topology, roles);
}

static void host_name(void *context, const struct ls_yaml_node *value)
{
    struct reader *r = context;
    const char *name = ls_filled(r->yaml, value);
    if (name == NULL)
        return;
    if (strlen(name) > LS_NAME_MAX)
        ls_wrong(r->yaml, value, "a host's name has at most %d characters", LS_NAME_MAX);
    else
        r->host.name = name;
}

static void host_roles(void *context, const struct ls_yaml_node *value)
{
    struct reader *r = context;
    r->host.roles = read_roles(r, value);
}

static bool read_balancing(struct reader *r, const struct ls_yaml_node *value,
                           enum ls_balancing *balancing)
{
    static const struct ls_choice modes[] = {
        {"hardware", LS_BALANCING_HARDWARE},
        {"dns", LS_BALANCING_DNS},
    };
    int mode;
    if (!ls_pick(r->yaml, value, modes, 2, &mode))
        return false;
    *balancing = (enum ls_balancing)mode;
    return true;
}

static void host_balancing(void *context, const struct ls_yaml_node *value)
{
    struct reader *r = context;
    read_balancing(r, value, &r->host.balancing);
}

static void host_pool(void *context, const struct ls_yaml_node *value)
{
    struct reader *r = context;
    const char *name = ls_filled(r->yaml, value);
    if (name != NULL)
        r->host.pool = name;
}

/* Hosts are read key by key, but their addresses last: a conflict depends on all the rest. */
static const struct ls_field host_fields[] = {
    {"name", false, host_name},   {"ip", false, NULL},
    {"roles", false, host_roles}, {"load_balancing", false, host_balancing},
    {"pool", false, host_pool},
};

static bool read_addr(struct reader *r, const struct ls_yaml_node *value, struct ls_addr *addr)
{
    const char *text = ls_filled(r->yaml, value);
    if (text == NULL)
        return false;
    if (!ls_addr_parse(text, addr)) {
        ls_wrong(r->yaml, value, "'%.60s' is no IP address%s", text,
                 strchr(text, '/') ? "; a network belongs under 'networks'" : "");
        return false;
    }
    if (ls_addr_is_multicast(addr) || ls_addr_is_unspecified(addr)) {
        ls_wrong(r->yaml, value, "'%.60s' cannot be a host's address", text);
        return false;
    }
    return true;
}

/* fresh: the host had no address before this list, so one it has stands here twice. */
static void read_addrs(struct reader *r, const struct ls_yaml_node *value, size_t number)
{
    struct ls_topology *t = r->topology;
    bool fresh = t->hosts[number].addr_count == 0;
    if (value->kind == LS_YAML_MAP || (value->kind == LS_YAML_LIST && value->count == 0)) {
        ls_wrong(r->yaml, value, "must be an address or a list of addresses");
        return;
    }
    for (const struct ls_yaml_node *n = ls_first(value); n && !r->no_memory;
         n = ls_after(value, n)) {
        struct ls_said at = {r->yaml->file, n->line, n->column};
        struct ls_addr addr;
        if (!read_addr(r, n, &addr))
            continue;
        if (fresh && ls_addr_map_find(&t->by_addr, &addr, 128) == number + 1)
            ls_wrong(r->yaml, n, "'%.60s' stands here twice", n->text);
        else
            r->no_memory = ls_host_tell_addr(t, number, &addr, &at, LS_NAME_TOLD) < 0;
    }
}

static bool has_balancer(const struct ls_topology *topology, ls_roles roles)
{
    for (size_t i = 0; i < ls_catalogs_role_count(topology->catalogs); i++)
        if ((roles >> i & 1) != 0 && ls_catalogs_role(topology->catalogs, i)->balancer)
            return true;
    return false;
}

/* A host told elsewhere too may be no more than a name here; one without name needs it all. */
static void check_keys(struct reader *r, const struct ls_yaml_node *map)
{
    bool named = ls_field_at(map, "name") != NULL;
    const struct ls_yaml_node *balancing = ls_field_at(map, "load_balancing");
    if (!named && ls_field_at(map, "ip") == NULL)
        ls_wrong(r->yaml, map, "a host lacks the key 'ip', or at least 'name'");
    if (!named && ls_field_at(map, "roles") == NULL)
        ls_wrong(r->yaml, map, "a host lacks the key 'roles', or at least 'name'");
    if (balancing != NULL && r->host.roles != 0 && !has_balancer(r->topology, r->host.roles))
        ls_wrong_key(r->yaml, balancing, "'load_balancing' is for hosts with a load balancer role");
}

static void read_host(struct reader *r, const struct ls_yaml_node *map)
{
    struct ls_topology *t = r->topology;
    struct ls_said at = {r->yaml->file, map->line, map->column};
    size_t number;
    r->host = (struct ls_telling){.name = "", .pool = ""};
    if (!ls_fields_read(r->yaml, map, host_fields, sizeof host_fields / sizeof *host_fields, r,
                        "a host"))
        return;
    check_keys(r, map);
    r->no_memory = ls_host_tell(t, &r->host, &at, &number) < 0;
    const struct ls_yaml_node *ip = ls_field_at(map, "ip");
    if (r->no_memory)
        return;
    if (ip != NULL)
        read_addrs(r, ip, number);
    /* without a name and with nothing new it was told before */
    if (r->host.name[0] == '\0' && t->hosts[number].addr_count == 0)
        t->host_count--;
}

static void read_hosts(void *context, const struct ls_yaml_node *list)
{
    struct reader *r = context;
    if (!ls_is_list(r->yaml, list))
        return;
    for (const struct ls_yaml_node *map = list->first; map && !r->no_memory; map = map->next)
        read_host(r, map);
}

static void network_cidr(void *context, const struct ls_yaml_node *value)
{
    struct reader *r = context;
    struct ls_said at = {r->yaml->file, value->line, value->column};
    const char *text = ls_filled(r->yaml, value);
    r->network_fine = text != NULL && ls_network_parse(r->topology, text, &at, &r->network.prefix);
}

static void network_roles(void *context, const struct ls_yaml_node *value)
{
    struct reader *r = context;
    r->network.roles = read_roles(r, value);
}

static void read_network(struct reader *r, const struct ls_yaml_node *map)
{
    static const struct ls_field fields[] = {
        {"cidr", true, network_cidr},
        {"roles", true, network_roles},
    };
    static const struct ls_topology_network blank;
    r->network = blank;
    r->network.file = r->yaml->file;
    r->network.line = map->line;
    r->network_fine = false;
    if (!ls_fields_read(r->yaml, map, fields, 2, r, "a network") || !r->network_fine)
        return;
    const struct ls_yaml_node *cidr = ls_field_at(map, "cidr");
    struct ls_said at = {r->yaml->file, cidr->line, cidr->column};
    r->no_memory = ls_network_tell(r->topology, &r->network, &at) < 0;
}

static void read_networks(void *context, const struct ls_yaml_node *list)
{
    struct reader *r = context;
    if (!ls_is_list(r->yaml, list))
        return;
    for (const struct ls_yaml_node *map = list->first; map && !r->no_memory; map = map->next)
        read_network(r, map);
}

static void read_pools(void *context, const struct ls_yaml_node *list)
{
    struct reader *r = context;
    if (!ls_is_list(r->yaml, list))
        return;
    for (const struct ls_yaml_node *map = list->first; map && !r->no_memory; map = map->next)
        r->no_memory = ls_pool_read(r->topology, r->yaml, map) < 0;
}

int ls_topology_add(struct ls_topology *topology, struct ls_yaml *yaml)
{
    static const struct ls_field fields[] = {
        {"hosts", false, read_hosts},
        {"networks", false, read_networks},
        {"pools", false, read_pools},
    };
    struct reader reader = {.topology = topology, .yaml = yaml};
    if (yaml->root != NULL)
        ls_fields_read(yaml, yaml->root, fields, 3, &reader, "a topology");
    return reader.no_memory ? LS_E_MEMORY : 0;
}
