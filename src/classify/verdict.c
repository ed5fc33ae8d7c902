/*
 * verdict.c - from rows that stand to one verdict
 *
 * The questions are asked in a fixed order, and the first that is answered decides.
 */
#include "lyncscope/classify.h"

#include <string.h>

#include "classify/case.h"
#include "classify/precedent.h"

enum { FIXED_WIDTH = 1000 }; /* a row of more ports proves nothing by its port */

enum { NEAR = 6, FAR = 16 }; /* flows ahead: the second wait begins when the first is over */

static bool told(const struct ls_identity *who)
{
    return who->from == LS_ROLE_TOPOLOGY && who->roles != 0;
}

void ls_case_open(struct ls_case *c, const struct ls_context *context,
                  const struct ls_summary *summary, unsigned depth)
{
    memset(c, 0, offsetof(struct ls_case, candidates));
    c->candidate_count = c->entry_count = c->rejected_count = 0;
    c->by_role = false;
    c->named_row = NULL;
    c->context = context;
    c->summary = summary;
    c->evidence = summary->evidence;
    c->depth = depth;
    c->ip_proto = summary->ip_proto == LS_IP_ICMP6 ? LS_IP_ICMP : summary->ip_proto;
    ls_case_read(c);
    ls_case_direct(c);
    for (int end = 0; end < 2; end++) {
        const struct ls_addr *addr = &summary->addr[c->side[end]];
        struct ls_identity *who = &c->who[end];
        ls_topology_who(context->topology, addr, who);
        c->global[end] = !told(who) && ls_addr_is_global(addr);
        c->outside[end] = c->global[end] && !who->host && ls_topology_told(context->topology);
    }
    ls_case_name_host(c);
    ls_case_learn(c);
}

static void enter(struct ls_case *c, const struct ls_candidate *candidate)
{
    if (c->entry_count < LS_CANDIDATES_MAX)
        c->entries[c->entry_count++] = candidate;
}

static void reject(struct ls_case *c, const struct ls_candidate *candidate)
{
    if (c->rejected_count < LS_CANDIDATES_MAX)
        c->rejected[c->rejected_count++] = candidate;
}

static bool allow(struct ls_case *c, enum ls_catalog_kind kind, enum ls_payload_fit least)
{
    for (size_t i = 0; i < c->candidate_count; i++) {
        const struct ls_candidate *candidate = &c->candidates[i];
        if (candidate->row->catalog->kind == kind && ls_candidate_allows(candidate) &&
            candidate->payload >= least)
            enter(c, candidate);
    }
    return c->entry_count > 0;
}

/*
 * A host whose known role makes a flow a dependency is not turned into a server by rows that
 * would take anyone: RPC to a domain controller is not the Front End's.
 */
static bool known_dependency(struct ls_case *c)
{
    bool known = false;
    for (size_t i = 0; i < c->candidate_count; i++) {
        const struct ls_candidate *candidate = &c->candidates[i];
        const struct ls_row *row = candidate->row;
        if (!ls_candidate_allows(candidate))
            continue;
        bool sure = candidate->role == LS_ROLE_FIT_YES || candidate->payload >= LS_FIT_NAMED;
        if (row->catalog->kind == LS_CATALOG_DOCUMENT && sure)
            return false;
        known = known || (row->catalog->kind == LS_CATALOG_DEPENDENCY && row->role_number >= 0 &&
                          candidate->role == LS_ROLE_FIT_YES);
    }
    c->kind = LS_DEPENDENCY;
    return known && allow(c, LS_CATALOG_DEPENDENCY, LS_FIT_SILENT);
}

static bool documented(struct ls_case *c)
{
    c->kind = LS_DOCUMENTED;
    return allow(c, LS_CATALOG_DOCUMENT, LS_FIT_SILENT);
}

static bool is_contradiction(const struct ls_candidate *candidate)
{
    return candidate->row->catalog->kind == LS_CATALOG_DOCUMENT && ls_candidate_stands(candidate) &&
           candidate->payload == LS_FIT_CONTRADICTS;
}

/*
 * A dependency of a host nobody knows does not excuse what contradicts the document: other
 * products use the same port numbers.
 */
static bool dependency_seen(struct ls_case *c)
{
    bool contradiction = false, known = false;
    for (size_t i = 0; i < c->candidate_count; i++) {
        const struct ls_candidate *candidate = &c->candidates[i];
        contradiction = contradiction || is_contradiction(candidate);
        known = known || (candidate->row->catalog->kind == LS_CATALOG_DEPENDENCY &&
                          candidate->role == LS_ROLE_FIT_YES && candidate->row->role_number >= 0 &&
                          ls_candidate_allows(candidate));
    }
    c->kind = LS_DEPENDENCY;
    return (known || !contradiction) && allow(c, LS_CATALOG_DEPENDENCY, LS_FIT_OTHER_KIND);
}

static bool dependency_by_port(struct ls_case *c)
{
    c->kind = LS_DEPENDENCY;
    return allow(c, LS_CATALOG_DEPENDENCY, LS_FIT_SILENT);
}

static bool contradicted(struct ls_case *c)
{
    for (size_t i = 0; i < c->candidate_count; i++) {
        const struct ls_candidate *candidate = &c->candidates[i];
        if (is_contradiction(candidate))
            reject(c, candidate);
    }
    c->kind = LS_CONTRADICTED;
    return c->rejected_count > 0;
}

/* Ports of initiators are ephemeral: what is not media has no row there to miss. */
static bool at_responder(const struct ls_candidate *candidate)
{
    return candidate->row->owner != LS_OWNER_MEDIA || candidate->end == LS_RESPONDER;
}

static bool misplaced_by_role(struct ls_case *c)
{
    if (!told(&c->who[LS_RESPONDER]))
        return false;
    for (size_t i = 0; i < c->candidate_count; i++) {
        const struct ls_candidate *candidate = &c->candidates[i];
        if (candidate->row->catalog->kind == LS_CATALOG_DOCUMENT &&
            candidate->row->width <= FIXED_WIDTH && !candidate->row->needs_evidence &&
            at_responder(candidate) && !ls_candidate_stands(candidate))
            reject(c, candidate);
    }
    c->kind = LS_MISPLACED;
    c->by_role = true;
    return c->rejected_count > 0;
}

static bool distinctive(const struct ls_case *c)
{
    for (size_t i = 0; c->evidence && i < c->evidence->depth; i++)
        if (ls_proto_distinctive((enum ls_proto)c->evidence->stack[i]))
            return true;
    return false;
}

static void reject_all(struct ls_case *c)
{
    for (size_t i = 0; i < c->candidate_count; i++)
        if (c->candidates[i].row->catalog->kind == LS_CATALOG_DOCUMENT &&
            at_responder(&c->candidates[i]))
            reject(c, &c->candidates[i]);
}

static bool misplaced_by_payload(struct ls_case *c)
{
    c->named_row = ls_case_named_row(c);
    if (c->named_row == NULL && !distinctive(c))
        return false;
    c->kind = LS_MISPLACED;
    c->by_role = false;
    reject_all(c);
    return true;
}

static bool undocumented(struct ls_case *c)
{
    c->kind = LS_UNDOCUMENTED;
    reject_all(c);
    return true;
}

static enum ls_level entry_level(const struct ls_candidate *best)
{
    switch (best->payload) {
    case LS_FIT_LEARNED:
        return LS_LEVEL_LEARNED;
    case LS_FIT_NAMED:
        return LS_LEVEL_NAMED;
    case LS_FIT_KIND:
    case LS_FIT_PAYLOAD:
        return best->host_named ? LS_LEVEL_NAMED : LS_LEVEL_PAYLOAD;
    case LS_FIT_OTHER_KIND:
        return LS_LEVEL_PAYLOAD;
    case LS_FIT_SILENT:
    case LS_FIT_MISSING:
    case LS_FIT_CONTRADICTS:
        break;
    }
    return LS_LEVEL_PORT;
}

static enum ls_level level(const struct ls_case *c)
{
    if (c->entry_count > 0)
        return entry_level(c->entries[0]);
    if (c->named_row)
        return LS_LEVEL_NAMED;
    bool seen = c->best != LS_PROTO_NONE || (c->facts & UINT64_C(1) << LS_FACT_NDPI_APP);
    if (seen || c->kind == LS_CONTRADICTED)
        return LS_LEVEL_PAYLOAD;
    return c->kind == LS_MISPLACED ? LS_LEVEL_PORT : LS_LEVEL_NONE;
}

static void work_out(struct ls_case *c)
{
    static bool (*const questions[])(struct ls_case *) = {
        known_dependency,   documented,        ls_case_inherit,      dependency_seen, contradicted,
        dependency_by_port, misplaced_by_role, misplaced_by_payload, undocumented,
    };
    ls_case_gather(c);
    ls_case_relayed(c);
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        if (questions[i](c))
            break;
    ls_case_rank(c);
    c->level = level(c);
}

void ls_case_decide(struct ls_case *c)
{
    struct precedent_key key;
    bool alike = precedent_describe(c, &key);
    if (alike && precedent_apply(c->context->precedents, &key, c))
        return;
    work_out(c);
    if (alike)
        precedent_keep(c->context->precedents, &key, c);
}

const struct ls_summary *ls_classify_ahead(const struct ls_context *context,
                                           const struct ls_summary *const *flows, size_t count,
                                           size_t i)
{
    if (i + FAR < count) {
        __builtin_prefetch(flows[i + FAR]);
        __builtin_prefetch((const char *)flows[i + FAR] + 64);
    }
    if (i + NEAR >= count)
        return NULL;
    const struct ls_summary *near = flows[i + NEAR];
    __builtin_prefetch(near->evidence);
    ls_topology_fetch(context->topology, &near->addr[0]);
    ls_topology_fetch(context->topology, &near->addr[1]);
    return near;
}

void ls_classify(const struct ls_context *context, const struct ls_summary *summary,
                 struct ls_verdict *verdict)
{
    struct ls_case c;
    ls_case_open(&c, context, summary, 0);
    ls_case_decide(&c);

    verdict->explained = NULL;
    verdict->explained_count = 0;
    verdict->kind = c.kind;
    verdict->level = c.level;
    verdict->direction = c.direction;
    verdict->initiator = c.side[LS_INITIATOR];
    verdict->mutual = c.mutual;
    verdict->entry_count = c.entry_count;
    for (size_t i = 0; i < c.entry_count; i++)
        verdict->entries[i] = c.entries[i]->row;
    verdict->rejected_count = c.rejected_count;
    for (size_t i = 0; i < c.rejected_count; i++)
        verdict->rejected[i] = c.rejected[i]->row;
    verdict->who[0] = c.who[LS_INITIATOR];
    verdict->who[1] = c.who[LS_RESPONDER];
    bool fine = c.kind == LS_DOCUMENTED || c.kind == LS_DEPENDENCY;
    verdict->reason[0] = '\0';
    if (!fine || !context->brief)
        ls_reason(&c, verdict->reason, sizeof verdict->reason);
    verdict->finding_count = 0;
    ls_findings(&c, verdict);
    verdict->accepted = ls_exceptions_find(context->exceptions, summary, verdict);
}
