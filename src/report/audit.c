/* audit.c - counts every flow: verdicts, groups of findings and hosts; matrix.c has the rest. */
#include "report/audit.h"

#include <stdlib.h>
#include <string.h>

#include "report/sources.h"

struct ls_audit *ls_audit_new(const struct ls_run *run)
{
    struct ls_audit *audit = calloc(1, sizeof *audit);
    if (audit == NULL)
        return NULL;
    audit->run = run;
    audit->hash = ls_hash_key_draw();
    audit->worst = -1;
    audit_hosts_init(&audit->hosts);
    timeline_begin(&audit->timeline, run->flows_first_ns, run->flows_last_ns);
    if (coverage_make(audit) < 0 || matrix_make(audit) < 0 || exceptions_make(audit) < 0) {
        ls_audit_free(audit);
        return NULL;
    }
    return audit;
}

void ls_audit_free(struct ls_audit *audit)
{
    struct group *group, *next_group;
    if (audit == NULL)
        return;
    HASH_ITER(hh, audit->groups, group, next_group)
    {
        HASH_DEL(audit->groups, group);
        free(group->reason);
        free(group);
    }
    sources_free(audit);
    audit_hosts_clear(&audit->hosts);
    matrix_free(audit);
    coverage_free(audit);
    free(audit->causes);
    free(audit->exceptions);
    free(audit);
}

int ls_audit_worst(const struct ls_audit *audit)
{
    return audit->worst;
}

void ls_audit_left_out(const struct ls_audit *audit, struct ls_audit_left_out *out)
{
    *out = audit->left_out;
}

void ls_audit_reach(struct ls_audit *audit)
{
    timeline_reach(&audit->timeline, audit->run->first_ns, audit->run->last_ns);
    exceptions_reach(audit);
}

size_t ls_audit_groups(const struct ls_audit *audit)
{
    return HASH_COUNT(audit->groups);
}

/* --- findings --- */

/* The told network of a client, so that a hundred clients with one habit are one finding. */
static bool network_of(const struct ls_audit *audit, const struct ls_identity *who,
                       const struct ls_addr *addr, struct ls_prefix *prefix)
{
    size_t count;
    const struct ls_topology_network *networks = ls_topology_networks(audit->run->topology, &count);
    bool found = false;
    if (who->host || who->from != LS_ROLE_TOPOLOGY)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!ls_prefix_holds(&networks[i].prefix, addr))
            continue;
        if (!found || networks[i].prefix.bits > prefix->bits)
            *prefix = networks[i].prefix;
        found = true;
    }
    return found;
}

static void name_application(const struct ls_evidence *evidence, char text[APPLICATION_TEXT])
{
    struct ls_fact fact;
    enum ls_proto best = ls_evidence_best(evidence);
    if (best != LS_PROTO_NONE)
        snprintf(text, APPLICATION_TEXT, "%s", ls_proto_name(best));
    else if (ls_fact_find(evidence, LS_FACT_NDPI_APP, &fact) && fact.value.len < APPLICATION_TEXT)
        memcpy(text, fact.value.at, fact.value.len);
}

bool audit_is_full(const struct ls_audit *audit, size_t count)
{
    return audit->run->audit_limit != 0 && count >= audit->run->audit_limit;
}

static struct group *make_group(struct ls_audit *audit, const struct group_key *key,
                                const struct ls_record *record)
{
    const struct ls_verdict *verdict = record->verdict;
    bool allowed = verdict->kind == LS_DOCUMENTED || verdict->kind == LS_DEPENDENCY;
    const struct ls_row *const *rows = allowed ? verdict->entries : verdict->rejected;
    size_t row_count = allowed ? verdict->entry_count : verdict->rejected_count;
    struct group *group = calloc(1, sizeof *group);
    if (group == NULL)
        return NULL;
    group->key = *key;
    group->first_ns = record->summary->first_ns;
    group->has_port = (record->summary->flags & LS_FLOW_PORTS) != 0;
    group->roles[0] = verdict->who[0].roles;
    group->roles[1] = verdict->who[1].roles;
    while (group->row_count < row_count && group->row_count < GROUP_ROWS_MAX) {
        group->rows[group->row_count] = rows[group->row_count];
        group->row_count++;
    }
    unsigned hash = ls_hash_bytes(&audit->hash, key, sizeof *key);
    HASH_ADD_BYHASHVALUE(hh, audit->groups, key, sizeof group->key, hash, group);
    if (map_has(group))
        return group;
    free(group);
    return NULL;
}

static int count_finding(struct ls_audit *audit, const struct ls_record *record,
                         const struct ls_finding *finding, const struct ls_exception *expired)
{
    const struct ls_summary *summary = record->summary;
    const struct ls_verdict *verdict = record->verdict;
    int from = verdict->initiator;
    struct group_key key;
    memset(&key, 0, sizeof key); /* the bytes between members are hashed too */
    key.id = finding->id;
    key.destination = summary->addr[1 - from];
    key.port = summary->port[1 - from];
    key.ip_proto = summary->ip_proto;
    key.accepted = verdict->accepted;
    name_application(summary->evidence, key.application);
    bool network = network_of(audit, &verdict->who[0], &summary->addr[from], &key.source);
    if (!network)
        key.source = (struct ls_prefix){summary->addr[from], 128};

    if (verdict->accepted == NULL && (int)finding->severity > audit->worst)
        audit->worst = (int)finding->severity;
    struct group *group;
    unsigned hash = ls_hash_bytes(&audit->hash, &key, sizeof key);
    HASH_FIND_BYHASHVALUE(hh, audit->groups, &key, sizeof key, hash, group);
    if (group == NULL && audit_is_full(audit, HASH_COUNT(audit->groups))) {
        audit->left_out.findings++;
        return 0;
    }
    if (group == NULL) {
        group = make_group(audit, &key, record);
        if (group == NULL)
            return LS_E_MEMORY;
        bool is_verdict = strcmp(finding->id, ls_verdict_name(verdict->kind)) == 0;
        group->reason = strdup(is_verdict ? verdict->reason : finding->text);
        group->source_is_network = network;
        group->severity = finding->severity;
        if (group->reason == NULL)
            return LS_E_MEMORY;
    }
    if (finding->severity > group->severity)
        group->severity = finding->severity;
    if (group->expired == NULL && verdict->accepted == NULL)
        group->expired = expired;
    group->flows++;
    group->packets += summary->packets[0] + summary->packets[1];
    group->bytes += summary->bytes[0] + summary->bytes[1];
    if (summary->last_ns > group->last_ns)
        group->last_ns = summary->last_ns;
    return sources_add(audit, group, &summary->addr[from]);
}

/* --- hosts --- */

static int count_host(struct ls_audit *audit, const struct ls_addr *addr)
{
    struct audit_host *host = audit_hosts_at(&audit->hosts, addr);
    if (host == NULL && audit_is_full(audit, audit->hosts.count)) {
        audit->left_out.hosts++;
        return 0;
    }
    if (host == NULL)
        host = audit_hosts_make(&audit->hosts, addr);
    if (host == NULL)
        return LS_E_MEMORY;
    host->flows++;
    return 0;
}

void ls_audit_fetch(const struct ls_audit *audit, const struct ls_summary *summary)
{
    audit_hosts_fetch(&audit->hosts, &summary->addr[0]);
    audit_hosts_fetch(&audit->hosts, &summary->addr[1]);
}

int ls_audit_add(struct ls_audit *audit, const struct ls_record *record)
{
    const struct ls_verdict *verdict = record->verdict;
    const struct ls_summary *summary = record->summary;
    audit->sorted = false;
    audit->verdicts[verdict->kind]++;
    timeline_add(&audit->timeline, summary->first_ns, verdict->finding_count > 0);
    coverage_contradict(audit, verdict);
    const struct ls_exception *expired = exceptions_count(audit, record);
    for (size_t i = 0; i < verdict->finding_count; i++) {
        if (count_finding(audit, record, &verdict->findings[i], expired) < 0)
            return LS_E_MEMORY;
    }
    if (count_host(audit, &summary->addr[0]) < 0)
        return LS_E_MEMORY;
    if (!ls_addr_equal(&summary->addr[0], &summary->addr[1]) &&
        count_host(audit, &summary->addr[1]) < 0)
        return LS_E_MEMORY;
    return matrix_count(audit, record);
}

const char *group_source(const struct group *group, char text[GROUP_SOURCE_TEXT])
{
    char addr[LS_ADDR_TEXT];
    const struct ls_prefix *source = &group->key.source;
    ls_addr_format(&source->addr, addr);
    unsigned bits = source->bits;
    if (ls_addr_is_v4(&source->addr))
        bits -= 96;
    if (group->source_is_network)
        snprintf(text, GROUP_SOURCE_TEXT, "%s/%u", addr, bits);
    else
        snprintf(text, GROUP_SOURCE_TEXT, "%s", addr);
    return text;
}
