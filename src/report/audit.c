/* audit.c - counts every flow into verdicts, groups of findings, hosts, matrix and coverage. */
#include "report/audit.h"

#include <stdlib.h>
#include <string.h>

#include "report/sources.h"

static int make_coverage(struct ls_audit *audit)
{
    const struct ls_catalogs *catalogs = audit->run->catalogs;
    size_t count = ls_catalogs_row_count(catalogs);
    audit->coverage = calloc(count + 1, sizeof *audit->coverage);
    audit->coverage_of = calloc(count + 1, sizeof *audit->coverage_of);
    if (audit->coverage == NULL || audit->coverage_of == NULL)
        return LS_E_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const struct ls_row *row = ls_catalogs_row(catalogs, i);
        audit->coverage_of[i] = SIZE_MAX;
        if (row->catalog->kind != LS_CATALOG_DOCUMENT)
            continue;
        audit->coverage_of[i] = audit->coverage_count;
        audit->coverage[audit->coverage_count++] =
            (struct coverage){.row = row, .absent = !row_is_deployed(audit->run, row)};
    }
    return 0;
}

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
    if (make_coverage(audit) < 0 || exceptions_make(audit) < 0) {
        ls_audit_free(audit);
        return NULL;
    }
    return audit;
}

void ls_audit_free(struct ls_audit *audit)
{
    struct group *group, *next_group;
    struct matrix_line *line, *next_line;
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
    HASH_ITER(hh, audit->matrix, line, next_line)
    {
        HASH_DEL(audit->matrix, line);
        free(line);
    }
    free(audit->causes);
    free(audit->coverage);
    free(audit->coverage_of);
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

/* --- coverage --- */

static struct coverage *coverage_of(struct ls_audit *audit, const struct ls_row *row)
{
    size_t place = audit->coverage_of[row->number];
    return place == SIZE_MAX ? NULL : &audit->coverage[place];
}

static bool share_name(const struct ls_row *a, const struct ls_row *b)
{
    uint64_t common = 0, any = 0;
    for (size_t i = 0; i < sizeof a->named_by.bits / sizeof *a->named_by.bits; i++) {
        common |= a->named_by.bits[i] & b->named_by.bits[i];
        any |= a->named_by.bits[i] | b->named_by.bits[i];
    }
    return common != 0 || any == 0;
}

/*
 * Whether what was seen speaks for this entry as it does for the best one: rows that say the same
 * of role, port, payload and names are seen together, in one document twice or in several. The
 * others could be meant, too, and no more.
 */
static bool is_as_good(const struct ls_verdict *verdict, const struct ls_row *row)
{
    const struct ls_row *best = verdict->entries[0];
    return row == best ||
           (row->role_number == best->role_number && row->owner == best->owner &&
            row->width == best->width && row->fits == best->fits && row->tls == best->tls &&
            row->media == best->media && share_name(row, best));
}

static void count_coverage(struct ls_audit *audit, const struct ls_verdict *verdict)
{
    for (size_t i = 0; i < verdict->entry_count; i++) {
        struct coverage *coverage = coverage_of(audit, verdict->entries[i]);
        if (coverage == NULL)
            continue;
        coverage->flows++;
        if (verdict->level >= LS_LEVEL_PAYLOAD && is_as_good(verdict, verdict->entries[i]))
            coverage->confirmed++;
    }
    for (size_t i = 0; verdict->kind == LS_CONTRADICTED && i < verdict->rejected_count; i++) {
        struct coverage *coverage = coverage_of(audit, verdict->rejected[i]);
        if (coverage != NULL)
            coverage->contradicted++;
    }
}

enum coverage_state coverage_state(const struct coverage *coverage)
{
    if (coverage->confirmed > 0)
        return COVERAGE_SEEN;
    if (coverage->flows > 0)
        return COVERAGE_PORT_ONLY;
    return coverage->contradicted > 0 ? COVERAGE_CONTRADICTED : COVERAGE_NOT_SEEN;
}

const char *coverage_state_name(enum coverage_state state)
{
    static const char *const names[] = {"seen", "port-only", "contradicted", "not-seen"};
    return names[state];
}

const char *coverage_label(const struct coverage *coverage, enum ls_lang lang)
{
    static const enum label words[] = {LABEL_SEEN, LABEL_PORT_ONLY, LABEL_CONTRADICTED,
                                       LABEL_NOT_SEEN};
    enum coverage_state state = coverage_state(coverage);
    bool absent = state == COVERAGE_NOT_SEEN && coverage->absent;
    return label(absent ? LABEL_NOT_DEPLOYED : words[state], lang);
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

static bool is_full(const struct ls_audit *audit, size_t count)
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
    if (group == NULL && is_full(audit, HASH_COUNT(audit->groups))) {
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

/* --- hosts and matrix --- */

static int count_host(struct ls_audit *audit, const struct ls_addr *addr)
{
    struct audit_host *host = audit_hosts_at(&audit->hosts, addr);
    if (host == NULL && is_full(audit, audit->hosts.count)) {
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

static void fill_matrix_key(const struct ls_record *record, struct matrix_key *key)
{
    const struct ls_verdict *verdict = record->verdict;
    const struct ls_summary *summary = record->summary;
    memset(key, 0, sizeof *key); /* the bytes between members are hashed too */
    key->from = verdict->who[0].roles;
    key->to = verdict->who[1].roles;
    for (size_t i = 0; i < verdict->entry_count && i < MATRIX_ROWS_MAX; i++)
        key->rows[i] = (uint32_t)verdict->entries[i]->number + 1;
    bool ranged = verdict->entry_count > 0 && verdict->entries[0]->width > 1;
    if (!ranged)
        key->port = summary->port[1 - verdict->initiator];
    key->ip_proto = summary->ip_proto;
    key->verdict = (uint8_t)verdict->kind;
}

const struct ls_row *matrix_row(const struct ls_audit *audit, const struct matrix_line *line,
                                size_t i)
{
    if (i >= MATRIX_ROWS_MAX || line->key.rows[i] == 0)
        return NULL;
    return ls_catalogs_row(audit->run->catalogs, line->key.rows[i] - 1);
}

const char *matrix_port(const struct ls_audit *audit, const struct matrix_line *line,
                        char text[MATRIX_PORT_TEXT])
{
    const struct ls_row *first = matrix_row(audit, line, 0);
    text[0] = '\0';
    if (first != NULL && first->width > 1)
        snprintf(text, MATRIX_PORT_TEXT, "%s", first->ports);
    else if (line->key.port != 0)
        snprintf(text, MATRIX_PORT_TEXT, "%u", line->key.port);
    return text;
}

static int count_matrix(struct ls_audit *audit, const struct ls_record *record)
{
    struct matrix_key key;
    struct matrix_line *line;
    fill_matrix_key(record, &key);
    unsigned hash = ls_hash_bytes(&audit->hash, &key, sizeof key);
    HASH_FIND_BYHASHVALUE(hh, audit->matrix, &key, sizeof key, hash, line);
    if (line == NULL && is_full(audit, HASH_COUNT(audit->matrix))) {
        audit->left_out.flows++;
        return 0;
    }
    if (line == NULL) {
        line = calloc(1, sizeof *line);
        if (line == NULL)
            return LS_E_MEMORY;
        line->key = key;
        line->first_ns = record->summary->first_ns;
        line->last_ns = record->summary->last_ns;
        HASH_ADD_BYHASHVALUE(hh, audit->matrix, key, sizeof line->key, hash, line);
        if (!map_has(line)) {
            free(line);
            return LS_E_MEMORY;
        }
    }
    if (record->summary->last_ns > line->last_ns)
        line->last_ns = record->summary->last_ns;
    line->flows++;
    line->bytes += record->summary->bytes[0] + record->summary->bytes[1];
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
    count_coverage(audit, verdict);
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
    return count_matrix(audit, record);
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
