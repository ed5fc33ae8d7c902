/* findings_topology.c - where this site's topology and the document differ */
#include <stdio.h>

#include "classify/findings.h"

static void write_range(char *text, size_t size, unsigned first, unsigned last)
{
    if (first == last)
        snprintf(text, size, "%u", first);
    else
        snprintf(text, size, "%u-%u", first, last);
}

static bool say_ports(const struct ls_case *c, struct ls_finding *finding, enum ls_message what,
                      const struct ls_topology_listener *listener, bool usual)
{
    struct ls_writing w;
    char ports[16] = "";
    if (listener != NULL)
        write_range(ports, sizeof ports, usual ? listener->usual_first : listener->first,
                    usual ? listener->usual_last : listener->last);
    ls_writing_open(c, &w);
    w.pieces.other = ports;
    return ls_finding_say(c, finding, what, &w);
}

/* Documented only by where this site has the service. */
bool ls_finding_moved_port(const struct ls_case *c, struct ls_finding *finding)
{
    if (c->kind != LS_DOCUMENTED || c->entries[0]->moved == NULL)
        return false;
    finding->severity = LS_LOW;
    return say_ports(c, finding, LS_SAY_PORT_MOVED_HERE, c->entries[0]->moved, true);
}

/* An entry that need not be the first one. */
static bool say_range(const struct ls_case *c, struct ls_finding *finding,
                      const struct ls_candidate *entry, const struct ls_topology_listener *range)
{
    struct ls_writing w;
    char ports[16];
    write_range(ports, sizeof ports, range->first, range->last);
    ls_writing_open(c, &w);
    ls_write_row(c, entry, &w);
    w.pieces.other = ports;
    ls_say(finding->text, sizeof finding->text, c->context->lang, LS_SAY_RANGE_NARROWED, &w.pieces);
    return true;
}

/* Of several services at one usual port, the row's own, where this site has moved it away. */
static const struct ls_topology_listener *moved_service(const struct ls_case *c,
                                                        const struct ls_row *row)
{
    const struct ls_identity *server = &c->who[LS_RESPONDER];
    uint16_t port = c->port[LS_RESPONDER];
    if (server->pool == NULL || server->from != LS_ROLE_TOPOLOGY)
        return NULL;
    for (size_t i = 0; i < server->pool->listener_count; i++) {
        const struct ls_topology_listener *l = &server->pool->listeners[i];
        if (l->speaks != LS_PROTO_NONE && (row->fits >> l->speaks & 1) != 0 &&
            l->usual_first == port && l->first != port)
            return l;
    }
    return NULL;
}

static bool server_left_topology(const struct ls_case *c, struct ls_finding *finding)
{
    const struct ls_candidate *entry = c->entries[0];
    const struct ls_row *row = entry->row;
    const struct ls_topology_pool *pool = c->who[entry->end].pool;
    const struct ls_topology_listener *listener;
    /* who is only inferred to be of the pool is no reason for a finding */
    if (pool == NULL || pool->clients || entry->moved != NULL || entry->payload == LS_FIT_LEARNED ||
        c->who[entry->end].from != LS_ROLE_TOPOLOGY)
        return false;
    if (row->owner == LS_OWNER_MEDIA)
        return ls_pool_media(pool, row->media, c->port[entry->end], &listener) == LS_PORT_MOVED &&
               say_range(c, finding, entry, listener);
    if (row->owner != LS_OWNER_RESPONDER || entry->end != LS_RESPONDER)
        return false;
    switch (ls_pool_port(pool, c->ip_proto, c->port[LS_RESPONDER], &listener)) {
    case LS_PORT_MOVED:
        return say_ports(c, finding, LS_SAY_PORT_MOVED_AWAY, listener, false);
    case LS_PORT_ABSENT:
        return say_ports(c, finding, LS_SAY_PORT_ABSENT, NULL, false);
    case LS_PORT_HERE:
    case LS_PORT_UNSAID:
        break;
    }
    return false;
}

/*
 * Media of a client: the row does not say of which kind it is, so one kind whose ports it keeps to
 * is enough. Returns the range that it left, or NULL.
 */
static const struct ls_topology_listener *left_range(const struct ls_case *c, int end,
                                                     const struct ls_candidate **entry)
{
    const struct ls_topology_pool *pool = c->who[end].pool;
    const struct ls_topology_listener *listener, *left = NULL;
    for (size_t i = 0; i < c->entry_count; i++) {
        const struct ls_row *row = c->entries[i]->row;
        if (row->owner != LS_OWNER_MEDIA || c->entries[i]->end != end)
            continue;
        if (ls_pool_media(pool, row->media, c->port[end], &listener) != LS_PORT_MOVED)
            return NULL;
        if (left == NULL) {
            left = listener;
            *entry = c->entries[i];
        }
    }
    return left;
}

static bool client_left_range(const struct ls_case *c, struct ls_finding *finding)
{
    for (int end = 0; end < 2; end++) {
        const struct ls_topology_pool *pool = c->who[end].pool;
        const struct ls_candidate *entry = NULL;
        if (pool == NULL || !pool->clients)
            continue;
        const struct ls_topology_listener *range = left_range(c, end, &entry);
        if (range != NULL)
            return say_range(c, finding, entry, range);
    }
    return false;
}

/*
 * The document allows it, this site's topology does not: the port was moved, the range narrowed, or
 * the service is not deployed.
 */
bool ls_finding_not_in_topology(const struct ls_case *c, struct ls_finding *finding)
{
    finding->severity = LS_MEDIUM;
    if (c->kind != LS_DOCUMENTED)
        return false;
    const struct ls_candidate *entry = c->entries[0];
    const struct ls_topology_listener *elsewhere =
        entry->moved == NULL ? moved_service(c, entry->row) : NULL;
    if (elsewhere != NULL)
        return say_ports(c, finding, LS_SAY_PORT_MOVED_AWAY, elsewhere, false);
    return server_left_topology(c, finding) || client_left_range(c, finding);
}

/* Roles that neither serve nor balance: whoever has one of those should come by the balancer. */
static bool is_guest(const struct ls_case *c, const struct ls_identity *who)
{
    for (ls_roles left = who->roles; left != 0; left &= left - 1) {
        const struct ls_role *role =
            ls_catalogs_role(c->context->catalogs, (size_t)__builtin_ctzll(left));
        if (role->server || role->balancer)
            return false;
    }
    return who->from == LS_ROLE_TOPOLOGY && who->roles != 0;
}

/* Whether rows give this port to a pool's balancer: of its mode, or of both where that is unsaid.
 */
static bool is_balanced(const struct ls_case *c, const struct ls_topology_pool *pool)
{
    const struct ls_catalogs *catalogs = c->context->catalogs;
    unsigned modes = 0, wanted = 1U << LS_BALANCING_HARDWARE | 1U << LS_BALANCING_DNS;
    size_t count;
    const struct ls_row *const *rows =
        ls_catalogs_at(catalogs, c->ip_proto, c->port[LS_RESPONDER], &count);
    for (size_t i = 0; i < count; i++)
        if (rows[i]->role_number >= 0 && (pool->balancer >> rows[i]->role_number & 1) != 0)
            modes |= 1U << rows[i]->balancing;
    if (pool->balancing != LS_BALANCING_UNSAID)
        wanted = 1U << pool->balancing;
    return (modes & wanted) == wanted;
}

/* A balanced port of one server, opened past the balancer: there is no failing over from it. */
bool ls_finding_past_balancer(const struct ls_case *c, struct ls_finding *finding)
{
    const struct ls_identity *server = &c->who[LS_RESPONDER];
    if (c->kind != LS_DOCUMENTED || server->pool == NULL || server->pool->balancer == 0 ||
        server->from != LS_ROLE_TOPOLOGY || c->entries[0]->end != LS_RESPONDER ||
        c->entries[0]->row->owner != LS_OWNER_RESPONDER)
        return false;
    finding->severity = LS_LOW;
    return is_guest(c, &c->who[LS_INITIATOR]) && is_balanced(c, server->pool) &&
           say_ports(c, finding, LS_SAY_PAST_BALANCER, NULL, false);
}
