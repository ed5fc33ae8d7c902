/*
 * table.h - the flow entry and the table that owns it
 *
 * Entries stand in chunks and never move; a finished flow stays where it is. The hash table
 * holds the live ones only: eight bytes each, found by linear probing, removed by shifting
 * back. An entry is two cache lines; stream state is elsewhere and only while undecided.
 */
#pragma once

#include <stdalign.h>

#include "flow/stream.h"
#include "lyncscope/flow.h"
#include "lyncscope/hash.h"

enum {
    CHUNK_FLOWS = 4096,
    CHUNK_WORDS = CHUNK_FLOWS / 64,
};

/* What a TCP flow has beyond its entry until it is decided. */
struct cold {
    struct ls_inquiry *inquiry;
    struct stream stream[2];
    bool closed;       /* no more is collected */
    bool closed_shown; /* and the owner was told */
    bool shown;        /* some bytes were shown */
};

/* In summary.state. */
enum flow_state {
    FLOW_UNDECIDED = 1 << 0,
    FLOW_COLD = 1 << 1, /* at.cold is in use; otherwise at.inquiry */
};

struct ls_flow {
    alignas(128) struct ls_summary summary;
    union {
        struct ls_inquiry *inquiry;
        struct cold *cold;
    } at;
    uint32_t syn_seq; /* of side 0's SYN, to know it again */
    uint32_t newest;  /* mark of the newest packet; that of the one before is summary.earlier. Of a
                         place given back: one more than the number of the next, or 0 */
};

_Static_assert(sizeof(struct ls_flow) == 128, "a flow entry is two cache lines");

struct chunk {
    struct ls_flow flow[CHUNK_FLOWS];
    uint64_t live[CHUNK_WORDS];
    uint32_t live_count;
    uint32_t ended[CHUNK_FLOWS]; /* numbers of flows in the order they ended */
};

/* number is one more than the flow's, so that a zeroed slot is free. */
struct slot {
    uint32_t tag;
    uint32_t number;
};

struct ls_flows {
    struct ls_hash_key key;
    struct slot *slots;
    uint32_t mask;
    uint32_t live;
    uint32_t created;
    uint32_t ended;    /* flows that ended */
    uint32_t returned; /* of them given to the owner by ls_flows_finish */
    uint32_t hand;     /* where the search for a flow to evict goes on */
    uint32_t swept;    /* where the search for idle flows goes on */
    uint32_t spare;    /* one more than the number of a place given back, or 0 */
    struct chunk **chunks;
    size_t chunk_count;
    size_t limit;
    struct ls_flows_options options;
    int64_t next_sweep_ns;
    uint64_t made; /* flows, also at places used before */
    uint64_t evicted;
    uint64_t repeats;
    uint64_t unheld;
    size_t stream_memory;
};

static inline struct ls_flow *table_flow(const struct ls_flows *flows, uint32_t number)
{
    return &flows->chunks[number / CHUNK_FLOWS]->flow[number % CHUNK_FLOWS];
}

/* table_find returns the live flow of packet, and who sent, or NULL. */
struct ls_flow *table_find(const struct ls_flows *flows, uint32_t tag,
                           const struct ls_packet *packet, int *side);

/* table_add makes an entry with side 0 as asked; NULL when memory is out. May evict. */
struct ls_flow *table_add(struct ls_flows *flows, uint32_t tag, const struct ls_packet *packet,
                          bool sender_is_0);

/* table_end takes a live flow out of the hash table and puts it in line for ls_flows_finish. */
void table_end(struct ls_flows *flows, struct ls_flow *flow);

/*
 * table_sweep ends flows that are idle at now_ns; all there are when it is INT64_MAX. Returns false
 * when it has not looked at all of them, and goes on there the next time.
 */
bool table_sweep(struct ls_flows *flows, int64_t now_ns);

/* table_before returns the number of the last live flow below number, or UINT32_MAX. */
uint32_t table_before(const struct ls_flows *flows, uint32_t number);

/* flow_is_over says whether a TCP connection came to its end. */
bool flow_is_over(const struct ls_summary *summary);

/* flow_drop_cold frees what an undecided flow holds and keeps its inquiry. */
void flow_drop_cold(struct ls_flows *flows, struct ls_flow *flow);
