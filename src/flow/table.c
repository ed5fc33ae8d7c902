/* table.c - finding, making and ending entries */
#include "flow/table.h"

#include <assert.h>
#include <stdlib.h>

#include "lyncscope/clock.h"

enum {
    SLOTS_FIRST = 4096,
    EVICT_SAMPLE = 16,
    SWEEP_FLOWS = 8 * CHUNK_FLOWS, /* looked at in one go, so that packets need not wait long */
};

static uint64_t word_at(const uint8_t *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

static bool same_addr(const struct ls_addr *a, const struct ls_addr *b)
{
    return word_at(a->bytes + 8) == word_at(b->bytes + 8) && word_at(a->bytes) == word_at(b->bytes);
}

static bool sender_is(const struct ls_summary *summary, int side, const struct ls_packet *packet)
{
    return same_addr(&summary->addr[side], &packet->src) &&
           same_addr(&summary->addr[!side], &packet->dst) && summary->port[side] == packet->sport &&
           summary->port[!side] == packet->dport;
}

/* The two ends are hashed apart and added, so that both directions come to the same. */
static uint64_t hash_end(const struct ls_hash_key *key, const struct ls_addr *addr, uint16_t port,
                         bool v6)
{
    uint64_t low = word_at(addr->bytes + 8); /* all that differs between IPv4 addresses */
    if (v6)
        low = ls_hash_pair(key, low, word_at(addr->bytes));
    return ls_hash_pair(key, low, port);
}

static uint32_t hash_tuple(const struct ls_flows *flows, const struct ls_packet *packet)
{
    uint64_t ends = hash_end(&flows->key, &packet->src, packet->sport, packet->v6) +
                    hash_end(&flows->key, &packet->dst, packet->dport, packet->v6);
    return (uint32_t)ls_hash_pair(&flows->key, ends, (uint64_t)packet->ip_proto << 1 | packet->v6);
}

uint32_t ls_flows_tag(const struct ls_flows *flows, const struct ls_packet *packet)
{
    uint32_t tag = hash_tuple(flows, packet);
    __builtin_prefetch(&flows->slots[tag & flows->mask]);
    return tag;
}

void ls_flows_fetch(const struct ls_flows *flows, uint32_t tag)
{
    struct slot slot = flows->slots[tag & flows->mask];
    if (slot.tag != tag || slot.number == 0)
        return; /* not there, or further on: no harm done */
    const char *flow = (const char *)table_flow(flows, slot.number - 1);
    __builtin_prefetch(flow, 1);
    __builtin_prefetch(flow + 64, 1);
}

struct ls_flow *table_find(const struct ls_flows *flows, uint32_t tag,
                           const struct ls_packet *packet, int *side)
{
    for (uint32_t at = tag & flows->mask;; at = (at + 1) & flows->mask) {
        struct slot slot = flows->slots[at];
        if (slot.number == 0)
            return NULL;
        if (slot.tag != tag)
            continue;
        struct ls_flow *flow = table_flow(flows, slot.number - 1);
        const struct ls_summary *summary = &flow->summary;
        if (summary->ip_proto != packet->ip_proto ||
            ((summary->flags & LS_FLOW_V6) != 0) != packet->v6)
            continue;
        *side = sender_is(summary, 0, packet) ? 0 : 1;
        if (*side == 0 || sender_is(summary, 1, packet))
            return flow;
    }
}

static void set_slot(struct slot *slots, uint32_t mask, struct slot slot)
{
    uint32_t at = slot.tag & mask;
    while (slots[at].number != 0)
        at = (at + 1) & mask;
    slots[at] = slot;
}

/* At most half of the slots are taken. */
static bool room_for_slot(struct ls_flows *flows)
{
    size_t had = (size_t)flows->mask + 1;
    if (((size_t)flows->live + 1) * 2 <= had)
        return true;
    size_t count = had < SLOTS_FIRST ? SLOTS_FIRST : had * 2;
    if (count > (size_t)UINT32_MAX + 1)
        return false;
    struct slot *slots = calloc(count, sizeof *slots);
    if (slots == NULL)
        return false;
    uint32_t mask = (uint32_t)(count - 1);
    for (size_t i = 0; i < had; i++)
        if (flows->slots[i].number != 0)
            set_slot(slots, mask, flows->slots[i]);
    free(flows->slots);
    flows->slots = slots;
    flows->mask = mask;
    return true;
}

static bool room_for_flow(struct ls_flows *flows)
{
    if (flows->spare != 0)
        return true;
    if (flows->created < flows->chunk_count * CHUNK_FLOWS)
        return true;
    if (flows->chunk_count >= UINT32_MAX / CHUNK_FLOWS)
        return false;
    struct chunk **chunks = realloc(flows->chunks, (flows->chunk_count + 1) * sizeof *chunks);
    if (chunks == NULL)
        return false;
    flows->chunks = chunks;
    struct chunk *chunk = aligned_alloc(alignof(struct chunk), sizeof *chunk);
    if (chunk == NULL)
        return false;
    memset(chunk->live, 0, sizeof chunk->live);
    chunk->live_count = 0;
    flows->chunks[flows->chunk_count++] = chunk;
    return true;
}

/* The number of the next live flow at or behind number, or UINT32_MAX. */
static uint32_t next_live(const struct ls_flows *flows, uint32_t number)
{
    while (number < flows->created) {
        const struct chunk *chunk = flows->chunks[number / CHUNK_FLOWS];
        uint32_t word = number % CHUNK_FLOWS / 64;
        uint64_t bits = chunk->live[word] >> number % 64;
        if (bits != 0)
            return number + (uint32_t)__builtin_ctzll(bits);
        number = (number / 64 + 1) * 64;
        if (chunk->live_count == 0)
            number = (number - 1) / CHUNK_FLOWS * CHUNK_FLOWS + CHUNK_FLOWS;
    }
    return UINT32_MAX;
}

uint32_t table_before(const struct ls_flows *flows, uint32_t number)
{
    if (number > flows->created)
        number = flows->created;
    while (number > 0) {
        uint32_t last = number - 1, word = last % CHUNK_FLOWS / 64;
        const struct chunk *chunk = flows->chunks[last / CHUNK_FLOWS];
        uint64_t bits = chunk->live[word] << (63 - last % 64);
        if (bits != 0)
            return last - (uint32_t)__builtin_clzll(bits);
        number = chunk->live_count > 0 ? last / 64 * 64 : last / CHUNK_FLOWS * CHUNK_FLOWS;
    }
    return UINT32_MAX;
}

/* Where a table is full, one more is evicted soon. */
static void fetch_sample(const struct ls_flows *flows, uint32_t number)
{
    for (uint32_t i = number; i < number + EVICT_SAMPLE && i < flows->created; i++)
        __builtin_prefetch(&table_flow(flows, i)->summary.last_ns);
}

/*
 * Sampled LRU: of the next sixteen live flows the one silent longest goes. The hand moves in
 * the order flows were made, so the same input evicts the same flows, whatever the hash key.
 */
static void evict(struct ls_flows *flows)
{
    struct ls_flow *oldest = NULL;
    for (int i = 0; i < EVICT_SAMPLE; i++) {
        uint32_t number = next_live(flows, flows->hand);
        if (number == UINT32_MAX)
            number = next_live(flows, 0);
        assert(number != UINT32_MAX);
        struct ls_flow *flow = table_flow(flows, number);
        if (oldest == NULL || flow->summary.last_ns < oldest->summary.last_ns)
            oldest = flow;
        flows->hand = number + 1;
    }
    oldest->summary.flags |= LS_FLOW_EVICTED;
    flows->evicted++;
    table_end(flows, oldest);
    fetch_sample(flows, flows->hand);
}

static void fill(struct ls_flow *flow, const struct ls_packet *packet, uint32_t number,
                 bool sender_is_0)
{
    *flow = (struct ls_flow){.summary.state = FLOW_UNDECIDED};
    struct ls_summary *summary = &flow->summary;
    int sender = sender_is_0 ? 0 : 1;
    summary->addr[sender] = packet->src;
    summary->addr[!sender] = packet->dst;
    summary->port[sender] = packet->sport;
    summary->port[!sender] = packet->dport;
    summary->ip_proto = packet->ip_proto;
    if (packet->v6)
        summary->flags |= LS_FLOW_V6;
    if (packet->has_ports)
        summary->flags |= LS_FLOW_PORTS;
    summary->icmp_type = packet->icmp_type;
    summary->icmp_code = packet->icmp_code;
    summary->number = number;
    summary->first_ns = summary->last_ns = packet->time_ns;
}

static uint32_t take_place(struct ls_flows *flows)
{
    flows->made++;
    if (flows->spare == 0)
        return flows->created++;
    uint32_t number = flows->spare - 1;
    flows->spare = table_flow(flows, number)->newest;
    return number;
}

struct ls_flow *table_add(struct ls_flows *flows, uint32_t tag, const struct ls_packet *packet,
                          bool sender_is_0)
{
    if (!room_for_flow(flows))
        return NULL;
    if (flows->live >= flows->limit)
        evict(flows);
    if (!room_for_slot(flows))
        return NULL;
    uint32_t number = take_place(flows);
    struct chunk *chunk = flows->chunks[number / CHUNK_FLOWS];
    struct ls_flow *flow = &chunk->flow[number % CHUNK_FLOWS];
    fill(flow, packet, number, sender_is_0);
    chunk->live[number % CHUNK_FLOWS / 64] |= UINT64_C(1) << number % 64;
    chunk->live_count++;
    flows->live++;
    set_slot(flows->slots, flows->mask, (struct slot){tag, number + 1});
    return flow;
}

static void put_in_line(struct ls_flows *flows, struct ls_flow *flow)
{
    uint32_t number = flow->summary.number;
    struct chunk *chunk = flows->chunks[number / CHUNK_FLOWS];
    chunk->live[number % CHUNK_FLOWS / 64] &= ~(UINT64_C(1) << number % 64);
    chunk->live_count--;
    flows->live--;
    uint32_t place = flows->ended++;
    flows->chunks[place / CHUNK_FLOWS]->ended[place % CHUNK_FLOWS] = number;
}

/* Empties a slot and moves back those behind it that would no longer be found. */
static void free_slot(struct ls_flows *flows, uint32_t at)
{
    uint32_t mask = flows->mask;
    for (uint32_t i = (at + 1) & mask; flows->slots[i].number != 0; i = (i + 1) & mask) {
        uint32_t home = flows->slots[i].tag & mask;
        if (((i - home) & mask) < ((i - at) & mask))
            continue;
        flows->slots[at] = flows->slots[i];
        at = i;
    }
    flows->slots[at] = (struct slot){0, 0};
}

void table_end(struct ls_flows *flows, struct ls_flow *flow)
{
    const struct ls_summary *summary = &flow->summary;
    struct ls_packet like = {
        .src = summary->addr[0],
        .dst = summary->addr[1],
        .sport = summary->port[0],
        .dport = summary->port[1],
        .ip_proto = summary->ip_proto,
        .v6 = summary->flags & LS_FLOW_V6,
    };
    uint32_t at = hash_tuple(flows, &like) & flows->mask;
    while (flows->slots[at].number != summary->number + 1)
        at = (at + 1) & flows->mask;
    free_slot(flows, at);
    put_in_line(flows, flow);
}

static int64_t tcp_patience(const struct ls_flows_options *options,
                            const struct ls_summary *summary)
{
    if (options->tcp_closed_ns > 0 && flow_is_over(summary))
        return options->tcp_closed_ns;
    bool attempt = summary->tcp_seen[0] == LS_SEEN_SYN && summary->tcp_seen[1] == 0;
    return attempt && options->tcp_attempt_ns > 0 ? options->tcp_attempt_ns : options->tcp_idle_ns;
}

static int64_t patience(const struct ls_flows *flows, const struct ls_flow *flow)
{
    switch (flow->summary.ip_proto) {
    case LS_IP_TCP:
        return tcp_patience(&flows->options, &flow->summary);
    case LS_IP_UDP:
        return flows->options.udp_idle_ns;
    default:
        return flows->options.other_idle_ns;
    }
}

/* Also where the clock was set back: a flow of a time to come would wait for it. */
static bool idle(const struct ls_flows *flows, const struct ls_flow *flow, int64_t now_ns)
{
    int64_t limit = patience(flows, flow), last_ns = flow->summary.last_ns;
    uint64_t apart = now_ns > last_ns ? (uint64_t)now_ns - (uint64_t)last_ns
                                      : (uint64_t)last_ns - (uint64_t)now_ns;
    return limit > 0 && apart >= (uint64_t)limit;
}

/* Mostly nothing follows, so the slots are given back; more would be made again. */
static void end_all(struct ls_flows *flows)
{
    for (uint32_t n = next_live(flows, 0); n != UINT32_MAX; n = next_live(flows, n + 1))
        put_in_line(flows, table_flow(flows, n));
    flows->mask = 0;
    flows->slots[0] = (struct slot){0, 0};
    struct slot *one = realloc(flows->slots, sizeof *one);
    if (one != NULL)
        flows->slots = one;
}

bool table_sweep(struct ls_flows *flows, int64_t now_ns)
{
    if (now_ns == INT64_MAX) {
        end_all(flows);
        return true;
    }
    uint32_t end = UINT32_MAX;
    if (flows->options.recycle && flows->swept + SWEEP_FLOWS < flows->created)
        end = flows->swept + SWEEP_FLOWS;
    uint32_t n = next_live(flows, flows->swept);
    for (; n < end; n = next_live(flows, n + 1)) {
        struct ls_flow *flow = table_flow(flows, n);
        if (idle(flows, flow, now_ns))
            table_end(flows, flow);
    }
    flows->swept = n == UINT32_MAX ? 0 : n;
    return n == UINT32_MAX;
}
