/*
 * precedent.c - see precedent.h
 *
 * A case that rests on more than its key is decided afresh: announced endpoints, ports that this
 * site has moved, DHCP (whose rows ask which of the two ports is at which end), and an application
 * that a second opinion named.
 */
#include "classify/precedent.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "lyncscope/hash.h"

enum { PRECEDENTS_MAX = 16384, RECENT = 256, DHCP_SERVER = 67, DHCP_CLIENT = 68 };

struct precedent {
    struct precedent_key key;
    UT_hash_handle hh;
    enum ls_verdict_kind kind;
    enum ls_level level;
    bool by_role;
    const struct ls_row *named_row;
    uint8_t candidate_count, entry_count, rejected_count;
    uint8_t entries[LS_ENTRIES_MAX], rejected[LS_ENTRIES_MAX]; /* places among the candidates */
    struct ls_candidate candidates[];
};

struct ls_precedents {
    struct ls_hash_key hash; /* what flows look like is up to strangers */
    struct precedent *all;
    struct precedent *recent[RECENT]; /* by place_of: mostly the one that is looked for */
};

struct ls_precedents *ls_precedents_new(void)
{
    struct ls_precedents *precedents = calloc(1, sizeof *precedents);
    if (precedents != NULL)
        precedents->hash = ls_hash_key_draw();
    return precedents;
}

void ls_precedents_free(struct ls_precedents *precedents)
{
    struct precedent *precedent, *next;
    if (precedents == NULL)
        return;
    HASH_ITER(hh, precedents->all, precedent, next)
    {
        HASH_DEL(precedents->all, precedent);
        free(precedent);
    }
    free(precedents);
}

size_t ls_precedents_count(const struct ls_precedents *precedents)
{
    return HASH_COUNT(precedents->all);
}

static bool is_announced(const struct ls_case *c)
{
    for (size_t kind = 0; kind < LS_ANNOUNCE_COUNT; kind++)
        if (c->hits[0].by[kind] != NULL || c->hits[1].by[kind] != NULL)
            return true;
    return false;
}

static bool is_dhcp(uint16_t port)
{
    return port == DHCP_SERVER || port == DHCP_CLIENT;
}

bool precedent_describe(const struct ls_case *c, struct precedent_key *key)
{
    const struct ls_catalogs *catalogs = c->context->catalogs;
    bool moved = c->who[0].pool != NULL || c->who[1].pool != NULL;
    bool dhcp = c->ip_proto == LS_IP_UDP && (is_dhcp(c->port[0]) || is_dhcp(c->port[1]));
    bool named = (c->facts & UINT64_C(1) << LS_FACT_NDPI_APP) != 0;
    if (c->context->precedents == NULL || moved || dhcp || named || is_announced(c))
        return false;
    memset(key, 0, sizeof *key);
    key->protos = c->protos;
    key->facts = c->facts;
    key->names = c->names;
    key->host_roles = c->host_roles;
    key->marks = c->marks;
    key->ip_proto = c->ip_proto;
    key->outer = (uint8_t)c->outer;
    key->best = (uint8_t)c->best;
    key->mutual = (uint8_t)c->mutual;
    key->ports = (c->summary->flags & LS_FLOW_PORTS) != 0;
    key->cut = (c->summary->flags & LS_FLOW_CUT) != 0;
    key->evidence = c->evidence != NULL;
    key->host_named = c->host_named;
    for (int end = 0; end < 2; end++) {
        key->run[end] = ls_catalogs_run(catalogs, c->ip_proto, c->port[end]);
        key->roles[end] = c->who[end].roles;
        key->likely[end] = c->who[end].likely;
        key->certain[end] = c->who[end].certain;
        key->from[end] = (uint8_t)c->who[end].from;
        key->balancing[end] = (uint8_t)c->who[end].balancing;
        key->global[end] = c->global[end];
        key->outside[end] = c->outside[end];
    }
    return true;
}

/* Needs no key: who makes others meet here has them looked up in all, and no more. */
static size_t place_of(const struct precedent_key *key)
{
    uint64_t mix = key->protos ^ key->facts << 7 ^ key->names.bits[0];
    mix ^= (uint64_t)key->run[0] << 32 ^ (uint64_t)key->run[1] << 17 ^ key->ip_proto;
    mix ^= key->roles[0] << 3 ^ key->roles[1] << 11;
    return (size_t)(mix * UINT64_C(0x9e3779b97f4a7c15) >> 56) % RECENT;
}

static unsigned hash_of(const struct ls_precedents *precedents, const struct precedent_key *key)
{
    return ls_hash_bytes(&precedents->hash, key, sizeof *key);
}

/* As bytes, those between members too: keys are cleared before they are filled. */
static bool same_key(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct precedent_key)) == 0;
}

static struct precedent *find(struct ls_precedents *precedents, const struct precedent_key *key)
{
    struct precedent **recent = &precedents->recent[place_of(key)];
    if (*recent != NULL && same_key(&(*recent)->key, key))
        return *recent;
    struct precedent *found;
    unsigned hash = hash_of(precedents, key);
    HASH_FIND_BYHASHVALUE(hh, precedents->all, key, sizeof *key, hash, found);
    if (found != NULL)
        *recent = found;
    return found;
}

bool precedent_apply(struct ls_precedents *precedents, const struct precedent_key *key,
                     struct ls_case *c)
{
    const struct precedent *was = find(precedents, key);
    if (was == NULL)
        return false;
    memcpy(c->candidates, was->candidates, was->candidate_count * sizeof c->candidates[0]);
    c->candidate_count = was->candidate_count;
    c->entry_count = was->entry_count;
    for (size_t i = 0; i < c->entry_count; i++)
        c->entries[i] = &c->candidates[was->entries[i]];
    c->rejected_count = was->rejected_count;
    for (size_t i = 0; i < c->rejected_count; i++)
        c->rejected[i] = &c->candidates[was->rejected[i]];
    c->kind = was->kind;
    c->level = was->level;
    c->by_role = was->by_role;
    c->named_row = was->named_row;
    return true;
}

/* Nothing is lost where there is no room: the next case is decided afresh. */
void precedent_keep(struct ls_precedents *precedents, const struct precedent_key *key,
                    const struct ls_case *c)
{
    if (HASH_COUNT(precedents->all) >= PRECEDENTS_MAX || find(precedents, key) != NULL)
        return;
    size_t bytes = c->candidate_count * sizeof c->candidates[0];
    struct precedent *kept = calloc(1, sizeof *kept + bytes);
    if (kept == NULL)
        return;
    kept->key = *key;
    memcpy(kept->candidates, c->candidates, bytes);
    kept->candidate_count = (uint8_t)c->candidate_count;
    kept->entry_count = (uint8_t)c->entry_count;
    for (size_t i = 0; i < c->entry_count; i++)
        kept->entries[i] = (uint8_t)(c->entries[i] - c->candidates);
    kept->rejected_count = (uint8_t)c->rejected_count;
    for (size_t i = 0; i < c->rejected_count; i++)
        kept->rejected[i] = (uint8_t)(c->rejected[i] - c->candidates);
    kept->kind = c->kind;
    kept->level = c->level;
    kept->by_role = c->by_role;
    kept->named_row = c->named_row;
    unsigned hash = hash_of(precedents, key);
    HASH_ADD_BYHASHVALUE(hh, precedents->all, key, sizeof kept->key, hash, kept);
    if (!map_has(kept))
        free(kept);
}
