/* csv_table.c - a table with named columns, read record by record. */
#include "topology/csv_table.h"

#include <string.h>
#include <strings.h>

char *ls_table_field(struct ls_table *t, const char *column)
{
    for (size_t i = 0; i < t->column_count; i++)
        if (strcasecmp(t->columns[i], column) == 0 && i < t->csv.count)
            return t->csv.field[i];
    t->nothing[0] = '\0';
    return t->nothing;
}

const char *ls_table_value(const struct ls_table *t, const char *column)
{
    for (size_t i = 0; i < t->column_count; i++)
        if (strcasecmp(t->columns[i], column) == 0 && i < t->csv.count)
            return t->csv.field[i];
    return "";
}

bool ls_table_has(const struct ls_table *t, const char *column)
{
    for (size_t i = 0; i < t->column_count; i++)
        if (strcasecmp(t->columns[i], column) == 0)
            return true;
    return false;
}

struct ls_said ls_table_place(const struct ls_table *t)
{
    return (struct ls_said){t->in->file, t->csv.record, 1};
}

const char *ls_table_name(const struct ls_table *t, const char *name)
{
    struct ls_said at = ls_table_place(t);
    if (name[0] == '\0' || !ls_name_fine(t->in->topology, &at, name))
        return "";
    return ls_arena_text(t->in->topology->arena, name, strlen(name));
}

char *ls_next_item(char **list)
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

static int read_addr(struct ls_table *t, const char *word, size_t number)
{
    struct ls_said at = ls_table_place(t);
    struct ls_addr addr;
    if (!ls_addr_parse(word, &addr) || ls_addr_is_multicast(&addr)) {
        ls_say_wrong(t->in->topology, &at, "'%.60s' is no host's IP address", word);
        return 0;
    }
    if (ls_addr_is_unspecified(&addr)) /* all addresses of the machine: says nothing */
        return 0;
    return ls_host_tell_addr(t->in->topology, number, &addr, &at, LS_NAME_TOLD);
}

int ls_table_addrs(struct ls_table *t, char *list, size_t number)
{
    for (char *word; (word = ls_next_item(&list)) != NULL;)
        if (read_addr(t, word, number) < 0)
            return LS_E_MEMORY;
    return 0;
}
