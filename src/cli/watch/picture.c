/* picture.c - what is shown until the next time: chosen, ordered, and its own. */
#include "cli/watch/model.h"

#include <stdlib.h>
#include <string.h>

void picture_free(struct picture *picture)
{
    for (size_t i = 0; i < picture->flow_count; i++)
        kept_drop(picture->flows[i]);
    free(picture->flows);
    ls_audit_free(picture->audit_open);
    free(picture->findings);
    free(picture->pairs);
    *picture = (struct picture){0};
}

/* --- flows --- */

static int compare_u64(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int compare_ends(const struct kept *a, const struct kept *b, int end)
{
    int x = end == 0 ? a->initiator : 1 - a->initiator;
    int y = end == 0 ? b->initiator : 1 - b->initiator;
    int order = ls_addr_compare(&a->summary.addr[x], &b->summary.addr[y]);
    return order ? order : compare_u64(a->summary.port[x], b->summary.port[y]);
}

static int compare_protocols(const struct kept *a, const struct kept *b)
{
    int order = compare_u64(a->summary.ip_proto, b->summary.ip_proto);
    return order ? order
                 : strcmp(ls_proto_name(ls_evidence_best(a->summary.evidence)),
                          ls_proto_name(ls_evidence_best(b->summary.evidence)));
}

static int compare_states(const struct kept *a, const struct kept *b)
{
    if (a->open != b->open)
        return a->open ? -1 : 1;
    return strcmp(ls_conn_state(&a->summary, a->initiator),
                  ls_conn_state(&b->summary, b->initiator));
}

/* Most findings first, as the words of the table of verdicts go: findings before what is allowed.
 */
static int compare_verdicts(const struct kept *a, const struct kept *b)
{
    static const int place[LS_VERDICT_COUNT] = {
        [LS_CONTRADICTED] = 0, [LS_MISPLACED] = 1,  [LS_UNDOCUMENTED] = 2,
        [LS_DEPENDENCY] = 3,   [LS_DOCUMENTED] = 4,
    };
    int order = place[a->kind] - place[b->kind];
    return order ? order : kept_worst(b) - kept_worst(a);
}

static int compare_sums(const uint64_t a[2], const uint64_t b[2])
{
    return compare_u64(b[0] + b[1], a[0] + a[1]);
}

/* Newest first: numbers that grow are of use, whatever else they are sorted by. */
static int compare_times(const struct kept *a, const struct kept *b)
{
    if (a->summary.first_ns != b->summary.first_ns)
        return a->summary.first_ns > b->summary.first_ns ? -1 : 1;
    return compare_u64(b->summary.number, a->summary.number);
}

static int compare_by(enum order by, const struct kept *a, const struct kept *b)
{
    switch (by) {
    case ORDER_STATE:
        return compare_states(a, b);
    case ORDER_VERDICT:
        return compare_verdicts(a, b);
    case ORDER_SOURCE:
        return compare_ends(a, b, 0);
    case ORDER_DESTINATION:
        return compare_ends(a, b, 1);
    case ORDER_PROTOCOL:
        return compare_protocols(a, b);
    case ORDER_PACKETS:
        return compare_sums(a->summary.packets, b->summary.packets);
    case ORDER_BYTES:
        return compare_sums(a->summary.bytes, b->summary.bytes);
    default:
        return compare_times(a, b);
    }
}

static int compare_flows(const void *left, const void *right, void *self)
{
    const struct model *model = self;
    const struct kept *a = *(struct kept *const *)left, *b = *(struct kept *const *)right;
    int order = compare_by(model->order, a, b);
    if (model->reversed)
        order = -order;
    return order ? order : compare_times(a, b);
}

static bool is_chosen(const struct model *model, const struct kept *kept)
{
    return (model->only == 0 || (model->only & 1U << kept->kind) != 0) &&
           choice_takes(model->choice, kept);
}

static int make_flows(struct model *model, struct picture *picture)
{
    size_t room = model->open_count + model->ring_count;
    picture->flows = calloc(room + 1, sizeof *picture->flows);
    if (picture->flows == NULL)
        return LS_E_MEMORY;
    for (size_t i = 0; i < room; i++) {
        size_t ended = i - model->open_count; /* used where it is one */
        struct kept *kept = i < model->open_count
                                ? model->open[i]
                                : model->ring[(model->ring_first + ended) % FLOWS_KEPT];
        if (!is_chosen(model, kept))
            continue;
        kept_use(kept);
        picture->flows[picture->flow_count++] = kept;
    }
    qsort_r(picture->flows, picture->flow_count, sizeof(struct kept *), compare_flows, model);
    return 0;
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
static int count_open(const struct model *model, struct picture *picture)
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

static int make_findings(const struct model *model, struct picture *picture)
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

static int by_roles(const void *left, const void *right)
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
    return order ? order : by_roles(left, right);
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

static int make_pairs(const struct model *model, struct picture *picture)
{
    const struct ls_audit *open = picture->audit_open;
    size_t most = HASH_COUNT(model->audit->matrix) + HASH_COUNT(open->matrix), last = 0;
    struct pair *pairs = calloc(most + 1, sizeof *pairs);
    if (pairs == NULL)
        return LS_E_MEMORY;
    size_t n = take_lines(model->audit, pairs);
    n += take_lines(open, pairs + n);
    qsort(pairs, n, sizeof *pairs, by_roles);
    for (size_t i = 1; i < n; i++) {
        if (by_roles(&pairs[last], &pairs[i]) == 0)
            add_pair(&pairs[last], &pairs[i]);
        else
            pairs[++last] = pairs[i];
    }
    picture->pair_count = n > 0 ? last + 1 : 0;
    qsort(pairs, picture->pair_count, sizeof *pairs, worse);
    picture->pairs = pairs;
    return 0;
}

/* --- together --- */

static bool is_same_flow(const struct kept *a, const struct kept *b)
{
    return a->summary.number == b->summary.number && a->summary.first_ns == b->summary.first_ns &&
           a->summary.ip_proto == b->summary.ip_proto &&
           ls_addr_compare(&a->summary.addr[0], &b->summary.addr[0]) == 0;
}

/* What was selected stays so; at the top the newest is. */
static void keep_flow(struct list *list, const struct picture *now, const struct kept *selected)
{
    if (list->selected == 0 || selected == NULL)
        return;
    for (size_t i = 0; i < now->flow_count; i++) {
        if (!is_same_flow(now->flows[i], selected))
            continue;
        size_t row = list->selected - list->top; /* and at the same place on the screen */
        list->selected = i;
        list->top = i > row ? i - row : 0;
        return;
    }
}

static void keep_finding(struct list *list, const struct picture *now, const struct picture *before)
{
    if (list->selected == 0 || list->selected >= before->finding_count)
        return;
    for (size_t i = 0; i < now->finding_count; i++)
        if (memcmp(&now->findings[i].group->key, &before->findings[list->selected].group->key,
                   sizeof(struct group_key)) == 0) {
            list->selected = i;
            return;
        }
}

static void keep_pair(struct list *list, const struct picture *now, const struct picture *before)
{
    if (list->selected == 0 || list->selected >= before->pair_count)
        return;
    for (size_t i = 0; i < now->pair_count; i++)
        if (by_roles(&now->pairs[i], &before->pairs[list->selected]) == 0) {
            list->selected = i;
            return;
        }
}

static void count(const struct model *model, struct picture *picture)
{
    picture->facts = *model->facts;
    memcpy(picture->verdicts, model->audit->verdicts, sizeof picture->verdicts);
    memcpy(picture->open, model->verdicts_open, sizeof picture->open);
    picture->tracked = model->tracked;
    picture->taken = model->taken;
    picture->older = model->taken - model->ring_count;
}

static void take_over(struct model *model, struct picture *made)
{
    struct picture before = model->picture;
    const struct kept *selected = model_selected(model);
    keep_flow(&model->lists[VIEW_FLOWS], made, selected);
    keep_finding(&model->lists[VIEW_FINDINGS], made, &before);
    keep_pair(&model->lists[VIEW_ROLES], made, &before);
    model->picture = *made;
    picture_free(&before);
    const size_t counts[VIEW_COUNT] = {model->picture.flow_count, model->picture.finding_count,
                                       model->picture.pair_count, 0};
    for (int view = 0; view < VIEW_COUNT; view++)
        list_fit(&model->lists[view], counts[view], model->lists[view].height);
}

int model_reorder(struct model *model)
{
    struct picture made = {0};
    count(model, &made);
    if (make_flows(model, &made) < 0 || count_open(model, &made) < 0 ||
        make_findings(model, &made) < 0 || make_pairs(model, &made) < 0) {
        picture_free(&made);
        return LS_E_MEMORY;
    }
    take_over(model, &made);
    return 0;
}

int model_refresh(struct model *model)
{
    return model->paused ? 0 : model_reorder(model);
}
