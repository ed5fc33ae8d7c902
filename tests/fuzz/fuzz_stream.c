/*
 * fuzz_stream.c - segments of a known text in any order, overlap and size
 *
 * Each record is one segment: direction and flags, place in the stream, length, bytes consumed.
 * Whatever comes, the bytes shown in order must be the text's, without a hole and without
 * repetition.
 */
#include <stdint.h>
#include <stdlib.h>

#include "lyncscope/flow.h"

enum { TEXT = 70000 };

static const uint32_t FIRST = 0xffff0000; /* so that numbers wrap around */

static uint8_t text[TEXT];

/* How far each direction was consumed. */
struct progress {
    size_t at[2];
};

static void check_view(const struct ls_view *view, const struct progress *progress)
{
    for (int side = 0; side < 2; side++) {
        size_t n = ls_left(&view->bytes[side]);
        if (n > TEXT - progress->at[side])
            abort();
        if (n > 0 && memcmp(view->bytes[side].at, text + progress->at[side], n) != 0)
            abort();
    }
}

static void send_record(struct ls_flows *flows, struct progress *progress, const uint8_t *r)
{
    static const uint8_t hosts[2][4] = {{10, 0, 0, 1}, {10, 0, 0, 2}};
    int from = r[0] & 1;
    uint32_t at = (uint32_t)r[1] << 8 | r[2];
    uint32_t n = (r[0] & 2) != 0 ? r[3] : r[3] * 64U;
    n = n < TEXT - at ? n : TEXT - at;
    uint32_t here = (r[0] & 4) != 0 ? n / 2 : n;
    uint8_t *copy = malloc(here + 1U); /* gone after the call, as a frame is */
    if (copy == NULL)
        return;
    memcpy(copy, text + at, here);
    struct ls_packet packet = {
        .src = ls_addr_v4(hosts[from]),
        .dst = ls_addr_v4(hosts[!from]),
        .sport = (uint16_t)(1 + from),
        .dport = (uint16_t)(2 - from),
        .ip_proto = LS_IP_TCP,
        .tcp_flags = (uint8_t)(LS_TCP_PSH | (r[0] & 8 ? LS_TCP_FIN : LS_TCP_ACK)),
        .seq = FIRST + at,
        .payload_wire = n,
        .frames = 1,
        .cut = here < n,
        .payload = ls_cursor(copy, here),
    };
    struct ls_flow *flow;
    struct ls_view view;
    int side;
    if (ls_flows_touch(flows, &packet, ls_flows_tag(flows, &packet), &flow, &side) == 0 &&
        ls_flow_view(flows, flow, &packet, side, &view)) {
        check_view(&view, progress);
        size_t left = ls_left(&view.bytes[side]);
        view.used[side] = left * (r[0] >> 4) / 15;
        progress->at[side] += view.used[side];
        ls_flow_consumed(flows, flow, &view);
    }
    free(copy);
}

static void open_flow(struct ls_flows *flows)
{
    static const uint8_t hosts[2][4] = {{10, 0, 0, 1}, {10, 0, 0, 2}};
    struct ls_flow *flow;
    int side;
    for (int from = 0; from < 2; from++) {
        struct ls_packet syn = {
            .src = ls_addr_v4(hosts[from]),
            .dst = ls_addr_v4(hosts[!from]),
            .sport = (uint16_t)(1 + from),
            .dport = (uint16_t)(2 - from),
            .ip_proto = LS_IP_TCP,
            .tcp_flags = (uint8_t)(from ? LS_TCP_SYN | LS_TCP_ACK : LS_TCP_SYN),
            .seq = FIRST - 1,
            .frames = 1,
        };
        if (ls_flows_touch(flows, &syn, ls_flows_tag(flows, &syn), &flow, &side) < 0)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < TEXT && text[TEXT - 1] == 0; i++)
        text[i] = (uint8_t)(i ^ i >> 8 ^ i * 31);
    struct ls_flows_options options = {0};
    struct ls_flows *flows = ls_flows_new(&options, NULL);
    if (flows == NULL)
        return 0;
    struct progress progress = {{0, 0}};
    open_flow(flows);
    for (size_t i = 0; i + 4 <= size; i += 4)
        send_record(flows, &progress, data + i);
    struct ls_view view;
    for (struct ls_flow *flow; (flow = ls_flows_finish(flows, INT64_MAX)) != NULL;) {
        if (ls_flow_last_view(flow, &view))
            check_view(&view, &progress);
        ls_flow_decide(flows, flow, NULL);
    }
    ls_flows_free(flows);
    return 0;
}
