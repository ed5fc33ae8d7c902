/*
 * rank.c - which of several rows comes first
 *
 * Known or inferred role, then what this site has at the port, then evidence, then the narrower
 * range, then the row of the very role (a phone's before a client's), then document order. The rows
 * of load balancers come after all others, also those of documents loaded later.
 */
#include "classify/case.h"

/* Says whether a goes before b. */
static bool before(const struct ls_candidate *a, const struct ls_candidate *b)
{
    if (a->role != b->role)
        return a->role > b->role;
    if (a->displaced != b->displaced)
        return b->displaced;
    if (a->payload != b->payload)
        return a->payload > b->payload;
    if (a->row->width != b->row->width)
        return a->row->width < b->row->width;
    if (a->exact != b->exact)
        return a->exact;
    bool a_balanced = a->row->balancing != LS_BALANCING_UNSAID;
    bool b_balanced = b->row->balancing != LS_BALANCING_UNSAID;
    if (a_balanced != b_balanced)
        return b_balanced;
    return a->row->number < b->row->number;
}

static void sort(const struct ls_candidate **list, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct ls_candidate *moving = list[i];
        size_t at = i;
        for (; at > 0 && before(moving, list[at - 1]); at--)
            list[at] = list[at - 1];
        list[at] = moving;
    }
}

/*
 * Where a service is documented at one port with MTLS and also without, a handshake that asked
 * for no client certificate is the other row's.
 */
static bool has_twin(const struct ls_case *c, const struct ls_candidate *mutual)
{
    for (size_t i = 0; i < c->entry_count; i++) {
        const struct ls_candidate *other = c->entries[i];
        if (other != mutual && other->row->role_number == mutual->row->role_number &&
            other->row->catalog == mutual->row->catalog && other->end == mutual->end &&
            other->row->width == mutual->row->width && other->row->mutual != LS_MUTUAL_DOCUMENTED)
            return true;
    }
    return false;
}

static void drop_mutual_twins(struct ls_case *c)
{
    if (c->mutual != LS_MUTUAL_FALSE)
        return;
    size_t kept = 0;
    for (size_t i = 0; i < c->entry_count; i++) {
        const struct ls_candidate *entry = c->entries[i];
        if (entry->row->mutual == LS_MUTUAL_DOCUMENTED && has_twin(c, entry))
            continue;
        c->entries[kept++] = entry;
    }
    c->entry_count = kept;
}

void ls_case_rank(struct ls_case *c)
{
    drop_mutual_twins(c);
    sort(c->entries, c->entry_count);
    sort(c->rejected, c->rejected_count);
    if (c->entry_count > LS_ENTRIES_MAX)
        c->entry_count = LS_ENTRIES_MAX;
    if (c->rejected_count > LS_ENTRIES_MAX)
        c->rejected_count = LS_ENTRIES_MAX;
}
