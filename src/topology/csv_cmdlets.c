/*
 * csv_cmdlets.c - what Export-Csv makes of Get-CsComputer, -Pool and -NetworkInterface
 *
 * Export order is the user's, and several files make one picture: computers say which pool a host
 * is in, pools and services what the pool does, interfaces the addresses.
 */
#include <string.h>
#include <strings.h>

#include "topology/csv_table.h"
#include "topology/roles.h"

/* PowerShell prints the type's name for a list that was not joined before the export. */
static bool is_type_name(struct ls_table *t, const char *list, const char *column)
{
    struct ls_said at = ls_table_place(t);
    if (strncmp(list, "System.", 7) != 0 && strncmp(list, "Microsoft.", 10) != 0)
        return false;
    ls_say_wrong(t->in->topology, &at,
                 "%s holds the name of a type: export @{n='%s';e={$_.%s -join ';'}}", column,
                 column, column);
    return true;
}

int ls_csv_computer_row(struct ls_table *t)
{
    const char *fqdn =
        ls_table_value(t, "Fqdn")[0] ? ls_table_value(t, "Fqdn") : ls_table_value(t, "Identity");
    struct ls_telling telling = {.name = ls_table_name(t, fqdn),
                                 .pool = ls_table_name(t, ls_table_value(t, "Pool"))};
    struct ls_said at = ls_table_place(t);
    size_t number;
    if (telling.name == NULL || telling.pool == NULL)
        return LS_E_MEMORY;
    return telling.name[0] ? ls_host_tell(t->in->topology, &telling, &at, &number) : 0;
}

/* Identity is fqdn/Side/number. */
int ls_csv_interface_row(struct ls_table *t)
{
    char *identity = ls_table_field(t, "Identity");
    identity[strcspn(identity, "/")] = '\0';
    const char *fqdn =
        ls_table_value(t, "ComputerFqdn")[0] ? ls_table_value(t, "ComputerFqdn") : identity;
    struct ls_telling telling = {.name = ls_table_name(t, fqdn), .pool = ""};
    struct ls_said at = ls_table_place(t);
    size_t number;
    if (telling.name == NULL)
        return LS_E_MEMORY;
    if (telling.name[0] == '\0')
        return 0;
    if (ls_host_tell(t->in->topology, &telling, &at, &number) < 0)
        return LS_E_MEMORY;
    return ls_table_addrs(t, ls_table_field(t, "IPAddress"), number);
}

static int pool_members(struct ls_table *t, char *list, const char *pool)
{
    struct ls_said at = ls_table_place(t);
    if (is_type_name(t, list, "Computers"))
        return 0;
    for (char *word; (word = ls_next_item(&list)) != NULL;) {
        struct ls_telling telling = {.name = ls_table_name(t, word), .pool = pool};
        size_t number;
        if (telling.name == NULL ||
            (telling.name[0] && ls_host_tell(t->in->topology, &telling, &at, &number) < 0))
            return LS_E_MEMORY;
    }
    return 0;
}

int ls_csv_pool_row(struct ls_table *t)
{
    struct ls_said at = ls_table_place(t);
    struct ls_topology_pool *pool;
    const char *fqdn =
        ls_table_value(t, "Fqdn")[0] ? ls_table_value(t, "Fqdn") : ls_table_value(t, "Identity");
    const char *name = ls_table_name(t, fqdn);
    char *services = ls_table_field(t, "Services");
    if (name == NULL)
        return LS_E_MEMORY;
    if (name[0] == '\0')
        return 0;
    if (ls_pool_tell(t->in->topology, name, &at, &pool) < 0)
        return LS_E_MEMORY;
    if (!is_type_name(t, services, "Services"))
        for (char *word; (word = ls_next_item(&services)) != NULL;) {
            word[strcspn(word, ":")] = '\0'; /* Role:fqdn */
            ls_pool_tell_roles(pool, ls_role_of_service(t->in->topology, word), &at);
            pool->services |= ls_service_bit(word);
        }
    /* this list is all the pool has */
    ls_pool_tell_roles(pool, ls_role_of_services(t->in->topology, pool->services), &at);
    return pool_members(t, ls_table_field(t, "Computers"), name);
}
