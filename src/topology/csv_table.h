/*
 * csv_table.h - a table with named columns, and what each kind of table does with a record
 *
 * Each record is looked at once: fields are lent, and may be cut up in place. Private to topology.
 */
#pragma once

#include "topology/csv.h"
#include "topology/form.h"

struct ls_table {
    struct ls_text_file *in;
    struct ls_csv csv;
    char *columns[LS_CSV_FIELDS_MAX];
    size_t column_count;
    char nothing[1];  /* "" that may be cut up, for a column that is not there */
    bool lists_users; /* services: the user service is among them */
};

/* ls_table_value returns a field of the record, or "". ls_table_field may be cut up. */
const char *ls_table_value(const struct ls_table *table, const char *column);
char *ls_table_field(struct ls_table *table, const char *column);
bool ls_table_has(const struct ls_table *table, const char *column);
struct ls_said ls_table_place(const struct ls_table *table);
/* ls_table_name copies a name; "" with a mistake noted when it cannot be one, NULL for memory. */
const char *ls_table_name(const struct ls_table *table, const char *name);
/* ls_next_item takes the next word of a list in one field; NULL at its end. */
char *ls_next_item(char **list);
/* ls_table_addrs gives a host the addresses of a list. Returns 0 or LS_E_MEMORY. */
LS_MUST_USE int ls_table_addrs(struct ls_table *table, char *list, size_t host);

/* What a record says. They note mistakes and return 0 or LS_E_MEMORY. */
LS_MUST_USE int ls_csv_own_row(struct ls_table *table);
LS_MUST_USE int ls_csv_computer_row(struct ls_table *table);
LS_MUST_USE int ls_csv_interface_row(struct ls_table *table);
LS_MUST_USE int ls_csv_pool_row(struct ls_table *table);
LS_MUST_USE int ls_csv_service_row(struct ls_table *table);
LS_MUST_USE int ls_csv_clients_row(struct ls_table *table);

/* ls_csv_own_columns notes columns that are none of ours: they would be passed over. */
void ls_csv_own_columns(struct ls_table *table);
/* ls_csv_services_end concludes, when all services are read, what each pool is. */
void ls_csv_services_end(struct ls_table *table);
