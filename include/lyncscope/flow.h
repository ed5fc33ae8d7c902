/*
 * flow.h - conversations built from packets
 *
 * A flow is both directions of one 5-tuple (VLAN ids are not part of the key; ICMP has no
 * ports, so one flow per pair of addresses). A new SYN after a finished connection starts a
 * new flow. Side 0 is the sender of the first packet, or of the SYN where a SYN or SYN-ACK
 * opened the flow.
 *
 * The table owns its flows; a flow pointer is lent until the next ls_flows_touch or
 * ls_flows_finish on the same table. Threads: one table per worker, no locks. Times: ns
 * since 1970, from packets, never from the clock.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lyncscope/decode.h"
#include "lyncscope/probe.h"

enum ls_flow_flag {
    LS_FLOW_V6 = 1 << 0,
    LS_FLOW_PORTS = 1 << 1,
    LS_FLOW_OPENED = 1 << 2,    /* TCP: SYN or SYN-ACK seen, so side 0 is the initiator */
    LS_FLOW_CUT = 1 << 3,       /* some payload was cut by the snapshot length */
    LS_FLOW_GAP = 1 << 4,       /* TCP bytes were missing while they were looked at */
    LS_FLOW_EVICTED = 1 << 5,   /* finished early because the table was full */
    LS_FLOW_ANNOUNCED = 1 << 6, /* runs without end: endpoints it announced refer to it */
};

/* What each side of a TCP connection was seen to send; for Zeek's conn_state words. */
enum ls_tcp_seen {
    LS_SEEN_SYN = 1 << 0,
    LS_SEEN_SYN_ACK = 1 << 1,
    LS_SEEN_FIN = 1 << 2,
    LS_SEEN_RST = 1 << 3,
    LS_SEEN_DATA = 1 << 4,
    LS_SEEN_ACK = 1 << 5,       /* an ACK without SYN */
    LS_SEEN_FIN_ACKED = 1 << 6, /* the other side acknowledged this side's FIN */
    LS_SEEN_RST_FIRST = 1 << 7, /* this side's RST came before any of the other's */
};

/* A flow as everybody above sees it: plain data. Index 0 and 1 are the sides. */
struct ls_summary {
    struct ls_addr addr[2];
    uint16_t port[2];
    uint8_t ip_proto;
    uint8_t flags;                /* enum ls_flow_flag */
    uint8_t tcp_seen[2];          /* enum ls_tcp_seen */
    uint8_t icmp_type, icmp_code; /* of the first packet */
    uint16_t vlan[LS_VLANS_MAX];  /* of the first tagged packet; 0 = none */
    uint8_t state;                /* the flow table's own, as is earlier: they fill what would */
    uint32_t number;              /* be padding. Flows of a table are numbered as they are made */
    uint32_t earlier;
    int64_t first_ns, last_ns;
    uint64_t packets[2];                /* frames sent by each side */
    uint64_t bytes[2];                  /* frame bytes on the wire */
    const struct ls_evidence *evidence; /* NULL while, or where, nothing was proved */
};

/*
 * ls_conn_state returns Zeek's conn_state word (S0 S1 SF REJ S2 S3 RSTO RSTR RSTOS0 RSTRH SH
 * SHR OTH) seen with side `initiator` (0 or 1) as originator. Source: Zeek manual, conn.log.
 */
const char *ls_conn_state(const struct ls_summary *summary, int initiator);

struct ls_flow;
struct ls_flows;

struct ls_flows_options {
    size_t limit;        /* flows tracked at once; 0 = 2,000,000 */
    int64_t tcp_idle_ns; /* 0 = never (files) */
    int64_t udp_idle_ns;
    int64_t other_idle_ns;
    int64_t tcp_attempt_ns; /* for a SYN that nobody answers; 0 = as tcp_idle_ns */
    int64_t tcp_closed_ns;  /* after both FINs or a reset; 0 = as tcp_idle_ns */
    bool recycle;           /* runs without end: what ended is given back, see ls_flows_release */
};

struct ls_flows_stats {
    uint64_t created;
    uint64_t evicted; /* finished early because the table was full: their records are split */
    uint64_t repeats; /* frames of packets that the capture delivered before */
    uint64_t unheld;  /* whose bytes could not be kept until they were in order, or enough */
    size_t live;      /* flows tracked now */
};

LS_MUST_USE struct ls_flows *ls_flows_new(const struct ls_flows_options *options,
                                          struct ls_error *error);
void ls_flows_free(struct ls_flows *flows);

/*
 * Finding a flow waits for memory twice: for its place in the table, then for the flow. Who has
 * many packets takes the tags of all, fetches all, and then touches one by one; the waiting is
 * then done once. ls_flows_tag hashes the packet's tuple, the same for both directions, and
 * begins to load its place; ls_flows_fetch begins to load the flow.
 */
uint32_t ls_flows_tag(const struct ls_flows *flows, const struct ls_packet *packet);
void ls_flows_fetch(const struct ls_flows *flows, uint32_t tag);

/*
 * ls_flows_touch adds packet, whose tag it is, to its flow, making the flow if needed, and
 * updates counters and state. On success *flow is lent and *side says who sent. Returns 0; 1 for
 * a packet that the capture delivered before: it is counted, changes nothing else and must not be
 * viewed; or LS_E_MEMORY.
 */
LS_MUST_USE int ls_flows_touch(struct ls_flows *flows, const struct ls_packet *packet, uint32_t tag,
                               struct ls_flow **flow, int *side);

const struct ls_summary *ls_flow_summary(const struct ls_flow *flow);

/*
 * The inquiry about a flow is kept here for its owner, who opens and closes it. A flow is
 * undecided until ls_flow_decide; only undecided flows keep stream bytes.
 */
bool ls_flow_undecided(const struct ls_flow *flow);
struct ls_inquiry *ls_flow_inquiry(const struct ls_flow *flow);
void ls_flow_set_inquiry(struct ls_flow *flow, struct ls_inquiry *inquiry);

/*
 * ls_flow_view fills view with what packet (just touched, from side) brought: for TCP the
 * in-order bytes not yet consumed of both directions, after putting the segment in its place
 * (out of order, retransmitted, overlapping: first bytes win); for UDP the datagram. Returns
 * false when there is nothing new to look at. At most 16 KiB a direction are held.
 *
 * After each view that returned true call ls_flow_consumed or ls_flow_decide while packet is
 * still there: new bytes may be lent from it. from_start stays true after bytes were consumed.
 * A direction with bytes missing for good (a gap, or cut by the snapshot length) brings no more.
 * closed is set once, when both directions came to that or to their FIN (or the only one that
 * spoke to its FIN), at a reset, or when 16 KiB wait that nobody consumed; then nothing more is
 * collected.
 */
LS_MUST_USE bool ls_flow_view(struct ls_flows *flows, struct ls_flow *flow,
                              const struct ls_packet *packet, int side, struct ls_view *view);

/* ls_flow_last_view fills view with the bytes still held, closed set; false when there are none. */
LS_MUST_USE bool ls_flow_last_view(struct ls_flow *flow, struct ls_view *view);

/* ls_flow_consumed takes view->used away and keeps the rest for the next view. */
void ls_flow_consumed(struct ls_flows *flows, struct ls_flow *flow, const struct ls_view *view);

/*
 * ls_flow_note keeps what is known of an undecided flow so far, for those who ask about it while
 * it goes on.
 */
void ls_flow_note(struct ls_flow *flow, const struct ls_evidence *evidence);
/* ls_flow_announced sets LS_FLOW_ANNOUNCED. */
void ls_flow_announced(struct ls_flow *flow);

/* ls_flow_decide ends the inquiry for good: evidence (may be NULL) stays, bytes are given back. */
void ls_flow_decide(struct ls_flows *flows, struct ls_flow *flow,
                    const struct ls_evidence *evidence);

/*
 * ls_flows_finish returns a flow that has ended: idle at now_ns, or evicted, or any when now_ns
 * is INT64_MAX; none is idle at INT64_MIN, before any time was told. If it is undecided the caller
 * takes a last view and decides it. The flow is lent until the next call; its summary then moves to
 * the finished ones. NULL when none is left.
 *
 * Flows ended by eviction, or by a new connection of the same ports, wait here with what they
 * hold: call this at least once a batch, until NULL, also where no idle times are set. Idle flows
 * are looked for at most once a second of now_ns. Summaries never move.
 *
 * With recycle only a part of a large table is looked through in one go, and the next goes on from
 * there without waiting; now_ns of INT64_MAX still ends all.
 */
struct ls_flow *ls_flows_finish(struct ls_flows *flows, int64_t now_ns);

/*
 * With recycle: a flow that ls_flows_finish returned, and all before it, to NULL, stay until this;
 * then its place and its number are another flow's. There are no finished ones to look up.
 */
void ls_flows_release(struct ls_flows *flows, struct ls_flow *flow);

/* ls_flows_at lends the flow of a number that is in use. */
struct ls_flow *ls_flows_at(const struct ls_flows *flows, uint32_t number);

/*
 * ls_flows_before lends the flow with the highest number below `number` that has not ended, or
 * NULL: so they are walked through, from UINT32_MAX on.
 */
const struct ls_flow *ls_flows_before(const struct ls_flows *flows, uint32_t number);

/* ls_flows_finished lends the summary of finished flow number i, i < ls_flows_finished_count. */
size_t ls_flows_finished_count(const struct ls_flows *flows);
const struct ls_summary *ls_flows_finished(const struct ls_flows *flows, size_t i);

/*
 * ls_flows_renumber, when all flows are finished: their numbers in summaries begin with first, so
 * that those of several tables follow one another. Nothing but summaries may be asked for then.
 */
void ls_flows_renumber(struct ls_flows *flows, uint32_t first);

void ls_flows_stats(const struct ls_flows *flows, struct ls_flows_stats *stats);
