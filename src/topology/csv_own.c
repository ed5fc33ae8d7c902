/* csv_own.c - hosts and networks from CSV in our own columns. */
#include <string.h>
#include <strings.h>

#include "topology/csv_table.h"

static ls_roles read_roles(struct ls_table *t, char *list)
{
    struct ls_topology *topology = t->in->topology;
    struct ls_yaml yaml = {
        .arena = topology->arena, .mistakes = &topology->mistakes, .file = t->in->file};
    ls_roles roles = 0;
    for (char *word; (word = ls_next_item(&list)) != NULL;) {
        struct ls_yaml_node node = {
            .kind = LS_YAML_TEXT, .line = t->csv.record, .column = 1, .text = word};
        int number = ls_role_read(&yaml, topology->catalogs, &node);
        if (number >= 0)
            roles |= (ls_roles)1 << number;
    }
    return ls_topology_real(topology, roles);
}

/* Names and addresses alone: a list beside the topology, as a hosts file is. */
static int read_list(struct ls_table *t, const char *name, char *list)
{
    struct ls_said at = ls_table_place(t);
    for (char *word; (word = ls_next_item(&list)) != NULL;) {
        struct ls_addr addr;
        if (!ls_addr_parse(word, &addr) || ls_addr_is_multicast(&addr))
            ls_say_wrong(t->in->topology, &at, "'%.60s' is no host's IP address", word);
        else if (!ls_addr_is_unspecified(&addr) &&
                 ls_host_tell_later(t->in->topology, name, &addr, &at) < 0)
            return LS_E_MEMORY;
    }
    return 0;
}

static int read_network(struct ls_table *t, const char *cidr, ls_roles roles)
{
    struct ls_said at = ls_table_place(t);
    struct ls_topology_network network = {.roles = roles, .file = at.file, .line = at.line};
    if (!ls_network_parse(t->in->topology, cidr, &at, &network.prefix))
        return 0;
    if (roles == 0) {
        ls_say_wrong(t->in->topology, &at, "the network '%.60s' has no role", cidr);
        return 0;
    }
    return ls_network_tell(t->in->topology, &network, &at);
}

static enum ls_balancing read_balancing(struct ls_table *t)
{
    const char *word = ls_table_value(t, "load_balancing");
    struct ls_said at = ls_table_place(t);
    if (strcasecmp(word, "hardware") == 0)
        return LS_BALANCING_HARDWARE;
    if (strcasecmp(word, "dns") == 0)
        return LS_BALANCING_DNS;
    if (word[0] != '\0')
        ls_say_wrong(t->in->topology, &at,
                     "load_balancing: '%.60s' is not known; known are "
                     "hardware, dns",
                     word);
    return LS_BALANCING_UNSAID;
}

int ls_csv_own_row(struct ls_table *t)
{
    struct ls_telling telling = {.name = ls_table_name(t, ls_table_value(t, "name")),
                                 .pool = ls_table_name(t, ls_table_value(t, "pool"))};
    struct ls_said at = ls_table_place(t);
    size_t number;
    if (telling.name == NULL || telling.pool == NULL)
        return LS_E_MEMORY;
    telling.roles = read_roles(t, ls_table_field(t, "roles"));
    telling.balancing = read_balancing(t);
    if (ls_table_value(t, "cidr")[0] != '\0')
        return read_network(t, ls_table_value(t, "cidr"), telling.roles);
    if (telling.name[0] == '\0' && (ls_table_value(t, "ip")[0] == '\0' || telling.roles == 0)) {
        ls_say_wrong(t->in->topology, &at, "a host without name needs 'ip' and 'roles'");
        return 0;
    }
    if (telling.roles == 0 && telling.pool[0] == '\0' && !ls_table_has(t, "roles"))
        return read_list(t, telling.name, ls_table_field(t, "ip"));
    if (ls_host_tell(t->in->topology, &telling, &at, &number) < 0)
        return LS_E_MEMORY;
    return ls_table_addrs(t, ls_table_field(t, "ip"), number);
}

void ls_csv_own_columns(struct ls_table *t)
{
    struct ls_said at = ls_table_place(t);
    static const char *const known[] = {"name", "ip", "roles", "load_balancing", "pool", "cidr"};
    for (size_t i = 0; i < t->column_count; i++) {
        bool fine = false;
        for (size_t k = 0; k < sizeof known / sizeof *known; k++)
            fine = fine || strcasecmp(t->columns[i], known[k]) == 0;
        if (!fine)
            ls_say_wrong(t->in->topology, &at,
                         "no column '%.60s' is known; known are name, ip, "
                         "roles, load_balancing, pool, cidr",
                         t->columns[i]);
    }
}
