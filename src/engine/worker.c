/* worker.c - packet to flow to evidence: the only place where probes meet flows. */
#include "engine/worker.h"

#include <stdlib.h>

enum { TOGETHER = 32 }; /* packets */

/* For all workers together. */
enum { AWAKE_FIRST = 512, AWAKE_MAX = 16384, FLOWS_DEFAULT = 2000000 };

static size_t part(size_t whole, unsigned workers)
{
    return (whole + workers - 1) / workers;
}

int worker_init(struct worker *worker, const struct ls_engine_options *options, unsigned workers,
                struct ls_error *error)
{
    size_t limit = options->flow_limit > 0 ? options->flow_limit : FLOWS_DEFAULT;
    const struct ls_flows_options table = {.limit = part(limit, workers)};
    *worker = (struct worker){
        .live = options->live,
        .awake = {.least = part(AWAKE_FIRST, workers), .most = part(AWAKE_MAX, workers)},
    };
    int code = options->live ? worker_live_init(worker, options, workers, error) : 0;
    if (code < 0)
        return code;
    if (!options->live)
        worker->flows = ls_flows_new(&table, error);
    if (worker->flows == NULL)
        return LS_E_MEMORY;
    worker->probes = ls_probes_new(!options->no_ndpi, error);
    worker->arena = ls_arena_new();
    if (worker->probes == NULL || worker->arena == NULL)
        return ls_fail(error, LS_E_MEMORY, "out of memory");
    return 0;
}

void worker_clear(struct worker *worker)
{
    /* Inquiries still open borrow from the probes: they end before their set does. */
    bool whole = worker->flows != NULL && worker->probes != NULL && worker->arena != NULL;
    while (whole && worker_expire(worker, INT64_MAX) < 0)
        continue; /* out of memory for the evidence, which nobody will read any more */
    worker_live_clear(worker);
    ls_flows_free(worker->flows);
    ls_probes_free(worker->probes);
    ls_arena_free(worker->arena);
    free(worker->heard);
    free(worker->awake.flow);
    *worker = (struct worker){0};
}

int worker_keep(struct worker *worker, uint32_t flow, const struct ls_announcement *news,
                size_t count)
{
    if (worker->heard_count + count > worker->heard_room) {
        size_t room = worker->heard_room ? worker->heard_room * 2 : 64;
        struct heard *grown = realloc(worker->heard, room * sizeof *grown);
        if (grown == NULL)
            return LS_E_MEMORY;
        worker->heard = grown;
        worker->heard_room = room;
    }
    for (size_t i = 0; i < count; i++)
        worker->heard[worker->heard_count++] = (struct heard){flow, news[i]};
    return 0;
}

static int hear(struct worker *worker, struct ls_inquiry *inquiry, struct ls_flow *flow)
{
    uint32_t number = ls_flow_summary(flow)->number;
    struct ls_announcement news[16];
    for (size_t n; (n = ls_inquiry_announced(inquiry, news, sizeof news / sizeof *news)) > 0;) {
        int code = worker->live ? worker_heard(worker, flow, news, n)
                                : worker_keep(worker, number, news, n);
        if (code < 0)
            return code;
    }
    return 0;
}

void worker_decide(struct worker *worker, struct ls_flow *flow)
{
    struct ls_inquiry *inquiry = ls_flow_inquiry(flow);
    const struct ls_evidence *evidence = NULL;
    if (inquiry != NULL) {
        evidence = ls_inquiry_close(inquiry, worker->arena);
        ls_flow_set_inquiry(flow, NULL);
    }
    if (worker->live)
        worker_decided(worker, flow, evidence);
    else
        ls_flow_decide(worker->flows, flow, evidence);
}

/* Folds the inquiry that has lain open longest, unless it was closed meanwhile. */
static void fold_oldest(struct awake *awake, struct ls_arena *arena)
{
    struct ls_flow *flow = awake->flow[awake->first];
    struct ls_inquiry *inquiry = ls_flow_inquiry(flow);
    awake->first = (awake->first + 1) % awake->room;
    awake->count--;
    if (inquiry != NULL)
        ls_flow_set_inquiry(flow, ls_inquiry_fold(inquiry, arena));
}

static bool grow(struct awake *awake)
{
    size_t room = awake->room ? awake->room * 2 : awake->least;
    struct ls_flow **grown = calloc(room, sizeof *grown);
    if (grown == NULL)
        return false;
    for (size_t i = 0; i < awake->count; i++)
        grown[i] = awake->flow[(awake->first + i) % awake->room];
    free(awake->flow);
    awake->flow = grown;
    awake->room = room;
    awake->first = 0;
    return true;
}

static void keep_awake(struct worker *worker, struct ls_flow *flow, bool again)
{
    struct awake *awake = &worker->awake;
    bool full = awake->count == awake->room;
    bool may_grow = awake->room == 0 || (again && awake->room < awake->most);
    if (full && may_grow && grow(awake))
        full = false;
    if (awake->room == 0)
        return; /* no memory for the line: it stays open */
    if (full)
        fold_oldest(awake, worker->arena);
    awake->flow[(awake->first + awake->count++) % awake->room] = flow;
}

/*
 * The flow's inquiry, open; a new one at first. NULL when memory is out. Live, flows end by
 * themselves and places are used again, so none is folded: too many are ended early.
 */
static struct ls_inquiry *inquiry_of(struct worker *worker, struct ls_flow *flow, uint8_t ip_proto)
{
    struct ls_inquiry *inquiry = ls_flow_inquiry(flow);
    bool again = inquiry != NULL;
    if (again && !ls_inquiry_is_folded(inquiry))
        return inquiry;
    inquiry = again ? ls_inquiry_unfold(inquiry) : ls_inquiry_open(worker->probes, ip_proto);
    if (inquiry == NULL)
        return NULL;
    ls_flow_set_inquiry(flow, inquiry);
    if (worker->live)
        worker_opened(worker, flow);
    else
        keep_awake(worker, flow, again);
    return inquiry;
}

/* Shows the flow's new bytes to the probes that still have a question about it. */
static int ask(struct worker *worker, struct ls_flow *flow, struct ls_view *view)
{
    struct ls_inquiry *inquiry = inquiry_of(worker, flow, view->ip_proto);
    if (inquiry == NULL)
        return LS_E_MEMORY;
    bool settled = ls_inquiry_look(inquiry, view);
    int code = hear(worker, inquiry, flow);
    if (settled)
        worker_decide(worker, flow);
    else
        ls_flow_consumed(worker->flows, flow, view);
    return code;
}

int worker_packet(struct worker *worker, const struct ls_packet *packet, uint32_t tag,
                  uint32_t *number)
{
    struct ls_flow *flow;
    int side;
    int code = ls_flows_touch(worker->flows, packet, tag, &flow, &side);
    if (code < 0)
        return code;
    *number = ls_flow_summary(flow)->number;
    if (code > 0)
        return 0; /* delivered twice: counted, and no evidence */
    struct ls_view view;
    if (ls_flow_undecided(flow) && ls_flow_view(worker->flows, flow, packet, side, &view))
        return ask(worker, flow, &view);
    return 0;
}

/* TOGETHER go through each step, as frames do that a worker has from its own thread. */
static int take_packets(struct worker *worker, struct parcel_packet *packets, size_t count)
{
    uint32_t tags[TOGETHER];
    for (size_t i = 0; i < count; i++)
        tags[i] = ls_flows_tag(worker->flows, &packets[i].packet);
    for (size_t i = 0; i < count; i++)
        ls_flows_fetch(worker->flows, tags[i]);
    for (size_t i = 0; i < count; i++) {
        int code = worker_packet(worker, &packets[i].packet, tags[i], &packets[i].number);
        if (code < 0)
            return code;
    }
    return 0;
}

int worker_take(struct worker *worker, struct parcel *parcel)
{
    int code = 0;
    for (size_t at = 0; at < parcel->count && code == 0; at += TOGETHER) {
        size_t rest = parcel->count - at;
        code = take_packets(worker, parcel->packets + at, rest < TOGETHER ? rest : TOGETHER);
    }
    return code;
}

int worker_expire(struct worker *worker, int64_t now_ns)
{
    int worst = 0;
    for (struct ls_flow *flow; (flow = ls_flows_finish(worker->flows, now_ns)) != NULL;) {
        struct ls_view view;
        int code = 0;
        if (ls_flow_undecided(flow) && ls_flow_last_view(flow, &view))
            code = ask(worker, flow, &view);
        if (ls_flow_undecided(flow))
            worker_decide(worker, flow);
        if (worker->live && worker_ended(worker, flow) < 0)
            code = LS_E_MEMORY;
        if (code < worst)
            worst = code;
    }
    return worst;
}
