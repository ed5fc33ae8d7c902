/*
 * infer.c - what a flow's content claims about the roles of its two hosts
 *
 * Only payload proves a role, and only where everything documented at that port agrees on one.
 * A wrong role stated would be worse than none, so load balancers, who answer at the same ports
 * as the servers behind them, keep a port undecided; content that names a service decides it.
 *
 * A role is certain when the service names itself and nobody else is documented there; likely
 * when the payload fits where only that role is documented; and a mere hint when all there is are
 * names that a client asked for. An opener's own word counts only for a narrower kind of what that
 * host is known to be.
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
           !candidate->row->needs_evidence && !candidate->by_scope &&
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

/* Names of hosts that a client asked for, not content of the service. */
static bool is_wish(enum ls_fact_kind kind)
{
    return kind == LS_FACT_TLS_SNI || kind == LS_FACT_HTTP_HOST || kind == LS_FACT_NMF_VIA;
}

/*
 * Half of the Internet speaks HTTP at 80 and TLS at 443, and so do all kinds of servers of a site:
 * there only a name tells who answers, however few rows stand at the port.
 */
static bool is_anyones(const struct ls_case *c, const struct ls_claim *claim)
{
    bool web = c->best == LS_PROTO_TLS || c->best == LS_PROTO_HTTP;
    uint16_t port = c->port[LS_RESPONDER];
    return web && !claim->named && c->ip_proto == LS_IP_TCP && (port == 80 || port == 443);
}

/* Whether another role is documented to do the same there. */
static bool has_rival(const struct ls_case *c, int end, ls_roles roles)
{
    for (size_t i = 0; i < c->candidate_count; i++) {
        const struct ls_candidate *candidate = &c->candidates[i];
        const struct ls_row *row = candidate->row;
        if (row->catalog->kind == LS_CATALOG_DOCUMENT && speaks(candidate, end) &&
            (own_roles(c, row) & roles) == 0)
            return true;
    }
    return false;
}

static enum ls_confidence confidence_of(const struct ls_case *c, int end,
                                        const struct ls_claim *claim)
{
    struct ls_fact fact;
    if (!claim->named || !ls_row_naming_fact(c, claim->row, &fact))
        return LS_CONFIDENCE_LIKELY;
    if (is_wish(fact.kind))
        return LS_CONFIDENCE_HINT;
    bool sure = !claim->row->external && !has_rival(c, end, claim->roles);
    return sure ? LS_CONFIDENCE_CERTAIN : LS_CONFIDENCE_LIKELY;
}

/*
 * What an opener sends says what it wants, not what it is: anybody may ask for the share that the
 * Central Management store replicates to.
 */
static bool is_own_word(const struct ls_case *c, int end, const struct ls_row *row)
{
    struct ls_fact fact;
    return end == LS_INITIATOR && row->owner == LS_OWNER_INITIATOR &&
           ls_row_naming_fact(c, row, &fact) && fact.side == c->side[end];
}

/* Roles of which one of these is a kind: a Front End may host the Central Management store. */
static ls_roles wider_roles(const struct ls_case *c, ls_roles roles)
{
    ls_roles wider = 0;
    for (size_t i = 0; i < ls_catalogs_role_count(c->context->catalogs); i++) {
        ls_roles covers = ls_catalogs_role(c->context->catalogs, i)->covers;
        if ((covers & roles) != 0 && __builtin_popcountll(covers) <= 2)
            wider |= UINT64_C(1) << i;
    }
    return wider & ~roles;
}

void ls_claim_owner(const struct ls_case *c, int end, struct ls_claim *claim,
                    struct ls_options *options)
{
    bool anyone = false;
    *claim = (struct ls_claim){0};
    *options = (struct ls_options){0};
    for (size_t i = 0; i < c->candidate_count; i++) {
        const struct ls_candidate *candidate = &c->candidates[i];
        if (!speaks(candidate, end))
            continue;
        ls_roles own = own_roles(c, candidate->row);
        narrow(claim, own, candidate);
        options->possible |= own;
        anyone = anyone || own == 0;
        if (far_roles(candidate->row, end) != 0)
            options->wanted |= owners(c, candidate->row);
        if (is_own_word(c, end, candidate->row))
            options->wanted |= wider_roles(c, own);
    }
    if (anyone || end == LS_INITIATOR)
        options->possible = 0;
    /* Who opens is only as sure as what names it: anybody may speak TLS to port 443. */
    bool proven = claim->row != NULL && one_role(claim->roles) &&
                  (end == LS_RESPONDER || claim->named) && !is_shared(c, claim->row) &&
                  !is_anyones(c, claim) && !is_own_word(c, end, claim->row);
    if (proven)
        claim->confidence = confidence_of(c, end, claim);
    else
        claim->roles = 0;
}

/* A peer follows from the owner only where the peer's own rows do not explain the flow as well. */
static void weigh_peer(const struct ls_case *c, int end, struct ls_claim *claim)
{
    bool rival = has_rival(c, 1 - end, claim->roles);
    claim->confidence = confidence_of(c, end, claim);
    if (rival && !claim->named)
        claim->roles = 0;
    else if (rival && claim->confidence > LS_CONFIDENCE_LIKELY)
        claim->confidence = LS_CONFIDENCE_LIKELY;
}

void ls_claim_peer(const struct ls_case *c, int end, struct ls_claim *claim)
{
    struct ls_claim owner;
    struct ls_options options;
    ls_claim_owner(c, end, &owner, &options);
    *claim = (struct ls_claim){0};
    ls_roles proven = owner.roles | ls_solid_roles(&c->who[end]);
    for (size_t i = 0; i < c->candidate_count; i++) {
        const struct ls_candidate *candidate = &c->candidates[i];
        const struct ls_row *row = candidate->row;
        bool known = row->role_number >= 0 &&
                     (ls_role_covers(c->context->catalogs, row->role_number, proven) ||
                      (own_roles(c, row) & proven) != 0);
        if (known && speaks(candidate, end))
            narrow(claim, far_roles(row, end), candidate);
    }
    if (one_role(claim->roles) && !is_anyones(c, claim))
        weigh_peer(c, end, claim);
    else
        claim->roles = 0;
}

void ls_claim_composed(const struct ls_case *c, int end, struct ls_claim *claim)
{
    ls_roles known = ls_solid_roles(&c->who[end]);
    *claim = (struct ls_claim){0};
    for (size_t i = 0; i < c->candidate_count; i++) {
        const struct ls_candidate *candidate = &c->candidates[i];
        if (candidate->end == end && speaks(candidate, end))
            narrow(claim, own_roles(c, candidate->row), candidate);
    }
    claim->confidence = LS_CONFIDENCE_LIKELY;
    bool composed = claim->row != NULL && !one_role(claim->roles) && (claim->roles & known) != 0;
    bool narrower = claim->row != NULL && one_role(claim->roles) &&
                    is_own_word(c, end, claim->row) && (wider_roles(c, claim->roles) & known) != 0;
    if ((!composed && !narrower) || is_anyones(c, claim) || has_rival(c, end, claim->roles) ||
        has_rival(c, 1 - end, claim->roles))
        claim->roles = 0;
}
