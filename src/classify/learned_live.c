/*
 * learned_live.c - announced endpoints in runs without end: bounded, and expired
 *
 * A signalling connection may stay open for weeks and announce two ports a call. What it announced
 * long ago would still hold, since it still speaks: the limit is what ends it then, oldest first.
 */
#include <stdlib.h>

#include "classify/learned.h"

void ls_learned_set_limit(struct ls_learned_set *set, size_t limit)
{
    set->limit = limit;
}

uint64_t ls_learned_set_lost(const struct ls_learned_set *set)
{
    return set->lost;
}

void learned_drop(struct ls_learned *item)
{
    struct ls_announcer *kept = item->kept;
    item->kept = NULL;
    if (kept == NULL || --kept->uses > 0)
        return;
    ls_evidence_free(kept->summary.evidence);
    free(kept);
}

/* Forgets what was announced before from_ns, and what holds no longer at now_ns. Keeps the order.
 */
static size_t forget(struct ls_learned_set *set, int64_t from_ns, int64_t now_ns)
{
    size_t left = 0, lost = 0;
    for (size_t i = 0; i < set->count; i++) {
        struct ls_learned *item = &set->items[i];
        bool over = learned_until(item) < now_ns;
        if (!over && item->what.time_ns >= from_ns) {
            set->items[left++] = *item;
            continue;
        }
        lost += !over;
        learned_drop(item);
    }
    set->count = left;
    return lost;
}

void ls_learned_set_expire(struct ls_learned_set *set, int64_t now_ns)
{
    forget(set, INT64_MIN, now_ns);
}

static int by_time(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

/* The time before which a quarter of all was announced; INT64_MAX where that cannot be told. */
static int64_t quarter(const struct ls_learned_set *set)
{
    int64_t *times = calloc(set->count, sizeof *times);
    if (times == NULL)
        return INT64_MAX;
    for (size_t i = 0; i < set->count; i++)
        times[i] = set->items[i].what.time_ns;
    qsort(times, set->count, sizeof *times, by_time);
    int64_t at = times[set->count / 4];
    bool even = at == times[0]; /* a burst of one moment: none is older */
    free(times);
    return even ? INT64_MAX : at;
}

void learned_make_room(struct ls_learned_set *set, int64_t now_ns)
{
    forget(set, INT64_MIN, now_ns);
    if (set->count > set->limit - set->limit / 4)
        set->lost += forget(set, quarter(set), now_ns);
}

static struct ls_announcer *copy_of(const struct ls_summary *summary)
{
    struct ls_announcer *kept = calloc(1, sizeof *kept);
    if (kept == NULL)
        return NULL;
    kept->summary = *summary;
    if (summary->evidence == NULL)
        return kept;
    kept->summary.evidence = ls_evidence_copy(summary->evidence);
    if (kept->summary.evidence != NULL)
        return kept;
    free(kept);
    return NULL;
}

static int by_place(const void *left, const void *right)
{
    uintptr_t a = (uintptr_t) * (const struct ls_summary *const *)left;
    uintptr_t b = (uintptr_t) * (const struct ls_summary *const *)right;
    return (a > b) - (a < b);
}

/* Has item point to the copy of its announcer, which is number i of those that go. */
static bool keep(struct ls_learned *item, struct ls_announcer **kept, size_t i)
{
    if (kept[i] == NULL)
        kept[i] = copy_of(item->announcer);
    if (kept[i] == NULL)
        return false;
    kept[i]->uses++;
    item->kept = kept[i];
    item->announcer = &kept[i]->summary;
    return true;
}

int ls_learned_set_let_go(struct ls_learned_set *set, const struct ls_summary **announcers,
                          size_t count)
{
    struct ls_announcer **kept = calloc(count + 1, sizeof *kept);
    size_t left = 0, had = set->count;
    qsort(announcers, count, sizeof *announcers, by_place);
    for (size_t i = 0; i < had; i++) {
        struct ls_learned item = set->items[i];
        const struct ls_summary **found =
            item.kept != NULL
                ? NULL
                : bsearch(&item.announcer, announcers, count, sizeof *announcers, by_place);
        if (found == NULL || (kept != NULL && keep(&item, kept, (size_t)(found - announcers))))
            set->items[left++] = item;
    }
    free(kept);
    set->count = left;
    return left == had ? 0 : LS_E_MEMORY;
}
