/* audit_json.c - the audit for programs; keys and order are the contract's. */
#include <stdlib.h>

#include "lyncscope/clock.h"
#include "lyncscope/json.h"
#include "report/advice.h"
#include "report/exceptions.h"
#include "report/formats.h"
#include "report/incomplete.h"
#include "report/notes.h"
#include "report/sources.h"

static void write_roles(struct ls_json *json, const struct ls_run *run, ls_roles roles)
{
    ls_json_list(json, "roles");
    for (size_t i = 0; i < ls_catalogs_role_count(run->catalogs); i++) {
        if (roles >> i & 1)
            ls_json_text(json, NULL, ls_catalogs_role(run->catalogs, i)->key);
    }
    ls_json_end(json);
}

static void write_role_from(struct ls_json *json, enum ls_role_from from)
{
    if (from == LS_ROLE_UNKNOWN)
        ls_json_null(json, "role_from");
    else
        ls_json_text(json, "role_from", role_from_name(from));
}

static void write_time(struct ls_json *json, const char *key, int64_t ns, bool known)
{
    char text[LS_TIME_TEXT];
    if (known)
        ls_json_text(json, key, ls_time_format(ns, text));
    else
        ls_json_null(json, key);
}

static void write_program(struct ls_json *json, const struct ls_run *run)
{
    size_t count;
    ls_json_object(json, "lyncscope");
    ls_json_text(json, "version", run->version);
    ls_json_int(json, "schema", 1);
    ls_json_list(json, "catalogs");
    for (size_t i = 0; i < ls_catalogs_count(run->catalogs); i++) {
        const struct ls_catalog *catalog = ls_catalogs_get(run->catalogs, i);
        ls_json_object(json, NULL);
        ls_json_text(json, "name", catalog->name);
        ls_json_uint(json, "rows", catalog->row_count);
        ls_json_text(json, "sha256", catalog->sha256);
        ls_json_end(json);
    }
    ls_json_end(json);
    ls_json_list(json, "topology");
    const struct ls_topology_source *sources = ls_topology_sources(run->topology, &count);
    for (size_t i = 0; i < count; i++) {
        ls_json_object(json, NULL);
        ls_json_text(json, "file", sources[i].path);
        ls_json_text(json, "sha256", sources[i].sha256);
        ls_json_uint(json, "hosts", sources[i].hosts);
        ls_json_uint(json, "networks", sources[i].networks);
        ls_json_end(json);
    }
    ls_json_end(json);
    exceptions_sources_json(json, run);
    ls_json_end(json);
}

static void write_capture(struct ls_json *json, const struct ls_run *run)
{
    char text[RUN_NOTE_TEXT], missing[INCOMPLETE_TEXT];
    ls_json_object(json, "capture");
    ls_json_list(json, "files");
    for (size_t i = 0; i < run->file_count; i++)
        ls_json_text(json, NULL, run->files[i]);
    ls_json_end(json);
    if (run->filter != NULL)
        ls_json_text(json, "filter", run->filter);
    write_time(json, "first", run->first_ns, run->packets > 0);
    write_time(json, "last", run->last_ns, run->packets > 0);
    ls_json_uint(json, "packets", run->packets);
    ls_json_uint(json, "bytes", run->bytes);
    ls_json_uint(json, "flows", run->flows);
    ls_json_object(json, "skipped");
    for (enum ls_skip i = 0; i < LS_SKIP_COUNT; i++)
        ls_json_uint(json, ls_skip_name(i), run->skipped[i]);
    ls_json_end(json);
    ls_json_list(json, "incomplete");
    for (size_t i = 0; i < run->incomplete_count; i++)
        ls_json_text(json, NULL, incomplete_text(run->incomplete[i], run->lang, missing));
    ls_json_end(json);
    ls_json_uint(json, "duplicates", run->repeats);
    ls_json_uint(json, "one_way", run->one_way);
    ls_json_uint(json, "answered", run->answered);
    ls_json_list(json, "notes");
    for (size_t i = 0; i < RUN_NOTES; i++)
        if (run_note(run, i, text))
            ls_json_text(json, NULL, text);
    ls_json_end(json);
    ls_json_end(json);
}

static void write_verdicts(struct ls_json *json, const struct ls_audit *audit)
{
    ls_json_object(json, "verdicts");
    for (enum ls_verdict_kind kind = 0; kind < LS_VERDICT_COUNT; kind++)
        ls_json_uint(json, ls_verdict_name(kind), audit->verdicts[kind]);
    ls_json_end(json);
}

/* The addresses behind a source: the first of them, and how many there are. */
static void write_sources(struct ls_json *json, const struct ls_addr *const *list, size_t count,
                          uint64_t all)
{
    char text[LS_ADDR_TEXT];
    ls_json_list(json, "ips");
    for (size_t i = 0; i < count; i++)
        ls_json_text(json, NULL, ls_addr_format(list[i], text));
    ls_json_end(json);
    ls_json_uint(json, "addresses", all);
}

static void write_group(struct ls_json *json, const struct ls_run *run, const struct group *group)
{
    char text[GROUP_SOURCE_TEXT];
    char room[TRANSPORT_TEXT];
    const struct ls_addr *list[SOURCES_LISTED];
    ls_json_object(json, NULL);
    ls_json_text(json, "id", group->key.id);
    ls_json_text(json, "severity", ls_severity_name(group->severity));
    ls_json_object(json, "source");
    ls_json_text(json, group->source_is_network ? "network" : "ip", group_source(group, text));
    write_sources(json, list, group_first_sources(group, list), group_addresses(group));
    write_roles(json, run, group->roles[0]);
    ls_json_end(json);
    ls_json_object(json, "destination");
    ls_json_text(json, "ip", ls_addr_format(&group->key.destination, text));
    write_roles(json, run, group->roles[1]);
    ls_json_end(json);
    ls_json_text(json, "transport", transport_name(group->key.ip_proto, room));
    if (group->has_port)
        ls_json_uint(json, "port", group->key.port);
    if (group->key.application[0] != '\0')
        ls_json_text(json, "application", group->key.application);
    else
        ls_json_null(json, "application");
    ls_json_uint(json, "flows", group->flows);
    ls_json_uint(json, "packets", group->packets);
    ls_json_uint(json, "bytes", group->bytes);
    write_time(json, "first", group->first_ns, true);
    write_time(json, "last", group->last_ns, true);
    ls_json_list(json, "rows");
    for (size_t i = 0; i < group->row_count; i++)
        ls_json_text(json, NULL, group->rows[i]->id);
    ls_json_end(json);
    ls_json_text(json, "reason", group->reason);
    accepted_json(json, "accepted", group->key.accepted);
    accepted_json(json, "expired", group->expired);
    ls_json_uint(json, "cause", group->cause);
    ls_json_end(json);
}

/* An end of a cause: its address where it is one, its roles where all agree, and how many. */
static void write_end(struct ls_json *json, const struct ls_run *run, const struct cause *cause,
                      int end)
{
    char text[GROUP_SOURCE_TEXT];
    const struct group *first = cause->first;
    const struct ls_addr *list[SOURCES_LISTED];
    uint64_t count = end == 0 ? cause->sources : cause->destinations;
    ls_json_object(json, end == 0 ? "source" : "destination");
    ls_json_uint(json, "count", count);
    if (count == 1 && end == 0)
        ls_json_text(json, first->source_is_network ? "network" : "ip", group_source(first, text));
    else if (count == 1)
        ls_json_text(json, "ip", ls_addr_format(&first->key.destination, text));
    if (end == 0)
        write_sources(json, list, cause_first_sources(cause, list), cause->addresses);
    if (cause->one_role[end])
        write_roles(json, run, cause->roles[end]);
    else
        ls_json_null(json, "roles");
    ls_json_end(json);
}

static void write_ports(struct ls_json *json, const struct cause *cause)
{
    if (!cause->first->has_port)
        return;
    ls_json_object(json, "ports");
    ls_json_uint(json, "count", cause->ports);
    ls_json_uint(json, "first", cause->low);
    ls_json_uint(json, "last", cause->high);
    ls_json_end(json);
}

static void write_cause(struct ls_json *json, const struct ls_run *run, const struct cause *cause)
{
    const struct group_key *key = &cause->first->key;
    char room[TRANSPORT_TEXT];
    ls_json_object(json, NULL);
    ls_json_uint(json, "number", cause->number);
    ls_json_text(json, "id", key->id);
    ls_json_text(json, "severity", ls_severity_name(cause->first->severity));
    write_end(json, run, cause, 0);
    write_end(json, run, cause, 1);
    ls_json_text(json, "transport", transport_name(key->ip_proto, room));
    write_ports(json, cause);
    if (cause->one_application && key->application[0] != '\0')
        ls_json_text(json, "application", key->application);
    else
        ls_json_null(json, "application");
    ls_json_uint(json, "findings", cause->groups);
    ls_json_uint(json, "flows", cause->flows);
    ls_json_uint(json, "packets", cause->packets);
    ls_json_uint(json, "bytes", cause->bytes);
    write_time(json, "first", cause->first_ns, true);
    write_time(json, "last", cause->last_ns, true);
    ls_json_text(json, "example", cause->first->reason);
    accepted_json(json, "accepted", key->accepted);
    ls_json_end(json);
}

static void write_causes(struct ls_json *json, const struct ls_audit *audit)
{
    ls_json_list(json, "causes");
    for (size_t i = 0; i < audit->cause_count; i++)
        write_cause(json, audit->run, &audit->causes[i]);
    ls_json_end(json);
}

static void write_kinds(struct ls_json *json, const struct ls_audit *audit)
{
    ls_json_list(json, "kinds");
    for (const struct kind *kind = audit->kinds; kind < audit->kinds + audit->kind_count; kind++) {
        ls_json_object(json, NULL);
        ls_json_text(json, "id", kind->id);
        ls_json_text(json, "severity", ls_severity_name(kind->worst));
        ls_json_uint(json, "causes", kind->causes);
        ls_json_uint(json, "accepted", kind->accepted);
        ls_json_uint(json, "flows", kind->flows);
        ls_json_text(json, "advice", advice_for(kind->id, audit->run->lang));
        ls_json_end(json);
    }
    ls_json_end(json);
}

static void write_coverage(struct ls_json *json, const struct ls_audit *audit)
{
    ls_json_list(json, "coverage");
    for (size_t i = 0; i < audit->coverage_count; i++) {
        const struct coverage *coverage = &audit->coverage[i];
        ls_json_object(json, NULL);
        ls_json_text(json, "id", coverage->row->id);
        ls_json_uint(json, "flows", coverage->flows);
        ls_json_uint(json, "confirmed", coverage->confirmed);
        ls_json_uint(json, "contradicted", coverage->contradicted);
        ls_json_text(json, "state", coverage_state_name(coverage_state(coverage)));
        if (ls_topology_told(audit->run->topology))
            ls_json_bool(json, "deployed", !coverage->absent);
        else
            ls_json_null(json, "deployed");
        ls_json_end(json);
    }
    ls_json_end(json);
}

static void write_because(struct ls_json *json, const char *because, enum ls_lang lang)
{
    const char *text = because;
    char *whole = NULL;
    const char *words = because_words(&text, lang);
    if (words[0] != '\0' && lang != LS_EN && asprintf(&whole, "%s%s", words, text) >= 0)
        ls_json_text(json, NULL, whole);
    else
        ls_json_text(json, NULL, because);
    free(whole);
}

static void write_host(struct ls_json *json, const struct ls_run *run,
                       const struct audit_host *host)
{
    char text[LS_ADDR_TEXT];
    struct ls_identity who;
    ls_topology_who(run->topology, &host->addr, &who);
    ls_json_object(json, NULL);
    ls_json_text(json, "ip", ls_addr_format(&host->addr, text));
    ls_json_text(json, "name", who.name);
    write_roles(json, run, who.roles);
    write_role_from(json, who.from);
    if (who.from == LS_ROLE_INFERRED) {
        ls_json_object(json, "confidence");
        for (size_t i = 0; i < ls_catalogs_role_count(run->catalogs); i++)
            if (who.roles >> i & 1)
                ls_json_text(json, ls_catalogs_role(run->catalogs, i)->key,
                             ls_confidence_name(ls_confidence_of(&who, (int)i)));
        ls_json_end(json);
    }
    ls_json_list(json, "because");
    for (size_t i = 0; i < who.because_count; i++)
        write_because(json, who.because[i], run->lang);
    ls_json_end(json);
    ls_json_uint(json, "flows", host->flows);
    ls_json_end(json);
}

static void write_line(struct ls_json *json, const struct ls_audit *audit,
                       const struct matrix_line *line)
{
    const struct ls_catalogs *catalogs = audit->run->catalogs;
    char room[TRANSPORT_TEXT];
    char roles[ROLES_TEXT];
    char port[MATRIX_PORT_TEXT];
    const struct ls_row *row;
    ls_json_object(json, NULL);
    ls_json_text(json, "from", roles_text(catalogs, line->key.from, roles));
    ls_json_text(json, "to", roles_text(catalogs, line->key.to, roles));
    ls_json_list(json, "rows");
    for (size_t i = 0; (row = matrix_row(audit, line, i)) != NULL; i++)
        ls_json_text(json, NULL, row->id);
    ls_json_end(json);
    ls_json_text(json, "transport", transport_name(line->key.ip_proto, room));
    ls_json_text(json, "port", matrix_port(audit, line, port));
    ls_json_uint(json, "flows", line->flows);
    ls_json_uint(json, "bytes", line->bytes);
    ls_json_text(json, "verdict", ls_verdict_name(line->key.verdict));
    write_time(json, "first", line->first_ns, true);
    write_time(json, "last", line->last_ns, true);
    ls_json_end(json);
}

/* Stretches in which no flow began are left out; the step says how long each is. */
static void write_timeline(struct ls_json *json, const struct timeline *timeline)
{
    ls_json_object(json, "timeline");
    ls_json_int(json, "step", timeline->step_ns);
    ls_json_list(json, "bins");
    for (const struct bin *bin = NULL; (bin = timeline_next(timeline, bin)) != NULL;) {
        ls_json_object(json, NULL);
        write_time(json, "start", timeline_start(timeline, bin), true);
        ls_json_uint(json, "flows", bin->flows);
        ls_json_uint(json, "findings", bin->findings);
        ls_json_end(json);
    }
    ls_json_end(json);
    ls_json_end(json);
}

static int write_json(FILE *out, struct ls_audit *audit, const struct ls_look *look)
{
    struct ls_json json;
    (void)look;
    if (audit_sort(audit) < 0)
        return LS_E_MEMORY;
    ls_json_begin(&json, out, 1);
    ls_json_object(&json, NULL);
    write_program(&json, audit->run);
    write_capture(&json, audit->run);
    write_verdicts(&json, audit);
    ls_json_list(&json, "findings");
    for (const struct group *group = audit->groups; group != NULL; group = group->hh.next)
        write_group(&json, audit->run, group);
    ls_json_end(&json);
    write_causes(&json, audit);
    write_kinds(&json, audit);
    write_coverage(&json, audit);
    ls_json_list(&json, "hosts");
    for (const struct audit_host *host = NULL;
         (host = audit_hosts_next(&audit->hosts, host)) != NULL;)
        write_host(&json, audit->run, host);
    ls_json_end(&json);
    ls_json_list(&json, "matrix");
    for (const struct matrix_line *line = audit->matrix; line != NULL; line = line->hh.next)
        write_line(&json, audit, line);
    ls_json_end(&json);
    write_timeline(&json, &audit->timeline);
    exceptions_json(&json, audit);
    ls_json_end(&json);
    fputc('\n', out);
    return 0;
}

const struct ls_audit_format audit_format_json = {"json", ".json", write_json};
