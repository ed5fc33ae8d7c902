/*
 * candidates.c - the rows that stand at a flow's ports, and whose roles they wish
 *
 * Told roles decide. Inferred roles only rank: what was concluded from traffic must not turn
 * other traffic into a finding.
 */
#include "classify/case.h"

static const struct ls_role *role_of(const struct ls_case *c, const struct ls_row *row)
{
    if (row->role_number < 0)
        return NULL;
    return ls_catalogs_role(c->context->catalogs, (size_t)row->role_number);
}

static bool is_told(const struct ls_identity *who)
{
    return who->from == LS_ROLE_TOPOLOGY && who->roles != 0;
}

static bool is_inferred(const struct ls_identity *who)
{
    return who->from == LS_ROLE_INFERRED && ls_solid_roles(who) != 0;
}

/* Counts a host's roles, and how many of them are load balancers'. */
static void count_roles(const struct ls_case *c, ls_roles roles, int *all, int *balancers)
{
    *all = *balancers = 0;
    for (; roles != 0; roles &= roles - 1) {
        size_t number = (size_t)__builtin_ctzll(roles);
        *all += 1;
        *balancers += ls_catalogs_role(c->context->catalogs, number)->balancer ? 1 : 0;
    }
}

static bool covers_any(const struct ls_case *c, ls_roles wanted, ls_roles roles)
{
    for (; wanted != 0; wanted &= wanted - 1)
        if (ls_role_covers(c->context->catalogs, __builtin_ctzll(wanted), roles))
            return true;
    return false;
}

/* An address with nothing but a balancer's role has no rows of servers. */
static bool balancer_only(const struct ls_case *c, const struct ls_row *row, ls_roles roles)
{
    const struct ls_role *role = role_of(c, row);
    if (row->catalog->kind != LS_CATALOG_DOCUMENT || (role && role->balancer))
        return false;
    int all, balancers;
    count_roles(c, roles, &all, &balancers);
    return all == balancers;
}

static bool wrong_mode(const struct ls_row *row, const struct ls_identity *who)
{
    return row->balancing != LS_BALANCING_UNSAID && who->balancing != LS_BALANCING_UNSAID &&
           row->balancing != who->balancing;
}

static enum ls_role_fit told_fit(const struct ls_case *c, struct ls_candidate *candidate)
{
    const struct ls_row *row = candidate->row;
    const struct ls_identity *who = &c->who[candidate->end];
    if (balancer_only(c, row, who->roles))
        return LS_ROLE_FIT_NO;
    if (row->role_number < 0)
        return LS_ROLE_FIT_YES;
    if (!ls_role_covers(c->context->catalogs, row->role_number, who->roles) ||
        (row->without & who->roles) != 0)
        return LS_ROLE_FIT_NO;
    candidate->wrong_mode = wrong_mode(row, who);
    return candidate->wrong_mode ? LS_ROLE_FIT_NO : LS_ROLE_FIT_YES;
}

/* Whether the host has the very role, or all roles that one is composed of. */
static bool is_exactly(const struct ls_role *role, int number, ls_roles roles)
{
    if (role == NULL)
        return false;
    return (roles >> number & 1) != 0 || (role->needs != 0 && (roles & role->needs) == role->needs);
}

static enum ls_role_fit role_fit(const struct ls_case *c, struct ls_candidate *candidate)
{
    const struct ls_row *row = candidate->row;
    const struct ls_identity *who = &c->who[candidate->end];
    candidate->exact = is_exactly(role_of(c, row), row->role_number, ls_solid_roles(who));
    if (is_told(who))
        return told_fit(c, candidate);
    if (row->role_number < 0)
        return LS_ROLE_FIT_YES;
    if (is_inferred(who)) {
        ls_roles solid = ls_solid_roles(who);
        bool covered = ls_role_covers(c->context->catalogs, row->role_number, solid) &&
                       (row->without & solid) == 0;
        if (!covered && row->role_known)
            return LS_ROLE_FIT_NO;
        return covered ? LS_ROLE_FIT_YES : LS_ROLE_FIT_OTHER;
    }
    if (row->role_known)
        return LS_ROLE_FIT_NO;
    return role_of(c, row)->balancer ? LS_ROLE_FIT_BALANCER : LS_ROLE_FIT_OPEN;
}

/* The roles a row wants at the far end; 0 = anyone. */
static ls_roles wanted_peers(const struct ls_candidate *candidate)
{
    const struct ls_row *row = candidate->row;
    if (candidate->end == LS_INITIATOR)
        return row->to;
    if (row->owner != LS_OWNER_OUTBOUND || row->from != 0)
        return row->from;
    /* An outbound row's listener serves the far end the row names, or its own kind. */
    ls_roles own = row->role_number < 0 ? 0 : UINT64_C(1) << row->role_number;
    return row->to ? row->to | own : 0;
}

static enum ls_role_fit peer_fit(const struct ls_case *c, const struct ls_candidate *candidate)
{
    int far = 1 - candidate->end;
    const struct ls_identity *who = &c->who[far];
    ls_roles wanted = wanted_peers(candidate);
    if (wanted == 0) {
        bool edge_unsaid = candidate->row->external && is_told(who);
        return edge_unsaid ? LS_ROLE_FIT_NO : LS_ROLE_FIT_YES;
    }
    if (ls_solid_roles(who) == 0)
        return LS_ROLE_FIT_OPEN;
    if (covers_any(c, wanted, ls_solid_roles(who)))
        return LS_ROLE_FIT_YES;
    if (!is_told(who))
        return LS_ROLE_FIT_OTHER;
    /* A balancer that hides clients behind its own address may stand for anyone. */
    int all, balancers;
    count_roles(c, who->roles, &all, &balancers);
    return far == LS_INITIATOR && balancers > 0 ? LS_ROLE_FIT_OPEN : LS_ROLE_FIT_NO;
}

/* What only an Edge is spoken to in: its relay's protocols, and what was read inside TLS. */
static bool spoken_outside(const struct ls_case *c)
{
    uint64_t signs = UINT64_C(1) << LS_PROTO_PSEUDO_TLS | UINT64_C(1) << LS_PROTO_MS_TURN |
                     UINT64_C(1) << LS_PROTO_STUN | UINT64_C(1) << LS_PROTO_SIP |
                     UINT64_C(1) << LS_PROTO_PSOM;
    return (c->protos & signs) != 0;
}

/* Rows for what lies outside need a sign that the far end does. */
static bool external_sign(const struct ls_case *c, int far)
{
    return is_told(&c->who[far]) || c->global[far] || spoken_outside(c);
}

/* The client's hello or the server's certificate says who is meant. */
static bool says_name(const struct ls_case *c)
{
    const uint64_t names = UINT64_C(1) << LS_FACT_TLS_SNI | UINT64_C(1) << LS_FACT_CERT_SUBJECT |
                           UINT64_C(1) << LS_FACT_CERT_NAME;
    return (c->facts & names) != 0;
}

/*
 * Anybody in the Internet may answer at 443. Where nothing tells more than that the far end lies
 * there, it is not the Edge of a site whose Edges are told, nor who goes by another name.
 */
static void hold_scope(const struct ls_case *c, struct ls_candidate *candidate)
{
    const struct ls_row *row = candidate->row;
    int far = 1 - candidate->end;
    if (!row->external || row->owner != LS_OWNER_INITIATOR || !c->global[far] ||
        candidate->peer != LS_ROLE_FIT_OPEN || candidate->payload >= LS_FIT_NAMED ||
        candidate->host_named || spoken_outside(c))
        return;
    candidate->by_scope = true;
    if ((ls_topology_told_roles(c->context->topology) & row->to) != 0 || says_name(c))
        candidate->peer = LS_ROLE_FIT_NO;
}

/* Audited servers are the site's, and so is who listens with a role that was told for others. */
static bool is_ours(const struct ls_case *c, const struct ls_row *row)
{
    const struct ls_role *role = role_of(c, row);
    if (role == NULL)
        return false;
    bool server = role->server || role->balancer;
    if (row->catalog->kind != LS_CATALOG_DOCUMENT)
        return server && row->owner == LS_OWNER_RESPONDER;
    ls_roles told = ls_topology_told_roles(c->context->topology);
    return server || (row->owner == LS_OWNER_RESPONDER && (told >> row->role_number & 1) != 0);
}

static bool concerns(const struct ls_case *c, const struct ls_row *row, int end)
{
    if (c->outside[end] && is_ours(c, row))
        return false;
    return !row->external || external_sign(c, 1 - end);
}

bool ls_candidate_stands(const struct ls_candidate *candidate)
{
    return candidate->role > LS_ROLE_FIT_NO && candidate->peer > LS_ROLE_FIT_NO;
}

bool ls_candidate_allows(const struct ls_candidate *candidate)
{
    return ls_candidate_stands(candidate) && candidate->payload >= LS_FIT_SILENT;
}

/* Says whether a is the better of two ways in which one row may stand. */
static bool better(const struct ls_candidate *a, const struct ls_candidate *b)
{
    if (ls_candidate_stands(a) != ls_candidate_stands(b))
        return ls_candidate_stands(a);
    if (a->payload != b->payload)
        return a->payload > b->payload;
    return (int)a->role + (int)a->peer > (int)b->role + (int)b->peer;
}

/* A row that may stand at either end is listed once, the way it stands better. */
static struct ls_candidate *same_row(struct ls_case *c, const struct ls_row *row)
{
    for (size_t i = 0; i < c->candidate_count; i++)
        if (c->candidates[i].row == row)
            return &c->candidates[i];
    return NULL;
}

static void consider_moved(struct ls_case *c, const struct ls_row *row, int end,
                           const struct ls_topology_listener *moved)
{
    if (c->candidate_count == LS_CANDIDATES_MAX || !concerns(c, row, end))
        return;
    struct ls_candidate *candidate = &c->candidates[c->candidate_count];
    *candidate = (struct ls_candidate){.row = row, .end = (uint8_t)end, .moved = moved};
    candidate->role = role_fit(c, candidate);
    candidate->peer = peer_fit(c, candidate);
    ls_case_payload(c, candidate);
    /* The local port of an opener means something only where media proves it. */
    if (row->owner == LS_OWNER_MEDIA && end == LS_INITIATOR &&
        candidate->payload < LS_FIT_OTHER_KIND)
        candidate->payload = LS_FIT_MISSING;
    hold_scope(c, candidate);
    bool again = row->owner == LS_OWNER_MEDIA || row->owner == LS_OWNER_OUTBOUND || moved != NULL;
    struct ls_candidate *before = again ? same_row(c, row) : NULL;
    if (before == NULL)
        c->candidate_count++;
    else if (better(candidate, before))
        *before = *candidate;
}

static void consider(struct ls_case *c, const struct ls_row *row, int end)
{
    consider_moved(c, row, end, NULL);
}

/* RFC 2131 section 4.1: 67 at the server or relay, 68 at the client; every host asks. */
static void consider_dhcp(struct ls_case *c, const struct ls_row *row)
{
    uint16_t from = c->port[LS_INITIATOR], to = c->port[LS_RESPONDER];
    if (!ls_row_has(row, from) || !ls_row_has(row, to) || (from == 68 && to == 68) ||
        c->candidate_count == LS_CANDIDATES_MAX)
        return;
    int end = to == 68 ? LS_RESPONDER : LS_INITIATOR;
    struct ls_candidate *candidate = &c->candidates[c->candidate_count++];
    *candidate = (struct ls_candidate){.row = row, .end = (uint8_t)end, .peer = LS_ROLE_FIT_YES};
    candidate->role = role_fit(c, candidate);
    if (candidate->role == LS_ROLE_FIT_NO)
        candidate->role = LS_ROLE_FIT_OTHER;
    ls_case_payload(c, candidate);
}

static void consider_row(struct ls_case *c, const struct ls_row *row)
{
    switch (row->owner) {
    case LS_OWNER_RESPONDER:
    case LS_OWNER_MEDIA:
        consider(c, row, LS_RESPONDER);
        return;
    case LS_OWNER_INITIATOR:
        consider(c, row, LS_INITIATOR);
        return;
    case LS_OWNER_OUTBOUND:
        consider(c, row, LS_INITIATOR);
        consider(c, row, LS_RESPONDER);
        return;
    case LS_OWNER_DHCP:
        consider_dhcp(c, row);
        return;
    }
}

/* Whose rows at the usual port they are: of what the responder has, or of what openers go to. */
static void consider_service(struct ls_case *c, const struct ls_row *row,
                             const struct ls_topology_listener *here)
{
    if (here->speaks != LS_PROTO_NONE && (row->fits >> here->speaks & 1) == 0)
        return;
    if (row->owner == LS_OWNER_RESPONDER)
        consider_moved(c, row, LS_RESPONDER, here);
    else if (row->owner == LS_OWNER_INITIATOR && covers_any(c, row->to, c->who[LS_RESPONDER].roles))
        consider_moved(c, row, LS_INITIATOR, here);
}

/* A service that this site moved here is the service of the row at its usual port. */
static void consider_site(struct ls_case *c)
{
    const struct ls_topology_pool *pool = c->who[LS_RESPONDER].pool;
    const struct ls_topology_listener *here;
    size_t count;
    if (pool == NULL ||
        ls_pool_port(pool, c->ip_proto, c->port[LS_RESPONDER], &here) != LS_PORT_HERE ||
        here->usual_first == 0 || here->usual_first == c->port[LS_RESPONDER])
        return;
    const struct ls_row *const *rows =
        ls_catalogs_at(c->context->catalogs, c->ip_proto, here->usual_first, &count);
    for (size_t i = 0; i < count; i++)
        consider_service(c, rows[i], here);
}

/* The same of a media range: the rows that have its kind where it usually lies. */
static void consider_site_media(struct ls_case *c, int end)
{
    const struct ls_topology_pool *pool = c->who[end].pool;
    for (size_t k = 0; pool != NULL && k < pool->listener_count; k++) {
        const struct ls_topology_listener *l = &pool->listeners[k];
        size_t count;
        if (l->media == LS_MEDIA_NONE || c->port[end] < l->first || c->port[end] > l->last ||
            (l->first >= l->usual_first && l->last <= l->usual_last))
            continue;
        const struct ls_row *const *rows =
            ls_catalogs_at(c->context->catalogs, c->ip_proto, l->usual_first, &count);
        for (size_t i = 0; i < count; i++)
            if (rows[i]->owner == LS_OWNER_MEDIA && rows[i]->media == l->media &&
                !ls_row_has(rows[i], c->port[end]))
                consider_moved(c, rows[i], end, l);
    }
}

/* The topology overrides the document: what it moved to a port goes before the port's own rows. */
static void displace(struct ls_case *c)
{
    const struct ls_topology_pool *pool = c->who[LS_RESPONDER].pool;
    const struct ls_topology_listener *here;
    uint16_t port = c->port[LS_RESPONDER];
    if (pool == NULL || ls_pool_port(pool, c->ip_proto, port, &here) != LS_PORT_HERE ||
        here->usual_first == 0 || here->usual_first == port)
        return;
    for (size_t i = 0; i < c->candidate_count; i++) {
        struct ls_candidate *candidate = &c->candidates[i];
        candidate->displaced = candidate->moved == NULL && candidate->end == LS_RESPONDER &&
                               candidate->row->owner == LS_OWNER_RESPONDER;
    }
}

void ls_case_gather(struct ls_case *c)
{
    size_t count;
    const struct ls_row *const *rows =
        ls_catalogs_at(c->context->catalogs, c->ip_proto, c->port[LS_RESPONDER], &count);
    for (size_t i = 0; i < count; i++)
        consider_row(c, rows[i]);
    if ((c->summary->flags & LS_FLOW_PORTS) == 0)
        return;
    if (c->who[0].pool != NULL || c->who[1].pool != NULL) {
        consider_site(c);
        consider_site_media(c, LS_RESPONDER);
        consider_site_media(c, LS_INITIATOR);
        displace(c);
    }
    /* An initiator's port is ephemeral and says nothing, except that media goes both ways. */
    rows = ls_catalogs_at(c->context->catalogs, c->ip_proto, c->port[LS_INITIATOR], &count);
    for (size_t i = 0; i < count; i++)
        if (rows[i]->owner == LS_OWNER_MEDIA)
            consider(c, rows[i], LS_INITIATOR);
}
