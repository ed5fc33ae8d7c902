/*
 * flow.c - packets into flows: sides, counters, TCP state
 *
 * What is put in line when a connection's tuple is used again, or when the table is full, comes
 * out of ls_flows_finish like everything else that ended.
 */
#include <assert.h>
#include <stdlib.h>

#include "flow/table.h"
#include "lyncscope/clock.h"

enum { LIMIT_DEFAULT = 2000000, NOBODY = -1 };

#define REPEAT_NS ((uint64_t)LS_SECOND / 100)
#define MARK_MIX  UINT32_C(0x85ebca6b) /* odd, so that each sequence number moves the mark */

struct ls_flows *ls_flows_new(const struct ls_flows_options *options, struct ls_error *error)
{
    struct ls_flows *flows = calloc(1, sizeof *flows);
    struct slot *slots = calloc(1, sizeof *slots); /* one free slot: a table to look things up in */
    if (flows == NULL || slots == NULL) {
        free(flows);
        free(slots);
        ls_fail(error, LS_E_MEMORY, "flow table: out of memory");
        return NULL;
    }
    flows->slots = slots;
    flows->key = ls_hash_key_draw();
    flows->options = *options;
    flows->limit = options->limit ? options->limit : LIMIT_DEFAULT;
    bool ends_idle =
        options->tcp_idle_ns > 0 || options->udp_idle_ns > 0 || options->other_idle_ns > 0;
    flows->next_sweep_ns = ends_idle ? INT64_MIN : INT64_MAX;
    return flows;
}

void ls_flows_free(struct ls_flows *flows)
{
    if (flows == NULL)
        return;
    for (uint32_t i = 0; i < flows->created; i++)
        flow_drop_cold(flows, table_flow(flows, i));
    for (size_t i = 0; i < flows->chunk_count; i++)
        free(flows->chunks[i]);
    free(flows->chunks);
    free(flows->slots);
    free(flows);
}

static bool is_syn(const struct ls_packet *packet)
{
    return (packet->tcp_flags & (LS_TCP_SYN | LS_TCP_ACK | LS_TCP_RST | LS_TCP_FIN)) == LS_TCP_SYN;
}

static bool is_syn_ack(const struct ls_packet *packet)
{
    return (packet->tcp_flags & (LS_TCP_SYN | LS_TCP_ACK | LS_TCP_RST)) ==
           (LS_TCP_SYN | LS_TCP_ACK);
}

bool flow_is_over(const struct ls_summary *summary)
{
    unsigned seen0 = summary->tcp_seen[0];
    unsigned seen1 = summary->tcp_seen[1];
    return ((seen0 | seen1) & LS_SEEN_RST) != 0 || (seen0 & seen1 & LS_SEEN_FIN) != 0;
}

/*
 * A SYN of its own sequence number after the end is a new connection of the same ports; one with
 * the old number is the old SYN sent again (Windows does so after a reset).
 */
static bool reopens(const struct ls_flow *flow, const struct ls_packet *packet, int side)
{
    if (!is_syn(packet) || !flow_is_over(&flow->summary))
        return false;
    bool again =
        side == 0 && (flow->summary.tcp_seen[0] & LS_SEEN_SYN) != 0 && flow->syn_seq == packet->seq;
    return !again;
}

static void count(struct ls_summary *summary, const struct ls_packet *packet, int side)
{
    summary->packets[side] += packet->frames;
    summary->bytes[side] += packet->wire_bytes;
    if (packet->time_ns > summary->last_ns)
        summary->last_ns = packet->time_ns;
    if (packet->time_ns < summary->first_ns)
        summary->first_ns = packet->time_ns;
    if (packet->cut)
        summary->flags |= LS_FLOW_CUT;
    if (packet->vlan_count > 0 && summary->vlan[0] == 0)
        memcpy(summary->vlan, packet->vlan, sizeof summary->vlan);
}

/* Who opened the connection, by this packet: its sender, its receiver, or NOBODY knows. */
static int opener(const struct ls_packet *packet, int side)
{
    if (is_syn(packet))
        return side;
    return is_syn_ack(packet) ? !side : NOBODY;
}

static void swap_sides(struct ls_summary *summary)
{
    struct ls_summary old = *summary;
    for (int side = 0; side < 2; side++) {
        summary->addr[side] = old.addr[!side];
        summary->port[side] = old.port[!side];
        summary->tcp_seen[side] = old.tcp_seen[!side];
        summary->packets[side] = old.packets[!side];
        summary->bytes[side] = old.bytes[!side];
    }
}

/*
 * Side 0 opens. Where a capture delivered something else before the SYN, the sides change over
 * as long as nobody was told about them; later they stay and the flow counts as not opened.
 */
static void note_opener(struct ls_flow *flow, const struct ls_packet *packet, int *side)
{
    int who = opener(packet, *side);
    if (who == NOBODY || (flow->summary.flags & LS_FLOW_OPENED) != 0)
        return;
    if (who == 1) {
        if (flow->summary.state != FLOW_UNDECIDED || flow->at.inquiry != NULL)
            return;
        swap_sides(&flow->summary);
        *side = !*side;
    }
    flow->summary.flags |= LS_FLOW_OPENED;
}

/* FIN_ACKED goes by order, not by number: an ACK the other side sent after the FIN was seen. */
static void note_flags(struct ls_summary *summary, const struct ls_packet *packet, int side)
{
    unsigned flags = packet->tcp_flags;
    unsigned seen = summary->tcp_seen[side];
    unsigned other = summary->tcp_seen[!side];
    if (flags & LS_TCP_RST) {
        if (((seen | other) & LS_SEEN_RST) == 0)
            seen |= LS_SEEN_RST_FIRST;
        summary->tcp_seen[side] = (uint8_t)(seen | LS_SEEN_RST);
        return;
    }
    if (flags & LS_TCP_SYN)
        seen |= flags & LS_TCP_ACK ? LS_SEEN_SYN_ACK : LS_SEEN_SYN;
    else if (flags & LS_TCP_ACK)
        seen |= LS_SEEN_ACK;
    if (packet->payload_wire > 0)
        seen |= LS_SEEN_DATA;
    if (flags & LS_TCP_ACK && other & LS_SEEN_FIN)
        summary->tcp_seen[!side] = (uint8_t)(other | LS_SEEN_FIN_ACKED);
    if (flags & LS_TCP_FIN)
        seen |= LS_SEEN_FIN;
    summary->tcp_seen[side] = (uint8_t)seen;
}

/* The newest SYN counts until somebody answers: attempts may change their number. */
static void note_syn(struct ls_flow *flow, const struct ls_packet *packet, int side)
{
    if (side == 0 && is_syn(packet) &&
        ((flow->summary.tcp_seen[0] & LS_SEEN_SYN) == 0 || flow->summary.tcp_seen[1] == 0))
        flow->syn_seq = packet->seq;
}

/* Stream state is made by the first payload or answer, so a flood of SYNs costs entries only. */
static int open_cold(struct ls_flow *flow)
{
    struct cold *cold = calloc(1, sizeof *cold);
    if (cold == NULL)
        return LS_E_MEMORY;
    cold->inquiry = flow->at.inquiry;
    flow->at.cold = cold;
    flow->summary.state |= FLOW_COLD;
    return 0;
}

static int track_stream(struct ls_flows *flows, struct ls_flow *flow,
                        const struct ls_packet *packet, int side)
{
    bool syn = (packet->tcp_flags & LS_TCP_SYN) != 0;
    bool reset = (packet->tcp_flags & LS_TCP_RST) != 0;
    bool fresh = (flow->summary.state & FLOW_COLD) == 0;
    if (reset || (!syn && packet->payload_wire == 0))
        return 0;
    if (fresh && packet->payload_wire == 0 && side == 0)
        return 0; /* an unanswered SYN: syn_seq is enough */
    if (fresh && open_cold(flow) < 0)
        return LS_E_MEMORY;
    struct stream *stream = flow->at.cold->stream;
    if (fresh && flow->summary.tcp_seen[0] & LS_SEEN_SYN)
        stream_syn(&stream[0], &flows->stream_memory, flow->syn_seq);
    if (syn && (side == 1 || packet->seq == flow->syn_seq))
        stream_syn(&stream[side], &flows->stream_memory, packet->seq);
    return 0;
}

static bool soon(int64_t last_ns, int64_t now_ns)
{
    return now_ns <= last_ns || (uint64_t)now_ns - (uint64_t)last_ns < REPEAT_NS;
}

/*
 * Mirror ports deliver a packet where it comes in and where it goes out, within a millisecond as
 * seen in captures; REPEAT_NS leaves room, and is far below what senders wait before they repeat
 * themselves (RFC 6298 section 2.4: one second, in practice 200 ms). The second one may stand
 * behind the packet that followed the first, so two are kept in mind.
 */
static bool is_repeat(struct ls_flow *flow, const struct ls_packet *packet, int side)
{
    if (packet->trace == 0)
        return false;
    uint32_t mark = packet->trace + packet->seq * MARK_MIX + (uint32_t)side;
    if ((mark == flow->newest || mark == flow->summary.earlier) &&
        soon(flow->summary.last_ns, packet->time_ns))
        return true;
    flow->summary.earlier = flow->newest;
    flow->newest = mark;
    return false;
}

int ls_flows_touch(struct ls_flows *flows, const struct ls_packet *packet, uint32_t tag,
                   struct ls_flow **flow, int *side)
{
    bool tcp = packet->ip_proto == LS_IP_TCP;
    struct ls_flow *found = table_find(flows, tag, packet, side);
    if (found != NULL && is_repeat(found, packet, *side)) {
        *flow = found;
        flows->repeats += packet->frames;
        count(&found->summary, packet, *side);
        return 1;
    }
    if (found != NULL && tcp && reopens(found, packet, *side)) {
        table_end(flows, found);
        found = NULL;
    }
    if (found == NULL) {
        *side = tcp && is_syn_ack(packet) ? 1 : 0;
        found = table_add(flows, tag, packet, *side == 0);
        if (found == NULL)
            return LS_E_MEMORY;
        is_repeat(found, packet, *side); /* to be known again */
    }
    *flow = found;
    if (tcp) {
        note_opener(found, packet, side);
        note_syn(found, packet, *side);
        note_flags(&found->summary, packet, *side);
    }
    count(&found->summary, packet, *side);
    if (tcp && (found->summary.state & FLOW_UNDECIDED) != 0)
        return track_stream(flows, found, packet, *side);
    return 0;
}

const struct ls_summary *ls_flow_summary(const struct ls_flow *flow)
{
    return &flow->summary;
}

/* Once a second, whatever the clock is set to in between. */
static bool is_time_to_sweep(const struct ls_flows *flows, int64_t now_ns)
{
    int64_t next_ns = flows->next_sweep_ns;
    if (now_ns == INT64_MIN)
        return false; /* no time: only what has ended already is asked for */
    if (now_ns >= next_ns || next_ns == INT64_MAX)
        return now_ns >= next_ns;
    return (uint64_t)next_ns - (uint64_t)now_ns > 2 * (uint64_t)LS_SECOND;
}

struct ls_flow *ls_flows_finish(struct ls_flows *flows, int64_t now_ns)
{
    if (flows->returned == flows->ended && is_time_to_sweep(flows, now_ns)) {
        bool whole = table_sweep(flows, now_ns);
        if (now_ns < INT64_MAX - LS_SECOND)
            flows->next_sweep_ns = whole ? now_ns + LS_SECOND : now_ns + 1;
    }
    if (flows->returned == flows->ended) {
        if (flows->options.recycle)
            flows->returned = flows->ended = 0; /* or the line would be longer than the places */
        return NULL;
    }
    uint32_t place = flows->returned++;
    return table_flow(flows, flows->chunks[place / CHUNK_FLOWS]->ended[place % CHUNK_FLOWS]);
}

void ls_flows_release(struct ls_flows *flows, struct ls_flow *flow)
{
    assert(flows->options.recycle && !ls_flow_undecided(flow));
    flow->newest = flows->spare;
    flows->spare = flow->summary.number + 1;
}

struct ls_flow *ls_flows_at(const struct ls_flows *flows, uint32_t number)
{
    assert(number < flows->created);
    return table_flow(flows, number);
}

const struct ls_flow *ls_flows_before(const struct ls_flows *flows, uint32_t number)
{
    uint32_t found = table_before(flows, number);
    return found != UINT32_MAX ? table_flow(flows, found) : NULL;
}

size_t ls_flows_finished_count(const struct ls_flows *flows)
{
    return flows->returned;
}

const struct ls_summary *ls_flows_finished(const struct ls_flows *flows, size_t i)
{
    const struct chunk *chunk = flows->chunks[i / CHUNK_FLOWS];
    return &table_flow(flows, chunk->ended[i % CHUNK_FLOWS])->summary;
}

void ls_flows_renumber(struct ls_flows *flows, uint32_t first)
{
    assert(flows->returned == flows->created);
    for (uint32_t i = 0; i < flows->created; i++)
        table_flow(flows, i)->summary.number += first;
}

void ls_flows_stats(const struct ls_flows *flows, struct ls_flows_stats *stats)
{
    stats->created = flows->made;
    stats->evicted = flows->evicted;
    stats->repeats = flows->repeats;
    stats->unheld = flows->unheld;
    stats->live = flows->live;
}
