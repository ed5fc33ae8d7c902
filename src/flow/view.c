/*
 * view.c - what the owner of a flow's inquiry is shown, and how the inquiry ends
 *
 * A direction is over at its FIN, at a gap, and where the snapshot length cut it: the other one may
 * still tell. A stream is closed when both directions are over (or one had its FIN, where the other
 * never spoke), at a reset, and when 16 KiB wait that nobody consumes.
 */
#include <stdlib.h>

#include "flow/table.h"

bool ls_flow_undecided(const struct ls_flow *flow)
{
    return (flow->summary.state & FLOW_UNDECIDED) != 0;
}

static struct cold *cold_of(const struct ls_flow *flow)
{
    return (flow->summary.state & FLOW_COLD) != 0 ? flow->at.cold : NULL;
}

struct ls_inquiry *ls_flow_inquiry(const struct ls_flow *flow)
{
    const struct cold *cold = cold_of(flow);
    return cold != NULL ? cold->inquiry : flow->at.inquiry;
}

void ls_flow_set_inquiry(struct ls_flow *flow, struct ls_inquiry *inquiry)
{
    struct cold *cold = cold_of(flow);
    if (cold != NULL)
        cold->inquiry = inquiry;
    else
        flow->at.inquiry = inquiry;
}

void flow_drop_cold(struct ls_flows *flows, struct ls_flow *flow)
{
    struct cold *cold = cold_of(flow);
    if (cold == NULL)
        return;
    flow->at.inquiry = cold->inquiry;
    flows->unheld += cold->stream[0].unheld || cold->stream[1].unheld;
    stream_clear(&cold->stream[0], &flows->stream_memory);
    stream_clear(&cold->stream[1], &flows->stream_memory);
    free(cold);
    flow->summary.state &= (uint8_t)~FLOW_COLD;
}

void ls_flow_note(struct ls_flow *flow, const struct ls_evidence *evidence)
{
    flow->summary.evidence = evidence;
}

void ls_flow_announced(struct ls_flow *flow)
{
    flow->summary.flags |= LS_FLOW_ANNOUNCED;
}

void ls_flow_decide(struct ls_flows *flows, struct ls_flow *flow,
                    const struct ls_evidence *evidence)
{
    flow_drop_cold(flows, flow);
    flow->at.inquiry = NULL;
    flow->summary.state &= (uint8_t)~FLOW_UNDECIDED;
    flow->summary.evidence = evidence;
}

/*
 * A keep-alive is one byte that was sent before, without PSH (RFC 9293 section 3.8.4). Where a
 * capture begins with one, it must not be taken for the beginning of the stream.
 */
static bool is_keep_alive(const struct stream *stream, const struct ls_packet *packet)
{
    return !stream->started && packet->payload_wire == 1 && packet->tcp_flags == LS_TCP_ACK;
}

static bool take_segment(struct ls_flows *flows, struct ls_flow *flow, struct stream *stream,
                         const struct ls_packet *packet, uint32_t seq)
{
    if (packet->payload_wire == 0 || is_keep_alive(stream, packet))
        return false;
    enum stream_news news =
        stream_put(stream, &flows->stream_memory, seq, packet->payload, packet->payload_wire);
    if (news == STREAM_GAP || news == STREAM_NEW_GAP) {
        flow->summary.flags |= LS_FLOW_GAP;
        stream->stopped = true;
    }
    return news == STREAM_NEW || news == STREAM_NEW_GAP;
}

static bool is_over(const struct stream *stream)
{
    return stream->stopped || stream_ended(stream);
}

static bool both_over(const struct ls_flow *flow, int side)
{
    const struct stream *stream = flow->at.cold->stream;
    if (!is_over(&stream[side]))
        return false;
    bool silent = !stream[side].stopped && flow->summary.tcp_seen[!side] == 0;
    return silent || is_over(&stream[!side]);
}

/* Puts the segment in its place; returns whether there are new bytes in order. */
static bool take_in(struct ls_flows *flows, struct ls_flow *flow, const struct ls_packet *packet,
                    int side)
{
    struct cold *cold = flow->at.cold;
    struct stream *stream = &cold->stream[side];
    if (cold->closed)
        return false;
    if (packet->tcp_flags & LS_TCP_RST) {
        cold->closed = cold->shown; /* a refused attempt may be repeated */
        return false;
    }
    if (stream->stopped)
        return false;
    uint32_t seq = packet->seq + ((packet->tcp_flags & LS_TCP_SYN) != 0);
    bool news = take_segment(flows, flow, stream, packet, seq);
    if (packet->tcp_flags & LS_TCP_FIN) {
        stream->has_fin = true;
        stream->fin = seq + packet->payload_wire;
    }
    if (both_over(flow, side))
        cold->closed = true;
    return news;
}

static void show_streams(struct cold *cold, struct ls_view *view)
{
    view->stream = true;
    view->closed = cold->closed;
    for (int i = 0; i < 2; i++) {
        view->bytes[i] = stream_bytes(&cold->stream[i]);
        view->from_start[i] = cold->stream[i].from_start;
    }
    cold->shown = true;
    cold->closed_shown = cold->closed;
}

static bool view_stream(struct ls_flows *flows, struct ls_flow *flow,
                        const struct ls_packet *packet, int side, struct ls_view *view)
{
    struct cold *cold = cold_of(flow);
    if (cold == NULL || cold->closed_shown)
        return false;
    cold->stream[!side].lent = NULL; /* gone with its packet, were it not consumed */
    bool news = take_in(flows, flow, packet, side);
    if (!news && !(cold->closed && cold->shown))
        return false;
    show_streams(cold, view);
    return true;
}

static bool view_datagram(const struct ls_packet *packet, int side, struct ls_view *view)
{
    view->bytes[side] = packet->payload;
    view->from_start[side] = true;
    return ls_left(&packet->payload) > 0;
}

bool ls_flow_view(struct ls_flows *flows, struct ls_flow *flow, const struct ls_packet *packet,
                  int side, struct ls_view *view)
{
    if (!ls_flow_undecided(flow))
        return false;
    *view = (struct ls_view){
        .ip = packet->ip,
        .time_ns = packet->time_ns,
        .side = (uint8_t)side,
        .ip_proto = packet->ip_proto,
        .v6 = packet->v6,
        .cut = packet->cut,
    };
    if (packet->ip_proto == LS_IP_TCP)
        return view_stream(flows, flow, packet, side, view);
    if (packet->ip_proto == LS_IP_UDP)
        return view_datagram(packet, side, view);
    return false;
}

bool ls_flow_last_view(struct ls_flow *flow, struct ls_view *view)
{
    struct cold *cold = cold_of(flow);
    if (cold == NULL || (cold->stream[0].window == NULL && cold->stream[1].window == NULL))
        return false;
    *view = (struct ls_view){
        .time_ns = flow->summary.last_ns,
        .ip_proto = flow->summary.ip_proto,
        .v6 = flow->summary.flags & LS_FLOW_V6,
    };
    cold->stream[0].lent = cold->stream[1].lent = NULL; /* gone with their packet */
    cold->closed = true;
    show_streams(cold, view);
    return ls_left(&view->bytes[0]) > 0 || ls_left(&view->bytes[1]) > 0;
}

void ls_flow_consumed(struct ls_flows *flows, struct ls_flow *flow, const struct ls_view *view)
{
    struct cold *cold = cold_of(flow);
    for (int side = 0; cold != NULL && side < 2; side++) {
        struct stream *stream = &cold->stream[side];
        if (!stream_consume(stream, &flows->stream_memory, view->used[side]))
            cold->closed = true;
    }
}
