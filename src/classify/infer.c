/*
 * infer.c - roles that a flow proves
 *
 * Only payload proves a role, and only where everything documented at that port agrees on one.
 * A wrong role stated would be worse than none, so load balancers, who answer at the same ports
 * as the servers behind them, keep a port undecided; content that names a service decides it.
 */
#include <stdio.h>

#include "classify/case.h"
#include "classify/reason.h"

enum { FIXED_WIDTH = 1000 };

/* What the rows at a port agree on, for one end. */
struct claim {
    ls_roles roles; /* that all rows so far leave possible */
    const struct ls_row *row;
    bool named;
};

/* Roles that stand for several kinds of host ("all servers") are nobody's own. */
static ls_roles own_roles(const struct ls_case *c, const struct ls_row *row)
{
    if (row->role_number < 0)
        return 0;
    const struct ls_role *role = ls_catalogs_role(c->context->catalogs, (size_t)row->role_number);
    if (__builtin_popcountll(role->covers) > 2)
        return 0;
    return role->needs ? role->needs : UINT64_C(1) << row->role_number;
}

static void narrow(struct claim *claim, ls_roles roles, const struct ls_row *row, bool named)
{
    if (named && !claim->named)
        *claim = (struct claim){.roles = roles, .row = row, .named = true};
    else if (named == claim->named && claim->row != NULL)
        claim->roles &= roles;
    else if (named == claim->named)
        *claim = (struct claim){.roles = roles, .row = row, .named = named};
}

/* Another product at a documented port number proves nothing about its host. */
static bool is_shared(const struct ls_case *c, const struct ls_row *claimed)
{
    if (claimed->catalog->kind != LS_CATALOG_DEPENDENCY)
        return false;
    for (size_t i = 0; i < c->candidate_count; i++) {
        const struct ls_row *row = c->candidates[i].row;
        if (row->catalog->kind == LS_CATALOG_DOCUMENT && row->width <= FIXED_WIDTH)
            return true;
    }
    return false;
}

static bool speaks(const struct ls_candidate *candidate)
{
    return candidate->row->width <= FIXED_WIDTH && !candidate->row->needs_evidence &&
           (candidate->payload == LS_FIT_PAYLOAD || candidate->payload == LS_FIT_KIND ||
            candidate->payload == LS_FIT_NAMED);
}

static bool answered(const struct ls_case *c)
{
    int side = c->side[LS_RESPONDER];
    if (c->ip_proto == LS_IP_TCP)
        return (c->summary->tcp_seen[side] & LS_SEEN_DATA) != 0;
    return c->summary->packets[side] > 0;
}

/* All that the reason's text is made of, and never 0. */
static uint64_t reason_mark(const struct ls_case *c, const struct ls_row *row)
{
    return (uint64_t)(row->number + 1) << 32 | (uint64_t)c->best << 24 |
           (uint64_t)c->ip_proto << 16 | c->port[LS_RESPONDER];
}

static int state(const struct ls_case *c, struct ls_topology *topology, int end,
                 const struct claim *claim)
{
    bool one = claim->roles != 0 && (claim->roles & (claim->roles - 1)) == 0;
    if (!one || c->who[end].from == LS_ROLE_TOPOLOGY)
        return 0;
    const struct ls_addr *addr = &c->summary->addr[c->side[end]];
    uint64_t mark = reason_mark(c, claim->row);
    if (ls_topology_inferred(topology, addr, claim->roles, mark))
        return 0;
    char port[24], because[120];
    ls_write_port(c, LS_RESPONDER, port, sizeof port);
    snprintf(because, sizeof because, "%s %s (%s)", ls_proto_name(c->best), port, claim->row->id);
    return ls_topology_infer(topology, addr, claim->roles, because, mark);
}

/* The roles the rows want at the far end, where the owner of the port is proven or known. */
static struct claim far_claim(const struct ls_case *c, int end, const struct claim *near)
{
    struct claim far = {0};
    for (size_t i = 0; i < c->candidate_count; i++) {
        const struct ls_candidate *candidate = &c->candidates[i];
        if (candidate->end != end || !speaks(candidate))
            continue;
        ls_roles proven = near->roles | c->who[end].roles;
        int number = candidate->row->role_number;
        bool known = number >= 0 && (ls_role_covers(c->context->catalogs, number, proven) ||
                                     (own_roles(c, candidate->row) & proven) != 0);
        if (known)
            narrow(&far, end == LS_RESPONDER ? candidate->row->from : candidate->row->to,
                   candidate->row, candidate->payload == LS_FIT_NAMED);
    }
    return far;
}

static bool one_role(const struct claim *claim)
{
    return claim->roles != 0 && (claim->roles & (claim->roles - 1)) == 0;
}

static int infer_end(const struct ls_case *c, struct ls_topology *topology, int end)
{
    struct claim near = {0};
    for (size_t i = 0; i < c->candidate_count; i++) {
        const struct ls_candidate *candidate = &c->candidates[i];
        if (candidate->end == end && speaks(candidate))
            narrow(&near, own_roles(c, candidate->row), candidate->row,
                   candidate->payload == LS_FIT_NAMED);
    }
    if (near.row == NULL)
        return 0;
    /* Who opens is only as sure as what names it: anybody may speak TLS to port 443. */
    bool proven = one_role(&near) && (end == LS_RESPONDER || near.named) && !is_shared(c, near.row);
    int code = proven ? state(c, topology, end, &near) : 0;
    if (code != 0)
        return code;
    if (!proven)
        near.roles = 0;
    struct claim far = far_claim(c, end, &near);
    return far.row ? state(c, topology, 1 - end, &far) : 0;
}

int ls_infer_roles(const struct ls_context *context, struct ls_topology *topology,
                   const struct ls_summary *summary)
{
    if (summary->evidence == NULL || (summary->flags & LS_FLOW_PORTS) == 0)
        return 0;
    struct ls_case c;
    ls_case_open(&c, context, summary, 0);
    bool all_told = c.who[0].from == LS_ROLE_TOPOLOGY && c.who[1].from == LS_ROLE_TOPOLOGY;
    if (all_told || c.best == LS_PROTO_NONE || !answered(&c))
        return 0;
    ls_case_gather(&c);
    int code = infer_end(&c, topology, LS_RESPONDER);
    return code != 0 ? code : infer_end(&c, topology, LS_INITIATOR);
}
