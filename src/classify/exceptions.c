/* exceptions.c - accepted deviations: kept, and held against flows. */
#include "classify/exceptions.h"

#include <stdlib.h>
#include <string.h>

struct ls_exceptions *ls_exceptions_new(const struct ls_catalogs *catalogs)
{
    struct ls_exceptions *exceptions = calloc(1, sizeof *exceptions);
    if (exceptions == NULL)
        return NULL;
    exceptions->catalogs = catalogs;
    exceptions->arena = ls_arena_new();
    exceptions->mistakes.arena = exceptions->arena;
    exceptions->now_ns = INT64_MIN;
    if (exceptions->arena != NULL)
        return exceptions;
    free(exceptions);
    return NULL;
}

void ls_exceptions_free(struct ls_exceptions *exceptions)
{
    if (exceptions == NULL)
        return;
    ls_arena_free(exceptions->arena);
    free(exceptions->sources);
    free(exceptions);
}

static int take_source(struct ls_exceptions *exceptions, const struct ls_yaml *yaml, size_t before)
{
    size_t room = (exceptions->source_count + 1) * sizeof *exceptions->sources;
    struct ls_exceptions_source *grown = realloc(exceptions->sources, room);
    if (grown == NULL)
        return LS_E_MEMORY;
    exceptions->sources = grown;
    struct ls_exceptions_source *source = &grown[exceptions->source_count++];
    source->path = yaml->file;
    source->count = exceptions->count - before;
    memcpy(source->sha256, yaml->sha256, sizeof source->sha256);
    return 0;
}

int ls_exceptions_load(struct ls_exceptions *exceptions, const char *path, struct ls_error *error)
{
    size_t before = exceptions->mistakes.total;
    size_t count = exceptions->count;
    struct ls_yaml yaml = {.arena = exceptions->arena, .mistakes = &exceptions->mistakes};
    yaml.file = ls_arena_text(exceptions->arena, path, strlen(path));
    if (yaml.file == NULL)
        return ls_fail(error, LS_E_MEMORY, "%s: out of memory", path);
    int code = ls_yaml_read(&yaml, path, error);
    if (code < 0)
        return code;
    code = ls_exceptions_add(exceptions, &yaml);
    if (code == 0)
        code = ls_mistakes_since(&exceptions->mistakes, before, error);
    if (code == 0)
        code = take_source(exceptions, &yaml, count);
    if (code == LS_E_MEMORY)
        return ls_fail(error, LS_E_MEMORY, "%s: out of memory", path);
    return code;
}

const struct ls_mistake *ls_exceptions_mistakes(const struct ls_exceptions *exceptions,
                                                size_t *count)
{
    *count = exceptions->mistakes.count;
    return exceptions->mistakes.list;
}

void ls_exceptions_set_time(struct ls_exceptions *exceptions, int64_t now_ns)
{
    exceptions->now_ns = now_ns;
}

size_t ls_exceptions_count(const struct ls_exceptions *exceptions)
{
    return exceptions != NULL ? exceptions->count : 0;
}

const struct ls_exception *ls_exceptions_get(const struct ls_exceptions *exceptions, size_t i)
{
    return exceptions->list[i];
}

const struct ls_exceptions_source *ls_exceptions_sources(const struct ls_exceptions *exceptions,
                                                         size_t *count)
{
    *count = exceptions != NULL ? exceptions->source_count : 0;
    return exceptions != NULL ? exceptions->sources : NULL;
}

bool ls_exception_expired(const struct ls_exceptions *exceptions,
                          const struct ls_exception *exception)
{
    return exceptions->now_ns >= exception->end_ns;
}

/* An address that fits settles it; a role counts only where none does, and says if it is a guess.
 */
static bool end_fits(const struct ls_exceptions *exceptions, const struct ls_exception_end *end,
                     const struct ls_addr *addr, const struct ls_identity *who, bool *inferred)
{
    bool by_role = false;
    for (size_t i = 0; i < end->count; i++) {
        const struct ls_exception_place *place = &end->places[i];
        if (place->role < 0 && ls_prefix_holds(&place->prefix, addr))
            return true;
        if (place->role >= 0 && who->from != LS_ROLE_UNKNOWN)
            by_role = by_role || ls_role_covers(exceptions->catalogs, place->role, who->roles);
    }
    *inferred = *inferred || (by_role && who->from == LS_ROLE_INFERRED);
    return by_role || end->count == 0;
}

static bool port_fits(const struct ls_exception_rule *rule, const struct ls_summary *summary,
                      uint16_t port)
{
    if (rule->port_count == 0)
        return true;
    for (size_t i = 0; i < rule->port_count && (summary->flags & LS_FLOW_PORTS); i++)
        if (port >= rule->ports[i].first && port <= rule->ports[i].last)
            return true;
    return false;
}

/* The names are those of network.protocol and lync.application in the record. */
static bool protocol_fits(const struct ls_exception_rule *rule, const struct ls_evidence *evidence)
{
    struct ls_fact app;
    if (rule->protos == 0 && rule->application_count == 0)
        return true;
    enum ls_proto best = ls_evidence_best(evidence);
    if (best != LS_PROTO_NONE && (rule->protos >> best & 1) != 0)
        return true;
    if (rule->application_count == 0 || !ls_fact_find(evidence, LS_FACT_NDPI_APP, &app))
        return false;
    for (size_t i = 0; i < rule->application_count; i++) {
        const char *name = rule->applications[i];
        if (strlen(name) == app.value.len && memcmp(name, app.value.at, app.value.len) == 0)
            return true;
    }
    return false;
}

bool ls_exception_fits(const struct ls_exceptions *exceptions, const struct ls_exception *exception,
                       const struct ls_summary *summary, const struct ls_verdict *verdict,
                       bool *inferred)
{
    const struct ls_exception_rule *rule = exception->rule;
    int from = verdict->initiator;
    *inferred = false;
    if (!rule->all_transports &&
        (rule->transports[summary->ip_proto / 64] >> summary->ip_proto % 64 & 1) == 0)
        return false;
    if (!port_fits(rule, summary, summary->port[1 - from]) ||
        !protocol_fits(rule, summary->evidence))
        return false;
    return end_fits(exceptions, &rule->end[0], &summary->addr[from], &verdict->who[0], inferred) &&
           end_fits(exceptions, &rule->end[1], &summary->addr[1 - from], &verdict->who[1],
                    inferred);
}

const struct ls_exception *ls_exceptions_find(const struct ls_exceptions *exceptions,
                                              const struct ls_summary *summary,
                                              const struct ls_verdict *verdict)
{
    bool inferred;
    if (verdict->finding_count == 0)
        return NULL; /* there is nothing to accept */
    for (size_t i = 0; i < ls_exceptions_count(exceptions); i++) {
        const struct ls_exception *exception = exceptions->list[i];
        if (!ls_exception_expired(exceptions, exception) &&
            ls_exception_fits(exceptions, exception, summary, verdict, &inferred))
            return exception;
    }
    return NULL;
}
