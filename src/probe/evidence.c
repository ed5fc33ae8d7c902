/* evidence.c - reading evidence, and the names of protocols and facts */
#include <stdlib.h>
#include <string.h>

#include "lyncscope/probe.h"

static const struct {
    const char *name;
    bool distinctive;
} protos[LS_PROTO_COUNT] = {
#define X(id, name, distinctive) {name, distinctive},
    LS_PROTOS(X)
#undef X
};

static const char *const fact_names[LS_FACT_COUNT] = {
#define X(id, name) name,
    LS_FACTS(X)
#undef X
};

const char *ls_proto_name(enum ls_proto proto)
{
    return proto < LS_PROTO_COUNT ? protos[proto].name : "";
}

bool ls_proto_distinctive(enum ls_proto proto)
{
    return proto < LS_PROTO_COUNT && protos[proto].distinctive;
}

enum ls_proto ls_proto_find(const char *name)
{
    for (int i = LS_PROTO_NONE + 1; i < LS_PROTO_COUNT; i++)
        if (strcmp(protos[i].name, name) == 0)
            return (enum ls_proto)i;
    return LS_PROTO_NONE;
}

const char *ls_fact_name(enum ls_fact_kind kind)
{
    return kind < LS_FACT_COUNT ? fact_names[kind] : "";
}

enum ls_fact_kind ls_fact_find_kind(const char *name)
{
    for (int i = 0; i < LS_FACT_COUNT; i++)
        if (strcmp(fact_names[i], name) == 0)
            return (enum ls_fact_kind)i;
    return LS_FACT_COUNT;
}

/* Facts are read several times a flow, so both bounds are asked for in one look at the head. */
bool ls_fact_next(const struct ls_evidence *evidence, size_t *at, struct ls_fact *fact)
{
    enum { FACT_HEAD = 3 }; /* kind, side, length */
    if (evidence == NULL || *at >= evidence->facts_bytes || evidence->facts_bytes - *at < FACT_HEAD)
        return false;
    const uint8_t *head = evidence->facts + *at;
    size_t end = *at + FACT_HEAD + head[2];
    if (end > evidence->facts_bytes || head[0] >= LS_FACT_COUNT)
        return false;
    *fact =
        (struct ls_fact){(enum ls_fact_kind)head[0], head[1], ls_span(head + FACT_HEAD, head[2])};
    *at = end;
    return true;
}

bool ls_fact_find(const struct ls_evidence *evidence, enum ls_fact_kind kind, struct ls_fact *fact)
{
    struct ls_fact found;
    for (size_t at = 0; ls_fact_next(evidence, &at, &found);) {
        if (found.kind != kind)
            continue;
        *fact = found;
        return true;
    }
    return false;
}

bool ls_evidence_has(const struct ls_evidence *evidence, enum ls_proto proto)
{
    if (evidence == NULL)
        return false;
    return memchr(evidence->stack, (int)proto, evidence->depth) != NULL;
}

enum ls_proto ls_evidence_best(const struct ls_evidence *evidence)
{
    if (evidence == NULL || evidence->depth == 0)
        return LS_PROTO_NONE;
    return (enum ls_proto)evidence->stack[evidence->depth - 1];
}

const struct ls_evidence *ls_evidence_copy(const struct ls_evidence *evidence)
{
    struct ls_evidence *copy = malloc(sizeof *copy + evidence->facts_bytes);
    if (copy == NULL)
        return NULL;
    *copy = *evidence;
    copy->facts = evidence->facts_bytes > 0 ? (const uint8_t *)(copy + 1) : NULL;
    if (evidence->facts_bytes > 0)
        memcpy(copy + 1, evidence->facts, evidence->facts_bytes);
    return copy;
}

void ls_evidence_free(const struct ls_evidence *evidence)
{
    free((void *)(uintptr_t)evidence); /* it is const for its readers only */
}
