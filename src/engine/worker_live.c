/*
 * worker_live.c - what a worker does differently in a run without end
 *
 * Everything a flow took is given back once the flow was judged: its place in the table, its
 * evidence. What it announced stays a while, with a copy of the announcer.
 */
#include "engine/worker.h"

#include <stdlib.h>

enum {
    FLOWS_DEFAULT = 1000000, /* of all workers */
    INQUIRIES_MAX = 65536,   /* open at once, of all workers */
    HEARD_MAX = 65536,       /* announcements between two rests; the set takes no more either */
    SCRATCH_BYTES = 256 * 1024,
};

/*
 * Zeek ends idle UDP and ICMP after a minute and TCP after five; audits want whole calls. A
 * connection that is over waits for the last packets of its own; an attempt for the last repetition
 * of its SYN (Linux sends the sixth 63 s after the first, RFC 6298 section 2.5 doubling from 1 s).
 */
static const struct ls_flows_options live_idle = {
    .tcp_idle_ns = 3600 * LS_SECOND,
    .tcp_attempt_ns = 75 * LS_SECOND,
    .tcp_closed_ns = 10 * LS_SECOND,
    .udp_idle_ns = 180 * LS_SECOND,
    .other_idle_ns = 60 * LS_SECOND,
    .recycle = true,
};

static void shorten(int64_t *limit_ns, int64_t most_ns)
{
    if (*limit_ns > most_ns)
        *limit_ns = most_ns;
}

int worker_live_init(struct worker *worker, const struct ls_engine_options *options,
                     unsigned workers, struct ls_error *error)
{
    struct ls_flows_options table = live_idle;
    size_t limit = options->flow_limit > 0 ? options->flow_limit : FLOWS_DEFAULT;
    table.limit = (limit + workers - 1) / workers;
    if (options->idle_ns > 0) {
        shorten(&table.tcp_idle_ns, options->idle_ns);
        shorten(&table.tcp_attempt_ns, options->idle_ns);
        shorten(&table.tcp_closed_ns, options->idle_ns);
        shorten(&table.udp_idle_ns, options->idle_ns);
        shorten(&table.other_idle_ns, options->idle_ns);
    }
    worker->flows = ls_flows_new(&table, error);
    worker->opened_room = INQUIRIES_MAX / workers;
    worker->opened = calloc(worker->opened_room, sizeof *worker->opened);
    if (worker->flows == NULL || worker->opened == NULL)
        return ls_fail(error, LS_E_MEMORY, "out of memory");
    return 0;
}

void worker_live_clear(struct worker *worker)
{
    for (size_t i = 0; i < worker->ended_count; i++)
        ls_evidence_free(ls_flow_summary(worker->ended[i])->evidence);
    free(worker->ended);
    free(worker->opened);
}

void worker_opened(struct worker *worker, const struct ls_flow *flow)
{
    struct opened *place = &worker->opened[worker->opened_at++ % worker->opened_room];
    struct ls_flow *oldest = place->inquiry ? ls_flows_at(worker->flows, place->flow) : NULL;
    /* Places of flows are used again, so a younger one may stand where the oldest did. */
    if (oldest != NULL && ls_flow_inquiry(oldest) != NULL &&
        ls_inquiry_number(ls_flow_inquiry(oldest)) == place->inquiry) {
        worker->shortened++;
        worker_decide(worker, oldest);
    }
    *place = (struct opened){ls_inquiry_number(ls_flow_inquiry(flow)),
                             ls_flow_summary(flow)->number};
}

/* Evidence in the arena is copied at once, so the arena may go when it has grown. */
static void tidy_arena(struct worker *worker)
{
    if (ls_arena_size(worker->arena) < SCRATCH_BYTES)
        return;
    struct ls_arena *fresh = ls_arena_new();
    if (fresh == NULL)
        return;
    ls_arena_free(worker->arena);
    worker->arena = fresh;
}

static const struct ls_evidence *own_copy(struct worker *worker, const struct ls_evidence *evidence)
{
    const struct ls_evidence *copy = evidence ? ls_evidence_copy(evidence) : NULL;
    tidy_arena(worker);
    return copy;
}

void worker_decided(struct worker *worker, struct ls_flow *flow, const struct ls_evidence *evidence)
{
    const struct ls_evidence *before = ls_flow_summary(flow)->evidence;
    ls_flow_decide(worker->flows, flow, own_copy(worker, evidence));
    ls_evidence_free(before);
}

int worker_heard(struct worker *worker, struct ls_flow *flow, const struct ls_announcement *news,
                 size_t count)
{
    const struct ls_summary *summary = ls_flow_summary(flow);
    const struct ls_evidence *before = summary->evidence;
    ls_flow_note(flow, own_copy(worker, ls_inquiry_so_far(ls_flow_inquiry(flow), worker->arena)));
    ls_evidence_free(before);
    ls_flow_announced(flow);
    if (worker->learned == NULL && worker->heard_count + count > HEARD_MAX) {
        worker->unheard += count;
        return 0;
    }
    if (worker->learned == NULL)
        return worker_keep(worker, summary->number, news, count);
    for (size_t i = 0; i < count; i++)
        if (ls_learned_set_add(worker->learned, &news[i], summary) < 0)
            return LS_E_MEMORY;
    return 0;
}

int worker_ended(struct worker *worker, struct ls_flow *flow)
{
    if (worker->ended_count == worker->ended_room) {
        size_t room = worker->ended_room ? worker->ended_room * 2 : 1024;
        struct ls_flow **grown = reallocarray(worker->ended, room, sizeof *grown);
        if (grown == NULL)
            return LS_E_MEMORY;
        worker->ended = grown;
        worker->ended_room = room;
    }
    worker->ended[worker->ended_count++] = flow;
    return 0;
}

static int let_announcers_go(const struct worker *worker, struct ls_learned_set *learned)
{
    size_t count = 0;
    for (size_t i = 0; i < worker->ended_count; i++)
        count += (ls_flow_summary(worker->ended[i])->flags & LS_FLOW_ANNOUNCED) != 0;
    if (count == 0)
        return 0;
    const struct ls_summary **leaving = calloc(count, sizeof *leaving);
    size_t n = 0;
    for (size_t i = 0; leaving != NULL && i < worker->ended_count; i++)
        if (ls_flow_summary(worker->ended[i])->flags & LS_FLOW_ANNOUNCED)
            leaving[n++] = ls_flow_summary(worker->ended[i]);
    if (leaving == NULL) {
        ls_learned_set_expire(learned, INT64_MAX); /* nothing may refer to who is gone */
        return LS_E_MEMORY;
    }
    int code = ls_learned_set_let_go(learned, leaving, count);
    free(leaving);
    return code;
}

int worker_release(struct worker *worker, struct ls_learned_set *learned)
{
    int code = let_announcers_go(worker, learned);
    for (size_t i = 0; i < worker->ended_count; i++) {
        struct ls_flow *flow = worker->ended[i];
        ls_evidence_free(ls_flow_summary(flow)->evidence);
        ls_flow_note(flow, NULL);
        ls_flows_release(worker->flows, flow);
    }
    worker->ended_count = 0;
    return code;
}
