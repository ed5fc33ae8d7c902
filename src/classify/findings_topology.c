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

/*
 * The document allows it, this site's topology does not: the port was moved, the range narrowed, or
 * the service is not deployed.
 */
bool ls_finding_not_in_topology(const struct ls_case *c, struct ls_finding *finding)
{
    if (c->kind != LS_DOCUMENTED || c->entries[0]->moved != NULL)
        return false;
    const struct ls_candidate *entry = c->entries[0];
    const struct ls_row *row = entry->row;
    const struct ls_topology_pool *pool = c->who[entry->end].pool;
    const struct ls_topology_listener *listener;
    finding->severity = LS_MEDIUM;
    /* who is only inferred to be of the pool is no reason for a finding */
    if (pool == NULL || entry->payload == LS_FIT_LEARNED ||
        c->who[entry->end].from != LS_ROLE_TOPOLOGY)
        return false;
    if (row->owner == LS_OWNER_MEDIA)
        return ls_pool_media(pool, row->media, c->port[entry->end], &listener) == LS_PORT_MOVED &&
               say_ports(c, finding, LS_SAY_RANGE_NARROWED, listener, false);
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
