/* sums.c - from the report's audit to the lines of two views. */
#include "cli/watch/sums.h"

#include <stdlib.h>
#include <string.h>

static int compare_u64(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* --- findings --- */

static int newer(const void *left, const void *right)
{
    const struct finding *a = left, *b = right;
    if (a->last_ns != b->last_ns)
        return a->last_ns > b->last_ns ? -1 : 1;
    if (a->group->severity != b->group->severity)
        return a->group->severity > b->group->severity ? -1 : 1;
    int order = ls_addr_compare(&a->group->key.destination, &b->group->key.destination);
    return order ? order : compare_u64(a->group->key.port, b->group->key.port);
}

/* The same finding in another audit, which has a hash of its own; or NULL. */
static const struct group *find(const struct ls_audit *audit, const struct group_key *key)
{
    struct group *group;
    unsigned hash = ls_hash_bytes(&audit->hash, key, sizeof *key);
    HASH_FIND_BYHASHVALUE(hh, audit->groups, key, sizeof *key, hash, group);
    return group;
}

static struct finding of_ended(const struct ls_audit *audit_open, const struct group *group)
{
    struct finding finding = {group, group->flows, 0, group->last_ns};
    const struct group *open = find(audit_open, &group->key);
    if (open == NULL)
        return finding;
    finding.open = open->flows;
    if (open->last_ns > finding.last_ns)
        finding.last_ns = open->last_ns;
    return finding;
}

/* What goes on would be found, too; it is not in the totals before it has ended. */
int sums_open(const struct model *model, struct picture *picture)
{
    picture->audit_open = ls_audit_new(&model->counted);
    if (picture->audit_open == NULL)
        return LS_E_MEMORY;
    for (size_t i = 0; i < model->open_count; i++) {
        struct ls_verdict verdict;
        struct ls_record record = {&model->open[i]->summary, &verdict};
        kept_verdict(model->open[i], model->facts->topology, &verdict);
        if (ls_audit_add(picture->audit_open, &record) < 0)
            return LS_E_MEMORY;
    }
    return 0;
}

int sums_findings(const struct model *model, struct picture *picture)
{
    struct ls_audit_left_out out;
    const struct group *group;
    size_t ended = ls_audit_groups(model->audit), open = ls_audit_groups(picture->audit_open);
    picture->findings = calloc(ended + open + 1, sizeof *picture->findings);
    if (picture->findings == NULL)
        return LS_E_MEMORY;
    for (group = model->audit->groups; group != NULL; group = group->hh.next)
        picture->findings[picture->finding_all++] = of_ended(picture->audit_open, group);
    for (group = picture->audit_open->groups; group != NULL; group = group->hh.next)
        if (find(model->audit, &group->key) == NULL)
            picture->findings[picture->finding_all++] =
                (struct finding){group, 0, group->flows, group->last_ns};
    qsort(picture->findings, picture->finding_all, sizeof *picture->findings, newer);
    picture->finding_count =
        picture->finding_all < FINDINGS_SHOWN ? picture->finding_all : FINDINGS_SHOWN;
    ls_audit_left_out(model->audit, &out);
    picture->finding_all += out.findings;
    return 0;
}

/* --- roles --- */

int sums_by_roles(const void *left, const void *right)
{
    const struct pair *a = left, *b = right;
    int order = compare_u64(a->from, b->from);
    return order ? order : compare_u64(a->to, b->to);
}

static uint64_t not_allowed(const struct pair *pair)
{
    return pair->flows[LS_CONTRADICTED] + pair->flows[LS_MISPLACED] + pair->flows[LS_UNDOCUMENTED];
}

static int worse(const void *left, const void *right)
{
    const struct pair *a = left, *b = right;
    int order = compare_u64(not_allowed(b), not_allowed(a));
    if (order == 0)
        order = compare_u64(b->all, a->all);
    return order ? order : sums_by_roles(left, right);
}

static void add_pair(struct pair *sum, const struct pair *one)
{
    for (int kind = 0; kind < LS_VERDICT_COUNT; kind++)
        sum->flows[kind] += one->flows[kind];
    sum->all += one->all;
    sum->bytes += one->bytes;
}

static size_t take_lines(const struct ls_audit *audit, struct pair *pairs)
{
    size_t n = 0;
    for (const struct matrix_line *line = audit->matrix; line != NULL; line = line->hh.next) {
        pairs[n] = (struct pair){
            .from = line->key.from, .to = line->key.to, .all = line->flows, .bytes = line->bytes};
        pairs[n++].flows[line->key.verdict] = line->flows;
    }
    return n;
}

int sums_pairs(const struct model *model, struct picture *picture)
{
    const struct ls_audit *open = picture->audit_open;
    size_t most = HASH_COUNT(model->audit->matrix) + HASH_COUNT(open->matrix), last = 0;
    struct pair *pairs = calloc(most + 1, sizeof *pairs);
    if (pairs == NULL)
        return LS_E_MEMORY;
    size_t n = take_lines(model->audit, pairs);
    n += take_lines(open, pairs + n);
    qsort(pairs, n, sizeof *pairs, sums_by_roles);
    for (size_t i = 1; i < n; i++) {
        if (sums_by_roles(&pairs[last], &pairs[i]) == 0)
            add_pair(&pairs[last], &pairs[i]);
        else
            pairs[++last] = pairs[i];
    }
    picture->pair_count = n > 0 ? last + 1 : 0;
    qsort(pairs, picture->pair_count, sizeof *pairs, worse);
    picture->pairs = pairs;
    return 0;
}
