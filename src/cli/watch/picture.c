/* picture.c - what is shown until the next time: chosen, ordered, and its own. */
#include "cli/watch/sums.h"

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

static int compare_flows(const void *left, const void *right, void *self)
{
    const struct model *model = self;
    return order_compare(model->order, model->reversed, *(struct kept *const *)left,
                         *(struct kept *const *)right);
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

/* --- together --- */

static bool is_same_flow(const struct kept *a, const struct kept *b)
{
    return a->summary.number == b->summary.number && a->summary.first_ns == b->summary.first_ns &&
           a->summary.ip_proto == b->summary.ip_proto &&
           ls_addr_compare(&a->summary.addr[0], &b->summary.addr[0]) == 0;
}

/* What was selected stays so; but at the top the newest is, unless it is being read about. */
static bool stays_at_top(const struct model *model, const struct list *list)
{
    return list->selected == 0 && !model->detailed;
}

static void keep_flow(struct list *list, const struct picture *now, const struct kept *selected)
{
    if (selected == NULL)
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

static bool is_same_finding(const struct group_key *a, const struct group_key *b)
{
    return a->id == b->id && a->accepted == b->accepted && a->port == b->port &&
           a->ip_proto == b->ip_proto && a->source.bits == b->source.bits &&
           ls_addr_equal(&a->source.addr, &b->source.addr) &&
           ls_addr_equal(&a->destination, &b->destination) &&
           strcmp(a->application, b->application) == 0;
}

static void keep_finding(struct list *list, const struct picture *now, const struct picture *before)
{
    if (list->selected >= before->finding_count)
        return;
    for (size_t i = 0; i < now->finding_count; i++)
        if (is_same_finding(&now->findings[i].group->key,
                            &before->findings[list->selected].group->key)) {
            list->selected = i;
            return;
        }
}

static void keep_pair(struct list *list, const struct picture *now, const struct picture *before)
{
    if (list->selected >= before->pair_count)
        return;
    for (size_t i = 0; i < now->pair_count; i++)
        if (sums_by_roles(&now->pairs[i], &before->pairs[list->selected]) == 0) {
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
    if (!stays_at_top(model, &model->lists[VIEW_FLOWS]))
        keep_flow(&model->lists[VIEW_FLOWS], made, selected);
    if (!stays_at_top(model, &model->lists[VIEW_FINDINGS]))
        keep_finding(&model->lists[VIEW_FINDINGS], made, &before);
    if (!stays_at_top(model, &model->lists[VIEW_ROLES]))
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
    if (make_flows(model, &made) < 0 || sums_open(model, &made) < 0 ||
        sums_findings(model, &made) < 0 || sums_pairs(model, &made) < 0) {
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
