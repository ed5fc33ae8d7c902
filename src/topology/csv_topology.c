/*
 * csv_topology.c - hosts from CSV: our own columns, or what Export-Csv makes of a Get-Cs... cmdlet
 *
 * The columns of the first line tell which. Export order is the user's, and several files make one
 * picture: computers say which pool a host is in, pools and services what the pool does,
 * interfaces the addresses.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "topology/csv.h"
#include "topology/form.h"
#include "topology/listener.h"
#include "topology/roles.h"

struct table {
    struct ls_text_file *in;
    struct ls_csv csv;
    char *columns[LS_CSV_FIELDS_MAX];
    size_t column_count;
    char nothing[1]; /* "" that may be cut up, for a column that is not there */
};

/* A field of the record, to be cut up in place: each record is looked at once. */
static char *field(struct table *t, const char *column)
{
    for (size_t i = 0; i < t->column_count; i++)
        if (strcasecmp(t->columns[i], column) == 0 && i < t->csv.count)
            return t->csv.field[i];
    t->nothing[0] = '\0';
    return t->nothing;
}

static const char *value(const struct table *t, const char *column)
{
    for (size_t i = 0; i < t->column_count; i++)
        if (strcasecmp(t->columns[i], column) == 0 && i < t->csv.count)
            return t->csv.field[i];
    return "";
}

static bool has(const struct table *t, const char *column)
{
    for (size_t i = 0; i < t->column_count; i++)
        if (strcasecmp(t->columns[i], column) == 0)
            return true;
    return false;
}

static struct ls_said place(const struct table *t)
{
    return (struct ls_said){t->in->file, t->csv.record, 1};
}

/* Copies a name; "" with a mistake noted when it cannot be one, NULL when memory is out. */
static const char *keep_name(const struct table *t, const char *name)
{
    struct ls_said at = place(t);
    if (name[0] == '\0' || !ls_name_fine(t->in->topology, &at, name))
        return "";
    return ls_arena_text(t->in->topology->arena, name, strlen(name));
}

/* Takes the next word of a list in one field; NULL at its end. */
static char *next_item(char **list)
{
    static const char between[] = " ,;|\r\n"; /* spreadsheets have several lines in a cell */
    char *item = *list + strspn(*list, between);
    if (*item == '\0')
        return NULL;
    *list = item + strcspn(item, between);
    if (**list != '\0')
        *(*list)++ = '\0';
    return item;
}

/* PowerShell prints the type's name for a list that was not joined before the export. */
static bool is_type_name(struct table *t, const char *list, const char *column)
{
    struct ls_said at = place(t);
    if (strncmp(list, "System.", 7) != 0 && strncmp(list, "Microsoft.", 10) != 0)
        return false;
    ls_say_wrong(t->in->topology, &at,
                 "%s holds the name of a type: export @{n='%s';e={$_.%s -join ';'}}", column,
                 column, column);
    return true;
}

static ls_roles read_roles(struct table *t, char *list)
{
    struct ls_topology *topology = t->in->topology;
    struct ls_yaml yaml = {
        .arena = topology->arena, .mistakes = &topology->mistakes, .file = t->in->file};
    ls_roles roles = 0;
    for (char *word; (word = next_item(&list)) != NULL;) {
        struct ls_yaml_node node = {
            .kind = LS_YAML_TEXT, .line = t->csv.record, .column = 1, .text = word};
        int number = ls_role_read(&yaml, topology->catalogs, &node);
        if (number >= 0)
            roles |= (ls_roles)1 << number;
    }
    return ls_topology_real(topology, roles);
}

static int read_addr(struct table *t, const char *word, size_t number)
{
    struct ls_said at = place(t);
    struct ls_addr addr;
    if (!ls_addr_parse(word, &addr) || ls_addr_is_multicast(&addr)) {
        ls_say_wrong(t->in->topology, &at, "'%.60s' is no host's IP address", word);
        return 0;
    }
    if (ls_addr_is_unspecified(&addr)) /* all addresses of the machine: says nothing */
        return 0;
    return ls_host_tell_addr(t->in->topology, number, &addr, &at, LS_NAME_TOLD);
}

static int read_addrs(struct table *t, char *list, size_t number)
{
    for (char *word; (word = next_item(&list)) != NULL;)
        if (read_addr(t, word, number) < 0)
            return LS_E_MEMORY;
    return 0;
}

/* Names and addresses alone: a list beside the topology, as a hosts file is. */
static int read_list(struct table *t, const char *name, char *list)
{
    struct ls_said at = place(t);
    for (char *word; (word = next_item(&list)) != NULL;) {
        struct ls_addr addr;
        if (!ls_addr_parse(word, &addr) || ls_addr_is_multicast(&addr))
            ls_say_wrong(t->in->topology, &at, "'%.60s' is no host's IP address", word);
        else if (!ls_addr_is_unspecified(&addr) &&
                 ls_host_tell_later(t->in->topology, name, &addr, &at) < 0)
            return LS_E_MEMORY;
    }
    return 0;
}

static int read_network(struct table *t, const char *cidr, ls_roles roles)
{
    struct ls_said at = place(t);
    struct ls_topology_network network = {.roles = roles, .file = at.file, .line = at.line};
    if (!ls_network_parse(t->in->topology, cidr, &at, &network.prefix))
        return 0;
    if (roles == 0) {
        ls_say_wrong(t->in->topology, &at, "the network '%.60s' has no role", cidr);
        return 0;
    }
    return ls_network_tell(t->in->topology, &network, &at);
}

static enum ls_balancing read_balancing(struct table *t)
{
    const char *word = value(t, "load_balancing");
    struct ls_said at = place(t);
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

static int own_row(struct table *t)
{
    struct ls_telling telling = {.name = keep_name(t, value(t, "name")),
                                 .pool = keep_name(t, value(t, "pool"))};
    struct ls_said at = place(t);
    size_t number;
    if (telling.name == NULL || telling.pool == NULL)
        return LS_E_MEMORY;
    telling.roles = read_roles(t, field(t, "roles"));
    telling.balancing = read_balancing(t);
    if (value(t, "cidr")[0] != '\0')
        return read_network(t, value(t, "cidr"), telling.roles);
    if (telling.name[0] == '\0' && (value(t, "ip")[0] == '\0' || telling.roles == 0)) {
        ls_say_wrong(t->in->topology, &at, "a host without name needs 'ip' and 'roles'");
        return 0;
    }
    if (telling.roles == 0 && telling.pool[0] == '\0' && !has(t, "roles"))
        return read_list(t, telling.name, field(t, "ip"));
    if (ls_host_tell(t->in->topology, &telling, &at, &number) < 0)
        return LS_E_MEMORY;
    return read_addrs(t, field(t, "ip"), number);
}

static int computer_row(struct table *t)
{
    const char *fqdn = value(t, "Fqdn")[0] ? value(t, "Fqdn") : value(t, "Identity");
    struct ls_telling telling = {.name = keep_name(t, fqdn),
                                 .pool = keep_name(t, value(t, "Pool"))};
    struct ls_said at = place(t);
    size_t number;
    if (telling.name == NULL || telling.pool == NULL)
        return LS_E_MEMORY;
    return telling.name[0] ? ls_host_tell(t->in->topology, &telling, &at, &number) : 0;
}

/* Identity is fqdn/Side/number. */
static int interface_row(struct table *t)
{
    char *identity = field(t, "Identity");
    identity[strcspn(identity, "/")] = '\0';
    const char *fqdn = value(t, "ComputerFqdn")[0] ? value(t, "ComputerFqdn") : identity;
    struct ls_telling telling = {.name = keep_name(t, fqdn), .pool = ""};
    struct ls_said at = place(t);
    size_t number;
    if (telling.name == NULL)
        return LS_E_MEMORY;
    if (telling.name[0] == '\0')
        return 0;
    if (ls_host_tell(t->in->topology, &telling, &at, &number) < 0)
        return LS_E_MEMORY;
    return read_addrs(t, field(t, "IPAddress"), number);
}

/*
 * Directors have a registrar too, and exports do not say which it is; what Front Ends have and
 * Directors lack is the user service.
 */
static ls_roles role_of(const struct table *t, const char *service)
{
    if (strcasecmp(service, "Registrar") == 0)
        return 0;
    return ls_role_of_service(t->in->topology, service);
}

static int pool_members(struct table *t, char *list, const char *pool)
{
    struct ls_said at = place(t);
    if (is_type_name(t, list, "Computers"))
        return 0;
    for (char *word; (word = next_item(&list)) != NULL;) {
        struct ls_telling telling = {.name = keep_name(t, word), .pool = pool};
        size_t number;
        if (telling.name == NULL ||
            (telling.name[0] && ls_host_tell(t->in->topology, &telling, &at, &number) < 0))
            return LS_E_MEMORY;
    }
    return 0;
}

static int pool_row(struct table *t)
{
    struct ls_said at = place(t);
    struct ls_topology_pool *pool;
    const char *fqdn = value(t, "Fqdn")[0] ? value(t, "Fqdn") : value(t, "Identity");
    const char *name = keep_name(t, fqdn);
    char *services = field(t, "Services");
    if (name == NULL)
        return LS_E_MEMORY;
    if (name[0] == '\0')
        return 0;
    if (ls_pool_tell(t->in->topology, name, &at, &pool) < 0)
        return LS_E_MEMORY;
    if (!is_type_name(t, services, "Services"))
        for (char *word; (word = next_item(&services)) != NULL;) {
            word[strcspn(word, ":")] = '\0'; /* Role:fqdn */
            ls_pool_tell_roles(pool, role_of(t, word), &at);
        }
    return pool_members(t, field(t, "Computers"), name);
}

static int service_ports(struct table *t, struct ls_topology_pool *pool, const char *role)
{
    struct ls_said at = place(t);
    for (size_t i = 0; i < ls_service_count(); i++) {
        const struct ls_service *service = ls_service_at(i);
        struct ls_topology_listener listener;
        if (strcasecmp(service->cmdlet_role, role) != 0)
            continue;
        struct ls_listening what = {.port = value(t, service->property),
                                    .count = value(t, service->count),
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

static bool is_inactive(const struct table *t, const char *role)
{
    return strcasecmp(role, "CentralManagement") == 0 &&
           strcasecmp(value(t, "Active"), "False") == 0;
}

/* Identity is Role:fqdn. */
static int service_row(struct table *t)
{
    struct ls_said at = place(t);
    struct ls_topology_pool *pool;
    char *identity = field(t, "Identity");
    size_t colon = strcspn(identity, ":");
    const char *after = identity[colon] ? identity + colon + 1 : "";
    const char *name = keep_name(t, value(t, "PoolFqdn")[0] ? value(t, "PoolFqdn") : after);
    identity[colon] = '\0';
    const char *role = value(t, "Role")[0] ? value(t, "Role") : identity;
    if (name == NULL)
        return LS_E_MEMORY;
    if (name[0] == '\0')
        return 0;
    if (ls_pool_tell(t->in->topology, name, &at, &pool) < 0)
        return LS_E_MEMORY;
    if (!is_inactive(t, role))
        ls_pool_tell_roles(pool, role_of(t, role), &at);
    return service_ports(t, pool, role);
}

/* Which table it is; what follows is asked in this order. */
static int (*row_of(const struct table *t))(struct table *)
{
    if (has(t, "PoolFqdn") || (has(t, "Identity") && has(t, "Role")))
        return service_row;
    if (has(t, "Identity") && has(t, "IPAddress"))
        return interface_row;
    if (has(t, "Identity") && (has(t, "Computers") || has(t, "Services")))
        return pool_row;
    if (has(t, "Fqdn") && has(t, "Pool"))
        return computer_row;
    if (has(t, "ip") || has(t, "cidr") || (has(t, "name") && has(t, "roles")))
        return own_row;
    return NULL;
}

static int refuse_columns(struct table *t)
{
    struct ls_said at = place(t);
    if (has(t, "ClientAudioPort") || has(t, "EncryptionLevel"))
        ls_say_wrong(t->in->topology, &at, "this export says nothing of hosts and their roles");
    else
        ls_say_wrong(t->in->topology, &at,
                     "no columns known here: name, ip, roles, load_balancing, pool, cidr, or an "
                     "export of Get-CsComputer, Get-CsPool, Get-CsService, Get-CsNetworkInterface");
    return 0;
}

/* A column named twice, or one of ours misspelt, would be passed over without a word. */
static void check_columns(struct table *t)
{
    struct ls_said at = place(t);
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

int ls_csv_topology_read(struct ls_text_file *in)
{
    struct table t = {.in = in};
    int code = 0;
    ls_csv_begin(&t.csv, in->text);
    if (ls_csv_next(&t.csv)) {
        t.column_count = t.csv.count;
        memcpy(t.columns, t.csv.field, t.csv.count * sizeof *t.columns);
    }
    int (*row)(struct table *) = row_of(&t);
    if (row == NULL && !t.csv.torn)
        return refuse_columns(&t);
    if (row == own_row)
        check_columns(&t);
    while (code == 0 && row != NULL && ls_csv_next(&t.csv))
        code = row(&t);
    struct ls_said at = place(&t);
    if (t.csv.torn)
        ls_say_wrong(in->topology, &at,
                     "a record without end: a quote is missing, or it has more "
                     "than %d fields",
                     LS_CSV_FIELDS_MAX);
    return code;
}
