/*
 * inference.c - roles concluded from all flows of a capture
 *
 * First every flow says who owns its port, and adds to the profiles of its hosts, from which
 * follows what no flow shows alone; then, with all owners known, the flows of rows that know their
 * peers say who those are; for hosts that are still nobody, there is what they say and what they
 * are called. No step looks at what the same step concluded, so the order of the flows makes no
 * difference.
 *
 * Most flows are like one seen before: same port, same protocols, same names. What such a flow
 * claims is worked out once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "classify/infer.h"
#include "classify/profile.h"
#include "classify/reason.h"
#include "lyncscope/hash.h"

/* All that a claim depends on. Compared as bytes: cleared before it is filled. */
struct shape_key {
    uint64_t protos;
    struct ls_name_set names;
    ls_roles told[2];
    const struct ls_topology_pool *pool[2]; /* its ports may be moved */
    uint32_t marks;
    uint32_t run[2]; /* of ports with equal rows */
    uint8_t ip_proto, outer, best, mutual;
    bool lync_dhcp, has_told[2], global[2], outside[2];
};

enum { LS_BECAUSE_TEXT = 120, SHAPES_MAX = 65536 };

struct shape {
    struct shape_key key;
    struct ls_claim owner[2];     /* by end */
    struct ls_options options[2]; /* by end */
    UT_hash_handle hh;
};

struct later {
    const struct ls_summary *summary;
    ls_roles wanted; /* one of these must be known of either host */
};

struct ls_inference {
    struct ls_hash_key hash; /* what flows look like is up to strangers */
    const struct ls_context *context;
    struct ls_topology *topology;
    struct shape *shapes;
    struct ls_profiles *profiles;
    struct later *later; /* flows that may say something about a peer */
    size_t later_count, later_room;
    size_t limit; /* hosts; 0 = none */
    uint64_t refused;
};

/* A conclusion of the second step, stated when all are drawn. */
struct conclusion_key {
    struct ls_addr addr;
    ls_roles roles;
    uint64_t mark;
    uint64_t confidence;
};

struct conclusion {
    struct conclusion_key key;
    char because[LS_BECAUSE_TEXT];
    UT_hash_handle hh;
};

struct ls_inference *ls_inference_new(const struct ls_context *context,
                                      struct ls_topology *topology)
{
    struct ls_inference *inference = calloc(1, sizeof *inference);
    if (inference == NULL)
        return NULL;
    inference->context = context;
    inference->topology = topology;
    inference->hash = ls_hash_key_draw();
    inference->profiles = ls_profiles_new();
    if (inference->profiles != NULL)
        return inference;
    free(inference);
    return NULL;
}

void ls_inference_free(struct ls_inference *inference)
{
    struct shape *shape, *next;
    if (inference == NULL)
        return;
    HASH_ITER(hh, inference->shapes, shape, next)
    {
        HASH_DEL(inference->shapes, shape);
        free(shape);
    }
    ls_profiles_free(inference->profiles);
    free(inference->later);
    free(inference);
}

static bool answered(const struct ls_case *c)
{
    int side = c->side[LS_RESPONDER];
    if (c->ip_proto == LS_IP_TCP)
        return (c->summary->tcp_seen[side] & LS_SEEN_DATA) != 0;
    return c->summary->packets[side] > 0;
}

static bool is_told(const struct ls_identity *who)
{
    return who->from == LS_ROLE_TOPOLOGY;
}

/* All that the reason's text and weight are made of, and never 0. */
static uint64_t reason_mark(const struct ls_case *c, const struct ls_claim *claim)
{
    return (uint64_t)claim->confidence << 60 | (uint64_t)(claim->row->number + 1) << 32 |
           (uint64_t)c->best << 24 | (uint64_t)c->ip_proto << 16 | c->port[LS_RESPONDER];
}

static void write_because(const struct ls_case *c, const struct ls_row *row, char *text,
                          size_t size)
{
    char port[24];
    ls_write_port(c, LS_RESPONDER, port, sizeof port);
    snprintf(text, size, "%s %s (%s)", ls_proto_name(c->best), port, row->id);
}

static int state(struct ls_inference *inference, const struct ls_case *c, int end,
                 const struct ls_claim *claim)
{
    const struct ls_addr *addr = &c->summary->addr[c->side[end]];
    uint64_t mark;
    char because[LS_BECAUSE_TEXT];
    if (claim->roles == 0 || is_told(&c->who[end]))
        return 0;
    mark = reason_mark(c, claim);
    if (ls_topology_inferred(inference->topology, addr, claim->roles, mark))
        return 0;
    write_because(c, claim->row, because, sizeof because);
    struct ls_conclusion conclusion = {
        .roles = claim->roles,
        .confidence = claim->confidence,
        .because = because,
        .mark = mark,
    };
    return ls_topology_conclude(inference->topology, addr, &conclusion);
}

static void fill_key(const struct ls_case *c, struct shape_key *key)
{
    const uint64_t dhcp = UINT64_C(1) << LS_FACT_DHCP_VENDOR |
                          UINT64_C(1) << LS_FACT_DHCP_SIP_SERVER |
                          UINT64_C(1) << LS_FACT_DHCP_WEB_SERVER;
    const struct ls_catalogs *catalogs = c->context->catalogs;
    memset(key, 0, sizeof *key);
    key->protos = c->protos;
    key->names = c->names;
    key->marks = c->marks;
    key->ip_proto = c->ip_proto;
    key->outer = (uint8_t)c->outer;
    key->best = (uint8_t)c->best;
    key->mutual = (uint8_t)c->mutual;
    key->lync_dhcp = (c->facts & dhcp) != 0;
    for (int end = 0; end < 2; end++) {
        key->run[end] = ls_catalogs_run(catalogs, c->ip_proto, c->port[end]);
        key->told[end] = c->who[end].roles;
        key->pool[end] = c->who[end].pool;
        key->has_told[end] = is_told(&c->who[end]);
        key->global[end] = c->global[end];
        key->outside[end] = c->outside[end];
    }
}

static void work_out(struct ls_case *c, struct shape *shape)
{
    ls_case_gather(c);
    for (int end = 0; end < 2; end++)
        ls_claim_owner(c, end, &shape->owner[end], &shape->options[end]);
}

static bool is_announced(const struct ls_case *c)
{
    for (size_t kind = 0; kind < LS_ANNOUNCE_COUNT; kind++)
        if (c->hits[0].by[kind] != NULL || c->hits[1].by[kind] != NULL)
            return true;
    return false;
}

/* Finds the shape of a case or works it out; in `own` where it is like no other. */
static struct shape *shape_of(struct ls_inference *inference, struct ls_case *c, struct shape *own)
{
    struct shape *shape;
    fill_key(c, &own->key);
    if (is_announced(c)) {
        work_out(c, own);
        return own;
    }
    unsigned hash = ls_hash_bytes(&inference->hash, &own->key, sizeof own->key);
    HASH_FIND_BYHASHVALUE(hh, inference->shapes, &own->key, sizeof own->key, hash, shape);
    if (shape != NULL)
        return shape;
    if (HASH_COUNT(inference->shapes) >= SHAPES_MAX) {
        work_out(c, own);
        return own;
    }
    shape = calloc(1, sizeof *shape);
    if (shape == NULL)
        return NULL;
    shape->key = own->key;
    work_out(c, shape);
    HASH_ADD_BYHASHVALUE(hh, inference->shapes, key, sizeof shape->key, hash, shape);
    if (map_has(shape))
        return shape;
    free(shape);
    return NULL;
}

static int look_later(struct ls_inference *inference, const struct ls_summary *summary,
                      ls_roles wanted)
{
    if (inference->later_count == inference->later_room) {
        size_t room = inference->later_room ? inference->later_room * 2 : 256;
        void *grown = realloc(inference->later, room * sizeof(*inference->later));
        if (grown == NULL)
            return LS_E_MEMORY;
        inference->later = grown;
        inference->later_room = room;
    }
    inference->later[inference->later_count++] = (struct later){summary, wanted};
    return 0;
}

/* What was inferred so far must not count while more is inferred. */
static void forget_inferred(struct ls_case *c)
{
    for (int end = 0; end < 2; end++) {
        if (is_told(&c->who[end]))
            continue;
        c->who[end].roles = 0;
        c->who[end].from = LS_ROLE_UNKNOWN;
    }
}

int ls_inference_add(struct ls_inference *inference, const struct ls_summary *summary)
{
    struct ls_case c;
    struct shape own;
    if (summary->evidence == NULL || (summary->flags & LS_FLOW_PORTS) == 0)
        return 0;
    ls_case_open(&c, inference->context, summary, 0);
    if ((is_told(&c.who[0]) && is_told(&c.who[1])) || c.best == LS_PROTO_NONE || !answered(&c))
        return 0;
    if (inference->limit != 0 &&
        !ls_profiles_room(inference->profiles, summary, inference->limit)) {
        inference->refused++;
        return 0;
    }
    forget_inferred(&c);
    const struct shape *shape = shape_of(inference, &c, &own);
    if (shape == NULL)
        return LS_E_MEMORY;
    for (int end = 0; end < 2; end++) {
        int code = state(inference, &c, end, &shape->owner[end]);
        if (code < 0)
            return code;
    }
    if (ls_profiles_add(inference->profiles, &c, shape->options) < 0)
        return LS_E_MEMORY;
    ls_roles wanted = shape->options[0].wanted | shape->options[1].wanted;
    return wanted ? look_later(inference, summary, wanted) : 0;
}

static int conclude(const struct ls_hash_key *hash_key, const struct ls_case *c, int end,
                    const struct ls_claim *claim, struct conclusion **conclusions)
{
    struct conclusion *known;
    struct conclusion_key key = {
        .addr = c->summary->addr[c->side[end]],
        .roles = claim->roles,
        .mark = reason_mark(c, claim),
        .confidence = claim->confidence,
    };
    unsigned hash = ls_hash_bytes(hash_key, &key, sizeof key);
    HASH_FIND_BYHASHVALUE(hh, *conclusions, &key, sizeof key, hash, known);
    if (known != NULL)
        return 0;
    struct conclusion *conclusion = calloc(1, sizeof *conclusion);
    if (conclusion == NULL)
        return LS_E_MEMORY;
    conclusion->key = key;
    write_because(c, claim->row, conclusion->because, sizeof conclusion->because);
    HASH_ADD_BYHASHVALUE(hh, *conclusions, key, sizeof conclusion->key, hash, conclusion);
    if (map_has(conclusion))
        return 0;
    free(conclusion);
    return LS_E_MEMORY;
}

static bool is_owner_known(const struct ls_inference *inference, const struct later *later)
{
    struct ls_identity who[2];
    ls_topology_who(inference->topology, &later->summary->addr[0], &who[0]);
    ls_topology_who(inference->topology, &later->summary->addr[1], &who[1]);
    return ((ls_solid_roles(&who[0]) | ls_solid_roles(&who[1])) & later->wanted) != 0;
}

/* Draws what follows for the peers of one flow. */
static int look_at_peers(const struct ls_inference *inference, const struct later *later,
                         struct conclusion **conclusions)
{
    struct ls_case c;
    int code = 0;
    if (!is_owner_known(inference, later))
        return 0;
    ls_case_open(&c, inference->context, later->summary, 0);
    ls_case_gather(&c);
    for (int end = 0; end < 2 && code == 0; end++) {
        struct ls_claim claim;
        ls_claim_peer(&c, end, &claim);
        if (claim.roles != 0 && !is_told(&c.who[1 - end]))
            code = conclude(&inference->hash, &c, 1 - end, &claim, conclusions);
        ls_claim_composed(&c, end, &claim);
        if (claim.roles != 0 && !is_told(&c.who[end]) && code == 0)
            code = conclude(&inference->hash, &c, end, &claim, conclusions);
    }
    return code;
}

static int state_all(struct ls_inference *inference, struct conclusion *conclusions, int code)
{
    struct conclusion *conclusion, *next;
    HASH_ITER(hh, conclusions, conclusion, next)
    {
        const struct conclusion_key *key = &conclusion->key;
        struct ls_conclusion stated = {
            .roles = key->roles,
            .confidence = (enum ls_confidence)key->confidence,
            .because = conclusion->because,
            .mark = key->mark,
        };
        if (code == 0)
            code = ls_topology_conclude(inference->topology, &key->addr, &stated);
        HASH_DEL(conclusions, conclusion);
        free(conclusion);
    }
    return code;
}

int ls_inference_finish(struct ls_inference *inference)
{
    struct conclusion *conclusions = NULL;
    int code = ls_profiles_conclude(inference->profiles, inference->context, inference->topology);
    for (size_t i = 0; i < inference->later_count && code == 0; i++)
        code = look_at_peers(inference, &inference->later[i], &conclusions);
    inference->later_count = 0;
    code = state_all(inference, conclusions, code);
    if (code == 0)
        code = ls_profiles_hint(inference->profiles, inference->context, inference->topology);
    return code;
}

void ls_inference_limit(struct ls_inference *inference, size_t hosts)
{
    inference->limit = hosts;
}

uint64_t ls_inference_refused(const struct ls_inference *inference)
{
    return inference->refused;
}
