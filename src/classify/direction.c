/*
 * direction.c - who opened the flow
 *
 * Where the opening was not captured, a port that some row documents as fixed speaks for its
 * side; ephemeral ports speak for nobody.
 */
#include "classify/case.h"

static void point(struct ls_case *c, int initiator, enum ls_direction how)
{
    c->direction = how;
    c->side[LS_INITIATOR] = initiator;
    c->side[LS_RESPONDER] = 1 - initiator;
    c->port[LS_INITIATOR] = c->summary->port[initiator];
    c->port[LS_RESPONDER] = c->summary->port[1 - initiator];
}

/* Returns the only side with a fixed documented port, or -1. */
static int fixed_side(const struct ls_case *c)
{
    const struct ls_summary *s = c->summary;
    if ((s->flags & LS_FLOW_PORTS) == 0)
        return -1;
    bool first = ls_catalogs_fixed(c->context->catalogs, s->ip_proto, s->port[0]);
    bool second = ls_catalogs_fixed(c->context->catalogs, s->ip_proto, s->port[1]);
    if (first == second)
        return -1;
    return first ? 0 : 1;
}

void ls_case_direct(struct ls_case *c)
{
    const struct ls_summary *s = c->summary;
    if (s->flags & LS_FLOW_OPENED) {
        point(c, 0, LS_DIRECTION_SYN);
        return;
    }
    int responder = fixed_side(c);
    if (responder >= 0) {
        point(c, 1 - responder, LS_DIRECTION_INFERRED);
        return;
    }
    if (s->ip_proto != LS_IP_TCP) {
        point(c, 0, LS_DIRECTION_INFERRED);
        return;
    }
    if (c->evidence && c->evidence->client < LS_SIDE_NONE) {
        point(c, c->evidence->client, LS_DIRECTION_INFERRED);
        return;
    }
    point(c, s->port[0] < s->port[1] ? 1 : 0, LS_DIRECTION_GUESS);
}
