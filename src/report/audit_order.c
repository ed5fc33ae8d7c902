/* audit_order.c - printing order, and what of many is listed. */
#include <stdlib.h>
#include <string.h>

#include "report/causes.h"
#include "report/kinds.h"

static int compare_u64(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static uint64_t place_of(const struct ls_exception *accepted)
{
    return accepted ? accepted->number + 1 : 0;
}

/* What somebody answers for comes after all that is left. */
static int group_order(struct group *a, struct group *b)
{
    if ((a->key.accepted == NULL) != (b->key.accepted == NULL))
        return a->key.accepted == NULL ? -1 : 1;
    if (a->severity != b->severity)
        return a->severity > b->severity ? -1 : 1;
    int order = compare_u64(b->flows, a->flows);
    if (order == 0)
        order = (a->first_ns > b->first_ns) - (a->first_ns < b->first_ns);
    if (order == 0)
        order = ls_addr_compare(&a->key.destination, &b->key.destination);
    if (order == 0)
        order = compare_u64(a->key.port, b->key.port);
    if (order == 0)
        order = ls_addr_compare(&a->key.source.addr, &b->key.source.addr);
    if (order == 0)
        order = strcmp(a->key.id, b->key.id);
    if (order == 0)
        order = compare_u64(a->key.ip_proto, b->key.ip_proto);
    if (order == 0)
        order = strcmp(a->key.application, b->key.application);
    return order ? order : compare_u64(place_of(a->key.accepted), place_of(b->key.accepted));
}

static int line_order(struct matrix_line *a, struct matrix_line *b)
{
    int order = compare_u64(a->key.verdict, b->key.verdict);
    if (order == 0)
        order = compare_u64(a->key.from, b->key.from);
    if (order == 0)
        order = compare_u64(a->key.to, b->key.to);
    if (order == 0)
        order = compare_u64(a->key.ip_proto, b->key.ip_proto);
    if (order == 0)
        order = compare_u64(a->key.port, b->key.port);
    for (size_t i = 0; order == 0 && i < MATRIX_ROWS_MAX; i++)
        order = compare_u64(a->key.rows[i], b->key.rows[i]);
    return order;
}

/* --- what is listed --- */

static int busier_line(const void *a, const void *b)
{
    struct matrix_line *one = *(struct matrix_line *const *)a;
    struct matrix_line *other = *(struct matrix_line *const *)b;
    int order = compare_u64(other->flows, one->flows);
    return order ? order : line_order(one, other);
}

static int list_lines(struct ls_audit *audit)
{
    size_t listed[LS_VERDICT_COUNT] = {0}, count = 0;
    struct matrix_line *line;
    struct matrix_line **list = calloc(HASH_COUNT(audit->matrix) + 1, sizeof(struct matrix_line *));
    if (list == NULL)
        return LS_E_MEMORY;
    for (line = audit->matrix; line != NULL; line = line->hh.next)
        list[count++] = line;
    qsort(list, count, sizeof(struct matrix_line *), busier_line);
    for (size_t i = 0; i < count; i++)
        list[i]->listed = listed[list[i]->key.verdict]++ < LINES_LISTED;
    free(list);
    return 0;
}

int audit_sort(struct ls_audit *audit)
{
    if (audit->sorted)
        return 0;
    matrix_settle(audit);
    coverage_deploy(audit);
    HASH_SORT(audit->groups, group_order);
    HASH_SORT(audit->matrix, line_order);
    if (causes_make(audit) < 0 || audit_hosts_sort(&audit->hosts, audit->run->topology) < 0 ||
        list_lines(audit) < 0)
        return LS_E_MEMORY;
    kinds_make(audit);
    audit->sorted = true;
    return 0;
}
