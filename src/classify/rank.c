/*
 * rank.c - which of several rows comes first
 *
 * Known or inferred role, then what this site has at the port, then evidence, then the narrower
 * range, then the row of the very role (a phone's before a client's), then document order. The rows
 * of load balancers come after all others, also those of documents loaded later.
 */
#include <string.h>

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

static bool wants_mutual(const struct ls_candidate *candidate)
{
    return candidate->row->mutual == LS_MUTUAL_DOCUMENTED;
}

/* Whether the same service is documented at this port the other way, with MTLS or without. */
static bool has_twin(const struct ls_case *c, const struct ls_candidate *entry)
{
    for (size_t i = 0; i < c->entry_count; i++) {
        const struct ls_candidate *other = c->entries[i];
        if (other->row->role_number == entry->row->role_number &&
            other->row->catalog == entry->row->catalog && other->end == entry->end &&
            other->row->width == entry->row->width && wants_mutual(other) != wants_mutual(entry))
            return true;
    }
    return false;
}

/*
 * Where a service is documented at one port with MTLS and also without, the row that fits is the
 * flow's: TLS is of the first, unless its handshake asked for no client certificate.
 */
static void drop_mutual_twins(struct ls_case *c)
{
    bool dropped = c->mutual == LS_MUTUAL_FALSE;
    const struct ls_candidate *kept[LS_CANDIDATES_MAX];
    size_t count = 0;
    if (c->mutual == LS_MUTUAL_ABSENT)
        return;
    for (size_t i = 0; i < c->entry_count; i++)
        if (wants_mutual(c->entries[i]) != dropped || !has_twin(c, c->entries[i]))
            kept[count++] = c->entries[i];
    memcpy(c->entries, kept, count * sizeof kept[0]);
    c->entry_count = count;
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
