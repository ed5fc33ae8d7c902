/*
 * learned.c - endpoints that signalling announced
 *
 * A sorted array, looked up by address, port and transport. What an endpoint means is decided by
 * the flow that announced it: it falls to the announcer's row, and an announcer that is itself
 * out of place teaches nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "classify/learned.h"
#include "lyncscope/clock.h"

enum {
    DEPTH_MAX = 2,  /* endpoint mapper, DCOM binding it led to, what that announced */
    SCAN_MAX = 256, /* announcements of one endpoint that are looked at, newest first */
    TRUST_MAX = 8,  /* announcers of one kind that are judged; a guard against hostile captures */
};

static const int64_t before_ns = 5 * LS_SECOND; /* an announcement may be captured late */

struct ls_learned_set *ls_learned_set_new(void)
{
    return calloc(1, sizeof(struct ls_learned_set));
}

void ls_learned_set_free(struct ls_learned_set *set)
{
    if (set == NULL)
        return;
    for (size_t i = 0; i < set->count; i++)
        learned_drop(&set->items[i]);
    free(set->items);
    free(set);
}

size_t ls_learned_set_count(const struct ls_learned_set *set)
{
    return set->count;
}

int64_t learned_until(const struct ls_learned *item)
{
    uint8_t kind = item->what.kind;
    bool service = kind == LS_ANNOUNCE_RPC || kind == LS_ANNOUNCE_SQL;
    return item->announcer->last_ns + (service ? 15 : 5) * 60 * LS_SECOND;
}

static int grow(struct ls_learned_set *set)
{
    size_t room = set->room ? set->room * 2 : 64;
    struct ls_learned *items = reallocarray(set->items, room, sizeof *items);
    if (items == NULL)
        return LS_E_MEMORY;
    set->items = items;
    set->room = room;
    return 0;
}

int ls_learned_set_add(struct ls_learned_set *set, const struct ls_announcement *what,
                       const struct ls_summary *announcer)
{
    if (what->kind >= LS_ANNOUNCE_COUNT || what->side > 1)
        return 0;
    if (set->limit != 0 && set->count >= set->limit)
        learned_make_room(set, what->time_ns);
    if (set->count == set->room && grow(set) != 0)
        return LS_E_MEMORY;
    struct ls_learned *item = &set->items[set->count++];
    *item = (struct ls_learned){.what = *what, .announcer = announcer};
    if (ls_addr_is_unspecified(&what->addr))
        item->what.addr = announcer->addr[what->side];
    return 0;
}

static int by_endpoint(const struct ls_announcement *a, const struct ls_announcement *b)
{
    int order = ls_addr_compare(&a->addr, &b->addr);
    if (order != 0)
        return order;
    if (a->port != b->port)
        return a->port < b->port ? -1 : 1;
    return (int)a->ip_proto - (int)b->ip_proto;
}

/* All fields that tell two announcements apart, so that the order is the same in every run. */
static int compare(const void *left, const void *right)
{
    const struct ls_learned *a = left, *b = right;
    int order = by_endpoint(&a->what, &b->what);
    if (order != 0)
        return order;
    if (a->what.time_ns != b->what.time_ns)
        return a->what.time_ns < b->what.time_ns ? -1 : 1;
    if (a->what.kind != b->what.kind)
        return a->what.kind < b->what.kind ? -1 : 1;
    const struct ls_summary *one = a->announcer, *two = b->announcer;
    if (one->first_ns != two->first_ns)
        return one->first_ns < two->first_ns ? -1 : 1;
    for (int side = 0; side < 2; side++) {
        order = ls_addr_compare(&one->addr[side], &two->addr[side]);
        if (order != 0)
            return order;
        if (one->port[side] != two->port[side])
            return one->port[side] < two->port[side] ? -1 : 1;
    }
    return 0;
}

void ls_learned_set_sort(struct ls_learned_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        struct ls_learned *item = &set->items[i];
        item->until_ns = learned_until(item);
    }
    if (set->count > 1)
        qsort(set->items, set->count, sizeof *set->items, compare);
}

/* Returns the first item behind all announcements of the endpoint up to this time. */
static size_t upper_bound(const struct ls_learned_set *set, const struct ls_announcement *key)
{
    size_t low = 0, high = set->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct ls_announcement *what = &set->items[middle].what;
        int order = by_endpoint(what, key);
        if (order < 0 || (order == 0 && what->time_ns <= key->time_ns))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/*
 * Both ends of a call say where they take media. Of services the server tells, and an answer that
 * the caller sends is none, whatever it looks like.
 */
static bool may_announce(const struct ls_case *announcer, const struct ls_announcement *what)
{
    bool service = what->kind == LS_ANNOUNCE_RPC || what->kind == LS_ANNOUNCE_SQL ||
                   what->kind == LS_ANNOUNCE_RELAY;
    return !service || what->side == announcer->side[LS_RESPONDER];
}

/* Decides the announcer's own flow; false when it teaches nothing. */
static bool trusted(const struct ls_case *c, const struct ls_learned *hit,
                    struct ls_case *announcer)
{
    ls_case_open(announcer, c->context, hit->announcer, c->depth + 1);
    ls_case_decide(announcer);
    if (!may_announce(announcer, &hit->what))
        return false;
    return announcer->kind == LS_DOCUMENTED || announcer->kind == LS_DEPENDENCY;
}

/* The newest announcement of each kind that holds and whose announcer can be trusted. */
static void find(const struct ls_case *c, int side, struct ls_hits *hits)
{
    const struct ls_learned_set *set = c->context->learned;
    const struct ls_summary *summary = c->summary;
    struct ls_announcement key = {.addr = summary->addr[side],
                                  .port = summary->port[side],
                                  .ip_proto = summary->ip_proto,
                                  .time_ns = summary->first_ns + before_ns};
    unsigned asked[LS_ANNOUNCE_COUNT] = {0};
    size_t scanned = 0;
    for (size_t i = upper_bound(set, &key); i-- > 0 && scanned < SCAN_MAX; scanned++) {
        const struct ls_learned *item = &set->items[i];
        uint8_t kind = item->what.kind;
        struct ls_case announcer;
        if (by_endpoint(&item->what, &key) != 0)
            return;
        if (summary->first_ns > item->until_ns || item->announcer == summary ||
            hits->by[kind] != NULL || asked[kind]++ >= TRUST_MAX)
            continue;
        if (trusted(c, item, &announcer))
            hits->by[kind] = item;
    }
}

void ls_case_learn(struct ls_case *c)
{
    const struct ls_learned_set *set = c->context->learned;
    if (set == NULL || set->count == 0 || c->depth >= DEPTH_MAX ||
        (c->summary->flags & LS_FLOW_PORTS) == 0)
        return;
    for (int end = 0; end < 2; end++)
        find(c, c->side[end], &c->hits[end]);
}

static bool carries(const struct ls_row *row, uint8_t ip_proto)
{
    return ip_proto == LS_IP_TCP ? row->tcp : ip_proto == LS_IP_UDP && row->udp;
}

static void take(struct ls_case *c, const struct ls_row *row, const struct ls_learned *hit)
{
    bool foreign = c->protos != 0 && row->fits != 0 && (c->protos & row->fits) == 0;
    if (foreign || !carries(row, c->ip_proto) || c->candidate_count == LS_CANDIDATES_MAX ||
        c->entry_count == LS_CANDIDATES_MAX)
        return;
    struct ls_candidate *candidate = &c->candidates[c->candidate_count++];
    *candidate = (struct ls_candidate){
        .row = row,
        .end = LS_RESPONDER,
        .role = LS_ROLE_FIT_YES,
        .peer = LS_ROLE_FIT_YES,
        .payload = LS_FIT_LEARNED,
        .learned = hit,
    };
    c->entries[c->entry_count++] = candidate;
}

/* RPC falls to what allowed the conversation that announced it. */
static void inherit_rpc(struct ls_case *c, const struct ls_learned *hit)
{
    struct ls_case announcer;
    if (!trusted(c, hit, &announcer))
        return;
    for (size_t i = 0; i < announcer.entry_count; i++)
        if (announcer.entries[i]->row->learns & 1u << LS_ANNOUNCE_RPC)
            take(c, announcer.entries[i]->row, hit);
    c->kind = announcer.kind;
}

/*
 * A relay's address is one of the server that allocated it. What else an answer tells, such as the
 * address it saw the client at (XOR MAPPED ADDRESS of [MS-TURN]), is no endpoint of the row's.
 */
static bool is_servers(const struct ls_case *c, int end, const struct ls_learned *hit,
                       const struct ls_case *announcer)
{
    const struct ls_summary *from = hit->announcer;
    const struct ls_addr *server = &from->addr[announcer->side[LS_RESPONDER]];
    const struct ls_identity *server_is = &announcer->who[LS_RESPONDER];
    const struct ls_identity *who = &c->who[end];
    bool told = who->from == LS_ROLE_TOPOLOGY && server_is->from == LS_ROLE_TOPOLOGY;
    return ls_addr_compare(server, &hit->what.addr) == 0 ||
           (told && (who->roles & server_is->roles) != 0);
}

/* Media at a relay's port falls to the row by which the relay was asked for. */
static void relayed_at(struct ls_case *c, int end)
{
    const struct ls_learned *hit = c->hits[end].by[LS_ANNOUNCE_RELAY];
    struct ls_case announcer;
    if (hit == NULL || !trusted(c, hit, &announcer) || !is_servers(c, end, hit, &announcer))
        return;
    for (size_t i = 0; i < announcer.entry_count; i++) {
        const struct ls_row *row = announcer.entries[i]->row;
        bool foreign = c->protos != 0 && (c->protos & row->fits) == 0;
        bool asks = row->owner != LS_OWNER_MEDIA && (row->learns & 1u << LS_ANNOUNCE_RELAY);
        if (!asks || foreign || c->candidate_count == LS_CANDIDATES_MAX)
            continue;
        c->candidates[c->candidate_count++] = (struct ls_candidate){
            .row = row,
            .end = (uint8_t)end,
            .role = LS_ROLE_FIT_YES,
            .peer = LS_ROLE_FIT_YES,
            .payload = LS_FIT_LEARNED,
            .learned = hit,
        };
    }
}

void ls_case_relayed(struct ls_case *c)
{
    relayed_at(c, LS_RESPONDER);
    if (c->hits[LS_RESPONDER].by[LS_ANNOUNCE_RELAY] == NULL)
        relayed_at(c, LS_INITIATOR);
}

static void inherit_sql(struct ls_case *c, const struct ls_learned *hit)
{
    size_t count = ls_catalogs_row_count(c->context->catalogs);
    for (size_t i = 0; i < count; i++) {
        const struct ls_row *row = ls_catalogs_row(c->context->catalogs, i);
        if (row->catalog->kind == LS_CATALOG_DEPENDENCY && row->learns & 1u << LS_ANNOUNCE_SQL)
            take(c, row, hit);
    }
    c->kind = LS_DEPENDENCY;
}

bool ls_case_inherit(struct ls_case *c)
{
    const struct ls_hits *hits = &c->hits[LS_RESPONDER];
    if (hits->by[LS_ANNOUNCE_RPC])
        inherit_rpc(c, hits->by[LS_ANNOUNCE_RPC]);
    if (c->entry_count == 0 && hits->by[LS_ANNOUNCE_SQL])
        inherit_sql(c, hits->by[LS_ANNOUNCE_SQL]);
    return c->entry_count > 0;
}
