/*
 * csv_topology.c - hosts from CSV: our own columns, or what Export-Csv makes of a Get-Cs... cmdlet
 *
 * The columns of the first line tell which.
 */
#include <string.h>

#include "topology/csv_table.h"

/* A kind of table, told by columns it has; "" asks for no second one. */
struct kind {
    const char *column, *other;
    int (*row)(struct ls_table *);
};

/* Asked in this order. */
static const struct kind kinds[] = {
    {"PoolFqdn", "", ls_csv_service_row},
    {"Identity", "Role", ls_csv_service_row},
    {"Identity", "IPAddress", ls_csv_interface_row},
    {"Identity", "Computers", ls_csv_pool_row},
    {"Identity", "Services", ls_csv_pool_row},
    {"Fqdn", "Pool", ls_csv_computer_row},
    {"ClientMediaPortRangeEnabled", "", ls_csv_clients_row},
    {"ip", "", ls_csv_own_row},
    {"cidr", "", ls_csv_own_row},
    {"name", "roles", ls_csv_own_row},
};

static const struct kind *kind_of(const struct ls_table *t)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (ls_table_has(t, kinds[i].column) &&
            (kinds[i].other[0] == '\0' || ls_table_has(t, kinds[i].other)))
            return &kinds[i];
    return NULL;
}

static int refuse_columns(struct ls_table *t)
{
    struct ls_said at = ls_table_place(t);
    if (ls_table_has(t, "ClientAudioPort"))
        ls_say_wrong(t->in->topology, &at,
                     "whether these ports are in use is not said: export the column "
                     "ClientMediaPortRangeEnabled, too");
    else if (ls_table_has(t, "EncryptionLevel"))
        ls_say_wrong(t->in->topology, &at, "this export says nothing of hosts and their roles");
    else
        ls_say_wrong(t->in->topology, &at,
                     "no columns known here: name, ip, roles, load_balancing, pool, cidr, or an "
                     "export of Get-CsComputer, Get-CsPool, Get-CsService, "
                     "Get-CsNetworkInterface, Get-CsConferencingConfiguration");
    return 0;
}

static void refuse_torn(struct ls_table *t)
{
    struct ls_said at = ls_table_place(t);
    ls_say_wrong(t->in->topology, &at,
                 "a record without end: a quote is missing, or it has more than %d fields",
                 LS_CSV_FIELDS_MAX);
}

int ls_csv_topology_read(struct ls_text_file *in)
{
    struct ls_table t = {.in = in};
    int code = 0;
    ls_csv_begin(&t.csv, in->text);
    if (ls_csv_next(&t.csv)) {
        t.column_count = t.csv.count;
        memcpy(t.columns, t.csv.field, t.csv.count * sizeof *t.columns);
    }
    const struct kind *kind = kind_of(&t);
    if (kind == NULL && !t.csv.torn)
        return refuse_columns(&t);
    if (kind != NULL && kind->row == ls_csv_own_row)
        ls_csv_own_columns(&t);
    while (code == 0 && kind != NULL && ls_csv_next(&t.csv))
        code = kind->row(&t);
    if (t.csv.torn)
        refuse_torn(&t);
    else if (code == 0)
        ls_csv_services_end(&t);
    return code;
}
