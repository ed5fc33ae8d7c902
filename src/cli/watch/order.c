/* order.c - one comparison a column. */
#include "cli/watch/order.h"

#include <string.h>

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

enum ls_verdict_kind order_worst(int i)
{
    static const enum ls_verdict_kind kinds[LS_VERDICT_COUNT] = {
        LS_CONTRADICTED, LS_MISPLACED, LS_UNDOCUMENTED, LS_DEPENDENCY, LS_DOCUMENTED};
    return kinds[i];
}

static int place_of(enum ls_verdict_kind kind)
{
    int place = 0;
    while (order_worst(place) != kind)
        place++;
    return place;
}

static int compare_verdicts(const struct kept *a, const struct kept *b)
{
    int order = place_of(a->kind) - place_of(b->kind);
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

int order_compare(enum order by, bool reversed, const struct kept *a, const struct kept *b)
{
    int order = compare_by(by, a, b);
    if (reversed)
        order = -order;
    return order ? order : compare_times(a, b);
}
