/*
 * findings.c - what somebody should look at
 *
 * One function and one table line each. A finding says how bad it is and why; it never changes
 * the verdict.
 */
#include <stdio.h>
#include <string.h>

#include "classify/findings.h"

/* What a finding is made of: where that is not there, nobody need look for the finding. */
enum about {
    ABOUT_VERDICT = 1 << 0,  /* one that is not fine */
    ABOUT_EVIDENCE = 1 << 1, /* what was seen */
    ABOUT_POOLS = 1 << 2,    /* what the topology says of a host's ports */
};

struct rule {
    const char *id;
    enum about about;
    /* Says whether there is such a finding; fills severity, and text when it has its own. */
    bool (*look)(const struct ls_case *c, struct ls_finding *finding);
};

static bool is_server(const struct ls_case *c, const struct ls_identity *who)
{
    for (ls_roles roles = who->roles; roles != 0; roles &= roles - 1) {
        size_t number = (size_t)__builtin_ctzll(roles);
        if (!ls_catalogs_role(c->context->catalogs, number)->endpoint)
            return true;
    }
    /* Without a topology nobody is known to be harmless. */
    return who->roles == 0 && !ls_topology_told(c->context->topology);
}

static bool app_is(const struct ls_case *c, enum ls_app_kind kind)
{
    struct ls_fact app;
    return (c->facts & UINT64_C(1) << LS_FACT_NDPI_APP) != 0 &&
           ls_fact_find(c->evidence, LS_FACT_NDPI_APP, &app) &&
           ls_catalogs_app(c->context->catalogs, kind, app.value);
}

static bool remote_control(const struct ls_case *c)
{
    return c->best == LS_PROTO_RDP || c->best == LS_PROTO_SSH || c->best == LS_PROTO_DCERPC ||
           app_is(c, LS_APP_REMOTE_CONTROL);
}

static bool data_store(const struct ls_case *c)
{
    return c->best == LS_PROTO_SMB || c->best == LS_PROTO_TDS || app_is(c, LS_APP_DATA_STORE);
}

/* Nobody answered, or only to refuse: an attempt is no conversation. */
static bool unanswered(const struct ls_case *c)
{
    int responder = c->side[LS_RESPONDER];
    if (c->summary->packets[responder] == 0)
        return true;
    uint8_t seen = c->summary->tcp_seen[responder];
    return c->ip_proto == LS_IP_TCP && (seen & LS_SEEN_RST) != 0 &&
           (seen & (LS_SEEN_SYN_ACK | LS_SEEN_DATA)) == 0;
}

static bool contradicted(const struct ls_case *c, struct ls_finding *finding)
{
    finding->severity = LS_HIGH;
    return c->kind == LS_CONTRADICTED;
}

static bool misplaced(const struct ls_case *c, struct ls_finding *finding)
{
    finding->severity = remote_control(c) ? LS_HIGH : LS_MEDIUM;
    return c->kind == LS_MISPLACED;
}

static bool undocumented(const struct ls_case *c, struct ls_finding *finding)
{
    const struct ls_addr *to = &c->summary->addr[c->side[LS_RESPONDER]];
    bool dangerous = remote_control(c) || data_store(c);
    finding->severity = LS_MEDIUM;
    if (dangerous && is_server(c, &c->who[LS_RESPONDER]))
        finding->severity = LS_HIGH;
    else if (ls_addr_is_multicast(to) || unanswered(c))
        finding->severity = LS_LOW;
    return c->kind == LS_UNDOCUMENTED;
}

bool ls_finding_say(const struct ls_case *c, struct ls_finding *finding, enum ls_message what,
                    struct ls_writing *w)
{
    if (c->entry_count > 0)
        ls_write_row(c, c->entries[0], w);
    ls_say(finding->text, sizeof finding->text, c->context->lang, what, &w->pieces);
    return true;
}

static bool say(const struct ls_case *c, struct ls_finding *finding, enum ls_message what,
                const char *name)
{
    struct ls_writing w;
    ls_writing_open(c, &w);
    w.pieces.name = name;
    return ls_finding_say(c, finding, what, &w);
}

static bool clear_sip(const struct ls_case *c, struct ls_finding *finding)
{
    if (c->entry_count == 0 || !c->entries[0]->row->remark_clear ||
        (c->marks & LS_MARK_SIP_CLEAR) == 0)
        return false;
    finding->severity = LS_LOW;
    return say(c, finding, LS_SAY_CLEAR_SIP, NULL);
}

static bool mutual_missing(const struct ls_case *c, struct ls_finding *finding)
{
    if (c->kind != LS_DOCUMENTED || c->mutual != LS_MUTUAL_FALSE ||
        c->entries[0]->row->mutual != LS_MUTUAL_DOCUMENTED)
        return false;
    finding->severity = LS_MEDIUM;
    return say(c, finding, LS_SAY_MUTUAL_MISSING, NULL);
}

/* Writes the first interface that peers have no business with; false when there is none. */
static bool forbidden_interface(const struct ls_case *c, char *name, size_t size)
{
    struct ls_fact fact;
    size_t at = 0;
    while (ls_fact_next(c->evidence, &at, &fact)) {
        char uuid[40] = "";
        if (fact.kind != LS_FACT_RPC_INTERFACE || fact.value.len >= sizeof uuid)
            continue;
        memcpy(uuid, fact.value.at, fact.value.len);
        if (!ls_rpc_forbidden(uuid))
            continue;
        /* The probe notes the well-known name right behind the interface. */
        bool named = ls_fact_next(c->evidence, &at, &fact) && fact.kind == LS_FACT_RPC_NAME;
        int bytes = named ? (int)fact.value.len : 0;
        snprintf(name, size, "%s%s%.*s", uuid, named ? " " : "", bytes,
                 named ? (const char *)fact.value.at : "");
        return true;
    }
    return false;
}

/* The document allows RPC for DCOM; what controls a server travels under the same number. */
static bool forbidden_rpc(const struct ls_case *c, struct ls_finding *finding)
{
    char name[96];
    if (c->kind != LS_DOCUMENTED || c->best != LS_PROTO_DCERPC ||
        !forbidden_interface(c, name, sizeof name))
        return false;
    finding->severity = LS_HIGH;
    return say(c, finding, LS_SAY_FORBIDDEN_RPC, name);
}

/* Verdicts first: the report takes a finding's text from the reason where it has none. */
static const struct rule rules[] = {
    {"contradicted", ABOUT_VERDICT, contradicted},
    {"misplaced", ABOUT_VERDICT, misplaced},
    {"undocumented", ABOUT_VERDICT, undocumented},
    {"clear-text-sip", ABOUT_EVIDENCE, clear_sip},
    {"mutual-tls-missing", ABOUT_EVIDENCE, mutual_missing},
    {"forbidden-rpc", ABOUT_EVIDENCE, forbidden_rpc},
    {"old-tls", ABOUT_EVIDENCE, ls_finding_old_tls},
    {"certificate-expired", ABOUT_EVIDENCE, ls_finding_expired},
    {"certificate-not-yet-valid", ABOUT_EVIDENCE, ls_finding_not_yet_valid},
    {"certificate-self-signed", ABOUT_EVIDENCE, ls_finding_self_signed},
    {"not-in-topology", ABOUT_POOLS, ls_finding_not_in_topology},
    {"moved-port", ABOUT_POOLS, ls_finding_moved_port},
    {"past-balancer", ABOUT_POOLS, ls_finding_past_balancer},
};

static unsigned there_is(const struct ls_case *c)
{
    bool fine = c->kind == LS_DOCUMENTED || c->kind == LS_DEPENDENCY;
    bool pools = c->who[0].pool != NULL || c->who[1].pool != NULL;
    return (fine ? 0 : ABOUT_VERDICT) | (c->evidence ? ABOUT_EVIDENCE : 0) |
           (pools ? ABOUT_POOLS : 0);
}

static void take_reason(struct ls_finding *finding, const char *reason)
{
    size_t n = strnlen(reason, sizeof finding->text - 1);
    memcpy(finding->text, reason, n);
    finding->text[n] = '\0';
}

void ls_findings(const struct ls_case *c, struct ls_verdict *verdict)
{
    unsigned there = there_is(c);
    for (size_t i = 0; there != 0 && i < sizeof rules / sizeof *rules; i++) {
        if (verdict->finding_count == LS_FINDINGS_MAX)
            return;
        if ((rules[i].about & there) == 0)
            continue;
        struct ls_finding *finding = &verdict->findings[verdict->finding_count];
        finding->text[0] = '\0';
        if (!rules[i].look(c, finding))
            continue;
        finding->id = rules[i].id;
        if (finding->text[0] == '\0')
            take_reason(finding, verdict->reason);
        verdict->finding_count++;
    }
}
