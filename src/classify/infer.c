/*
 * infer.c - what a flow's content claims about the roles of its two hosts
 *
 * Only payload proves a role, and only where everything documented at that port agrees on one.
 * A wrong role stated would be worse than none, so load balancers, who answer at the same ports
 * as the servers behind them, keep a port undecided; content that names a service decides it.
 */
#include "classify/infer.h"

enum { FIXED_WIDTH = 1000 };

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

static void narrow(struct ls_claim *claim, ls_roles roles, const struct ls_candidate *candidate)
{
    bool named = candidate->payload == LS_FIT_NAMED;
    if (named == claim->named && claim->row != NULL)
        claim->roles &= roles;
    else if (named || !claim->named)
        *claim = (struct ls_claim){.roles = roles, .row = candidate->row, .named = named};
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

static bool speaks(const struct ls_candidate *candidate, int end)
{
    return candidate->end == end && candidate->row->width <= FIXED_WIDTH &&
           !candidate->row->needs_evidence &&
           (candidate->payload == LS_FIT_PAYLOAD || candidate->payload == LS_FIT_KIND ||
            candidate->payload == LS_FIT_NAMED);
}

static bool one_role(ls_roles roles)
{
    return roles != 0 && (roles & (roles - 1)) == 0;
}

/* The roles a row wants at the far end of its own. */
static ls_roles far_roles(const struct ls_row *row, int end)
{
    return end == LS_RESPONDER ? row->from : row->to;
}

/* The roles of a host that make it the owner of such a row: ls_role_covers asks for no others. */
static ls_roles owners(const struct ls_case *c, const struct ls_row *row)
{
    if (row->role_number < 0)
        return 0;
    const struct ls_role *role = ls_catalogs_role(c->context->catalogs, (size_t)row->role_number);
    ls_roles all = role->covers | own_roles(c, row);
    for (ls_roles needs = role->needs; needs != 0; needs &= needs - 1)
        all |= ls_catalogs_role(c->context->catalogs, (size_t)__builtin_ctzll(needs))->covers;
    return all;
}

void ls_claim_owner(const struct ls_case *c, int end, struct ls_claim *claim, ls_roles *wanted)
{
    *claim = (struct ls_claim){0};
    *wanted = 0;
    for (size_t i = 0; i < c->candidate_count; i++) {
        const struct ls_candidate *candidate = &c->candidates[i];
        if (!speaks(candidate, end))
            continue;
        narrow(claim, own_roles(c, candidate->row), candidate);
        if (far_roles(candidate->row, end) != 0)
            *wanted |= owners(c, candidate->row);
    }
    /* Who opens is only as sure as what names it: anybody may speak TLS to port 443. */
    bool proven = claim->row != NULL && one_role(claim->roles) &&
                  (end == LS_RESPONDER || claim->named) && !is_shared(c, claim->row);
    if (!proven)
        claim->roles = 0;
}

/*
 * Says whether a documented row of the responder itself, open to this initiator, makes another role
 * of it than the initiator's row does: clients sign in at a Front End through the port of an Edge.
 */
static bool is_disputed(const struct ls_case *c, const struct ls_claim *claim)
{
    for (size_t i = 0; i < c->candidate_count; i++) {
        const struct ls_candidate *candidate = &c->candidates[i];
        bool open = candidate->row->catalog->kind == LS_CATALOG_DOCUMENT &&
                    candidate->peer > LS_ROLE_FIT_OTHER && speaks(candidate, LS_RESPONDER);
        if (open && (candidate->payload == LS_FIT_NAMED || !claim->named) &&
            (own_roles(c, candidate->row) & claim->roles) == 0)
            return true;
    }
    return false;
}

void ls_claim_peer(const struct ls_case *c, int end, struct ls_claim *claim)
{
    struct ls_claim owner;
    ls_roles wanted;
    ls_claim_owner(c, end, &owner, &wanted);
    *claim = (struct ls_claim){0};
    ls_roles proven = owner.roles | c->who[end].roles;
    for (size_t i = 0; i < c->candidate_count; i++) {
        const struct ls_candidate *candidate = &c->candidates[i];
        const struct ls_row *row = candidate->row;
        bool known = row->role_number >= 0 &&
                     (ls_role_covers(c->context->catalogs, row->role_number, proven) ||
                      (own_roles(c, row) & proven) != 0);
        if (known && speaks(candidate, end))
            narrow(claim, far_roles(row, end), candidate);
    }
    if (!one_role(claim->roles) || (end == LS_INITIATOR && is_disputed(c, claim)))
        claim->roles = 0;
}
