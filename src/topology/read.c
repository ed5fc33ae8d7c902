/* read.c - the YAML form of a topology: hosts and networks, with their roles. */
#include <stdlib.h>
#include <string.h>

#include "topology/store.h"

struct reader {
    struct ls_topology *topology;
    struct ls_yaml *yaml;
    struct ls_topology_host host;       /* the one being read */
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
    if (strlen(name) > 253) /* RFC 1035 section 2.3.4 */
        ls_wrong(r->yaml, value, "a host's name has at most 253 characters");
    else
        r->host.name = name;
}

static void host_roles(void *context, const struct ls_yaml_node *value)
{
    struct reader *r = context;
    r->host.roles = read_roles(r, value);
}

static void host_balancing(void *context, const struct ls_yaml_node *value)
{
    static const struct ls_choice modes[] = {
        {"hardware", LS_BALANCING_HARDWARE},
        {"dns", LS_BALANCING_DNS},
    };
    struct reader *r = context;
    int mode;
    if (ls_pick(r->yaml, value, modes, 2, &mode))
        r->host.balancing = (enum ls_balancing)mode;
}

/* Hosts are read key by key, but their addresses last: a conflict depends on all the rest. */
static const struct ls_field host_fields[] = {
    {"name", false, host_name},
    {"ip", true, NULL},
    {"roles", true, host_roles},
    {"load_balancing", false, host_balancing},
};

static bool is_same(const struct ls_topology_host *a, const struct ls_topology_host *b)
{
    return a->roles == b->roles && a->balancing == b->balancing && strcmp(a->name, b->name) == 0;
}

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

/* Says whether the address is new. Told again with the same words it is neither new nor wrong. */
static bool is_new(struct reader *r, const struct ls_yaml_node *value, const struct ls_addr *addr)
{
    const struct ls_topology *t = r->topology;
    uint32_t number = ls_addr_map_find(&t->by_addr, addr, 128);
    if (number == 0)
        return true;
    if (number - 1 == t->host_count) {
        ls_wrong(r->yaml, value, "'%.60s' stands here twice", value->text);
        return false;
    }
    const struct ls_topology_host *other = &t->hosts[number - 1];
    if (!is_same(other, &r->host))
        ls_wrong(r->yaml, value, "'%.60s' is told with another name or other roles in %s, line %u",
                 value->text, other->file, other->line);
    return false;
}

static void read_addrs(struct reader *r, const struct ls_yaml_node *value)
{
    if (value->kind == LS_YAML_MAP || (value->kind == LS_YAML_LIST && value->count == 0)) {
        ls_wrong(r->yaml, value, "must be an address or a list of addresses");
        return;
    }
    size_t room = value->kind == LS_YAML_LIST ? value->count : 1;
    size_t count = 0;
    struct ls_addr *addrs = ls_arena_alloc(r->topology->arena, room * sizeof *addrs);
    r->no_memory = addrs == NULL;
    for (const struct ls_yaml_node *n = ls_first(value); n && !r->no_memory;
         n = ls_after(value, n)) {
        struct ls_addr addr;
        if (!read_addr(r, n, &addr) || !is_new(r, n, &addr))
            continue;
        addrs[count++] = addr;
        r->no_memory = ls_addr_map_put(&r->topology->by_addr, &addr, 128,
                                       (uint32_t)r->topology->host_count + 1) < 0;
    }
    r->host.addrs = addrs;
    r->host.addr_count = count;
}

static bool has_balancer(const struct ls_topology *topology, ls_roles roles)
{
    for (size_t i = 0; i < ls_catalogs_role_count(topology->catalogs); i++)
        if ((roles >> i & 1) != 0 && ls_catalogs_role(topology->catalogs, i)->balancer)
            return true;
    return false;
}

/* Room comes first: an address must never lead to a host that is not there. */
static bool has_room(struct reader *r)
{
    struct ls_topology *t = r->topology;
    void *list = t->hosts;
    r->no_memory = ls_room(&list, &t->host_room, t->host_count, sizeof *t->hosts) < 0;
    t->hosts = list;
    return !r->no_memory;
}

static void read_host(struct reader *r, const struct ls_yaml_node *map)
{
    static const struct ls_topology_host blank = {.name = ""};
    r->host = blank;
    r->host.file = r->yaml->file;
    r->host.line = map->line;
    if (!ls_fields_read(r->yaml, map, host_fields, sizeof host_fields / sizeof *host_fields, r,
                        "a host"))
        return;
    const struct ls_yaml_node *balancing = ls_field_at(map, "load_balancing");
    if (balancing != NULL && r->host.roles != 0 && !has_balancer(r->topology, r->host.roles))
        ls_wrong_key(r->yaml, balancing, "'load_balancing' is for hosts with a load balancer role");
    const struct ls_yaml_node *ip = ls_field_at(map, "ip");
    if (ip != NULL && has_room(r))
        read_addrs(r, ip);
    if (r->host.addr_count > 0)
        r->topology->hosts[r->topology->host_count++] = r->host;
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
    struct ls_prefix *prefix = &r->network.prefix;
    const char *text = ls_filled(r->yaml, value);
    if (text == NULL)
        return;
    if (!ls_prefix_parse(text, prefix)) {
        ls_wrong(r->yaml, value, "'%.60s' is no network; write 10.20.0.0/16 or \"fd00::/64\"",
                 text);
        return;
    }
    struct ls_addr start = ls_prefix_start(&prefix->addr, prefix->bits);
    if (!ls_addr_equal(&start, &prefix->addr)) {
        char right[LS_ADDR_TEXT];
        ls_wrong(r->yaml, value, "'%.60s' has bits set after the prefix; did you mean %s?", text,
                 ls_addr_format(&start, right));
        return;
    }
    r->network_fine = true;
}

static void network_roles(void *context, const struct ls_yaml_node *value)
{
    struct reader *r = context;
    r->network.roles = read_roles(r, value);
}

/* Keeps the lengths in use, longest first. */
static void use_length(struct ls_topology *t, uint8_t bits)
{
    size_t at = 0;
    while (at < t->length_count && t->lengths[at] > bits)
        at++;
    if (at < t->length_count && t->lengths[at] == bits)
        return;
    memmove(t->lengths + at + 1, t->lengths + at, t->length_count - at);
    t->lengths[at] = bits;
    t->length_count++;
}

static void keep_network(struct reader *r)
{
    struct ls_topology *t = r->topology;
    const struct ls_prefix *prefix = &r->network.prefix;
    void *list = t->networks;
    r->no_memory = ls_room(&list, &t->network_room, t->network_count, sizeof *t->networks) < 0;
    t->networks = list;
    if (r->no_memory)
        return;
    r->no_memory = ls_addr_map_put(&t->by_prefix, &prefix->addr, prefix->bits,
                                   (uint32_t)t->network_count + 1) < 0;
    if (r->no_memory)
        return;
    t->networks[t->network_count++] = r->network;
    use_length(t, prefix->bits);
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
    const struct ls_prefix *prefix = &r->network.prefix;
    uint32_t number = ls_addr_map_find(&r->topology->by_prefix, &prefix->addr, prefix->bits);
    if (number == 0) {
        keep_network(r);
        return;
    }
    /* Two files may agree; one file that says a thing twice has a slip in it. */
    const struct ls_topology_network *other = &r->topology->networks[number - 1];
    if (other->roles != r->network.roles || other->file == r->yaml->file)
        ls_wrong(r->yaml, ls_field_at(map, "cidr"), "this network is told in %s, line %u already",
                 other->file, other->line);
}

static void read_networks(void *context, const struct ls_yaml_node *list)
{
    struct reader *r = context;
    if (!ls_is_list(r->yaml, list))
        return;
    for (const struct ls_yaml_node *map = list->first; map && !r->no_memory; map = map->next)
        read_network(r, map);
}

int ls_topology_add(struct ls_topology *topology, struct ls_yaml *yaml)
{
    static const struct ls_field fields[] = {
        {"hosts", false, read_hosts},
        {"networks", false, read_networks},
    };
    struct reader reader = {.topology = topology, .yaml = yaml};
    if (yaml->root != NULL)
        ls_fields_read(yaml, yaml->root, fields, 2, &reader, "a topology");
    return reader.no_memory ? LS_E_MEMORY : 0;
}
