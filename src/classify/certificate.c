/*
 * certificate.c - does a certificate, or the name a client asked for, name a host of this site?
 *
 * Inside TLS the names are all that says who answers, and pools, Edges and Directors have names
 * of their own. A name counts when it is that of the responder, of another told host with the
 * row's role (with a role of the far end, where the row's opens), or of a load balancer in front
 * of a responder that was told to have that role: the servers of a pool show the pool's name. A
 * name with a wildcard is nobody's.
 */
#include <string.h>
#include <strings.h>

#include "classify/case.h"

static bool is_named(const char *name, struct ls_span value)
{
    return name[0] != '\0' && strlen(name) == value.len &&
           strncasecmp(name, (const char *)value.at, value.len) == 0;
}

/* Certificates before what the client only wished for, and of them the server's. */
static bool next_name(const struct ls_case *c, bool certificate, size_t *at, struct ls_fact *fact)
{
    while (ls_fact_next(c->evidence, at, fact)) {
        bool shown = (fact->kind == LS_FACT_CERT_SUBJECT || fact->kind == LS_FACT_CERT_NAME) &&
                     fact->side == c->evidence->server_cert_side;
        if (certificate ? shown : fact->kind == LS_FACT_TLS_SNI)
            return true;
    }
    return false;
}

static bool find_own(struct ls_case *c, bool certificate)
{
    const struct ls_identity *who = &c->who[LS_RESPONDER];
    if (!who->host)
        return false;
    for (size_t at = 0; next_name(c, certificate, &at, &c->host_name);)
        if (is_named(who->name, c->host_name.value)) {
            c->host_roles = who->roles;
            return true;
        }
    return false;
}

static bool find_other(struct ls_case *c, bool certificate)
{
    for (size_t at = 0; next_name(c, certificate, &at, &c->host_name);) {
        struct ls_span name = c->host_name.value;
        const struct ls_topology_host *host =
            ls_topology_host_named(c->context->topology, name.at, name.len);
        if (host != NULL) {
            c->host_roles = host->roles;
            return true;
        }
    }
    return false;
}

void ls_case_name_host(struct ls_case *c)
{
    const uint64_t names = UINT64_C(1) << LS_FACT_CERT_SUBJECT | UINT64_C(1) << LS_FACT_CERT_NAME |
                           UINT64_C(1) << LS_FACT_TLS_SNI;
    bool tls = (c->protos & UINT64_C(1) << LS_PROTO_TLS) != 0;
    c->host_named =
        tls && (c->facts & names) != 0 && ls_topology_told(c->context->topology) &&
        (find_own(c, true) || find_own(c, false) || find_other(c, true) || find_other(c, false));
}

static bool is_balancer(const struct ls_case *c, ls_roles roles)
{
    for (; roles != 0; roles &= roles - 1) {
        size_t number = (size_t)__builtin_ctzll(roles);
        if (ls_catalogs_role(c->context->catalogs, number)->balancer)
            return true;
    }
    return false;
}

/* Where the row's role opens the connection, it is the far end that shows its name. */
static bool far_end_named(const struct ls_case *c, const struct ls_row *row)
{
    for (ls_roles to = row->to; to != 0; to &= to - 1)
        if (ls_role_covers(c->context->catalogs, __builtin_ctzll(to), c->host_roles))
            return true;
    return false;
}

bool ls_host_named(const struct ls_case *c, const struct ls_candidate *candidate)
{
    const struct ls_row *row = candidate->row;
    if (candidate->end == LS_INITIATOR)
        return far_end_named(c, row);
    if (row->role_number < 0)
        return false;
    if (ls_role_covers(c->context->catalogs, row->role_number, c->host_roles))
        return true;
    return candidate->role == LS_ROLE_FIT_YES && is_balancer(c, c->host_roles);
}
