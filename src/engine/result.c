/* result.c - what a run leaves: flows in record order, announced endpoints, what is missing. */
#include "engine/engine.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_number(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* Record order (contract): first packet time, then tuple; the flow's number settles the rest. */
static int record_order(const void *left, const void *right)
{
    const struct ls_summary *a = *(const struct ls_summary *const *)left;
    const struct ls_summary *b = *(const struct ls_summary *const *)right;
    if (a->first_ns != b->first_ns)
        return a->first_ns < b->first_ns ? -1 : 1;
    int order = by_number(a->ip_proto, b->ip_proto);
    for (int side = 0; order == 0 && side < 2; side++) {
        order = ls_addr_compare(&a->addr[side], &b->addr[side]);
        if (order == 0)
            order = by_number(a->port[side], b->port[side]);
    }
    return order ? order : by_number(a->number, b->number);
}

/*
 * Flows are made in the order of their first packets, unless the capture is out of order: then only
 * those of one moment have an order to be found.
 */
void result_sort(const struct ls_summary **flows, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (flows[i - 1]->first_ns > flows[i]->first_ns) {
            qsort(flows, count, sizeof *flows, record_order);
            return;
        }
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && flows[end]->first_ns == flows[first]->first_ns;)
            end++;
        if (end - first > 1)
            qsort(flows + first, end - first, sizeof *flows, record_order);
    }
}

/*
 * Whoever acknowledges, sends data or answers a SYN has received something. When the capture has
 * nothing of the other side, it saw one direction only; an attempt without answer looks different.
 */
static void count_sides(struct ls_result *result, const struct ls_summary *flow)
{
    enum { HEARD = LS_SEEN_ACK | LS_SEEN_DATA | LS_SEEN_SYN_ACK | LS_SEEN_FIN };
    if (flow->ip_proto != LS_IP_TCP || ((flow->tcp_seen[0] | flow->tcp_seen[1]) & HEARD) == 0)
        return;
    result->answered++;
    result->one_way += flow->packets[0] == 0 || flow->packets[1] == 0;
}

static void count_times(struct ls_result *result, const struct ls_summary *flow)
{
    bool first = result->flow_count == 0;
    if (first || flow->first_ns < result->flows_first_ns)
        result->flows_first_ns = flow->first_ns;
    if (first || flow->last_ns > result->flows_last_ns)
        result->flows_last_ns = flow->last_ns;
}

void result_count(struct ls_result *result, const struct ls_summary *flow)
{
    count_sides(result, flow);
    count_times(result, flow);
    result->flow_count++;
}

/* Which worker's next flow comes first. */
static unsigned next_of(const struct ls_summary *const *flows, const size_t *at, const size_t *end,
                        unsigned workers)
{
    unsigned best = workers;
    for (unsigned i = 0; i < workers; i++)
        if (at[i] < end[i] &&
            (best == workers || record_order(&flows[at[i]], &flows[at[best]]) < 0))
            best = i;
    return best;
}

/* A worker's flows, by the numbers they have in its table; from then on numbers of the run. */
static void gather_worker(struct ls_result *result, struct worker *worker, size_t first)
{
    size_t count = ls_flows_finished_count(worker->flows);
    for (size_t i = 0; i < count; i++) {
        const struct ls_summary *summary = ls_flows_finished(worker->flows, i);
        assert(summary->number < count && result->flows[first + summary->number] == NULL);
        result->flows[first + summary->number] = summary;
        result_count(result, summary);
    }
    if (first > 0)
        ls_flows_renumber(worker->flows, (uint32_t)first);
}

static int learn(struct ls_result *result, const struct worker *worker, size_t first)
{
    for (size_t i = 0; i < worker->heard_count; i++) {
        const struct heard *heard = &worker->heard[i];
        if (ls_learned_set_add(result->learned, &heard->what, result->flows[first + heard->flow]) <
            0)
            return LS_E_MEMORY;
    }
    return 0;
}

/* Where each worker's flows begin, and all end; NULL without memory. */
static size_t *firsts(const struct ls_engine *engine)
{
    size_t *first = calloc(engine->worker_count + 1, sizeof *first);
    for (unsigned i = 0; first != NULL && i < engine->worker_count; i++)
        first[i + 1] = first[i] + ls_flows_finished_count(engine->workers[i].flows);
    return first;
}

/* From the numbers that crew_number made to those of the run. */
static void renumber_frames(struct ls_engine *engine, const size_t *first)
{
    struct frames *belong = &engine->belong;
    unsigned workers = engine->worker_count;
    frames_end(belong);
    for (size_t i = 0; workers > 1 && i < belong->count; i++) {
        uint32_t number = belong->flow[i];
        if (number != LS_NO_FLOW)
            belong->flow[i] = (uint32_t)first[number % workers] + number / workers;
    }
}

/* Each worker's part in order, then one order of all. */
static int put_in_order(struct ls_result *result, const size_t *first, unsigned workers)
{
    for (unsigned i = 0; i < workers; i++)
        result_sort(result->flows + first[i], first[i + 1] - first[i]);
    if (workers == 1)
        return 0;
    const struct ls_summary **merged = calloc(first[workers] + 1, sizeof *merged);
    size_t *at = calloc(workers, sizeof *at);
    if (merged != NULL && at != NULL) {
        memcpy(at, first, workers * sizeof *at);
        for (size_t n = 0; n < first[workers]; n++)
            merged[n] = result->flows[at[next_of(result->flows, at, first + 1, workers)]++];
        free(result->flows);
        result->flows = merged;
        merged = NULL;
    }
    bool done = merged == NULL;
    free(merged);
    free(at);
    return done ? 0 : LS_E_MEMORY;
}

/* All flows have ended, so their numbers are places: this is what announcements name them by. */
static int gather_flows(struct ls_engine *engine)
{
    struct ls_result *result = &engine->result;
    size_t *first = firsts(engine);
    int code = LS_E_MEMORY;
    if (first == NULL)
        return code;
    result->flows = calloc(first[engine->worker_count] + 1, sizeof *result->flows);
    result->learned = ls_learned_set_new();
    if (result->flows == NULL || result->learned == NULL)
        goto done;
    for (unsigned i = 0; i < engine->worker_count; i++) {
        gather_worker(result, &engine->workers[i], first[i]);
        if (learn(result, &engine->workers[i], first[i]) < 0)
            goto done;
    }
    ls_learned_set_sort(result->learned);
    renumber_frames(engine, first);
    code = put_in_order(result, first, engine->worker_count);
done:
    free(first);
    return code;
}

LS_PRINTF(2, 3)
static int note(struct ls_engine *engine, const char *format, ...)
{
    struct ls_result *result = &engine->result;
    char **grown = realloc(engine->notes, (result->incomplete_count + 1) * sizeof *grown);
    if (grown == NULL)
        return LS_E_MEMORY;
    engine->notes = grown;
    va_list args;
    va_start(args, format);
    int length = vasprintf(&grown[result->incomplete_count], format, args);
    va_end(args);
    if (length < 0)
        return LS_E_MEMORY;
    result->incomplete_count++;
    return 0;
}

/* The limits of runs without end. */
static int note_limits(struct ls_engine *engine)
{
    struct ls_source_stats stats;
    ls_source_stats(engine->options.source, &stats);
    uint64_t dropped = stats.dropped_kernel + stats.dropped_interface;
    if (!engine->finished && dropped > 0 && /* later the source says it in more detail */
        note(engine, "%llu packets were dropped so far; a larger buffer (-B) helps",
             (unsigned long long)dropped) < 0)
        return LS_E_MEMORY;
    uint64_t shortened = live_shortened(engine);
    uint64_t lost = live_forgotten(engine);
    if (shortened > 0 &&
        note(engine, "too many flows undecided at once: %llu were judged by what they had shown",
             (unsigned long long)shortened) < 0)
        return LS_E_MEMORY;
    if (lost > 0 &&
        note(engine, "too many announced endpoints at once: %llu were forgotten before their time",
             (unsigned long long)lost) < 0)
        return LS_E_MEMORY;
    if (engine->unlearned && note(engine, "no memory for some announced endpoints") < 0)
        return LS_E_MEMORY;
    return 0;
}

/* Bytes that could not wait, and evidence that could not be kept: verdicts rest on less. */
static int note_want(struct ls_engine *engine, const struct ls_flows_stats *stats)
{
    uint64_t starved = engine_starved(engine);
    if (stats->unheld > 0 &&
        note(engine, "no room for bytes out of order: %llu flows were judged by what was in order",
             (unsigned long long)stats->unheld) < 0)
        return LS_E_MEMORY;
    if (starved > 0 && note(engine, "memory ran out: what %llu flows had shown was lost",
                            (unsigned long long)starved) < 0)
        return LS_E_MEMORY;
    return 0;
}

static int gather_notes(struct ls_engine *engine)
{
    size_t count;
    const struct ls_source_note *notes = ls_source_notes(engine->options.source, &count);
    for (size_t i = 0; i < count; i++) {
        char standin[LS_STANDIN_TEXT];
        const char *file = notes[i].file;
        if (engine->options.anonymiser != NULL) {
            ls_anonymise_file(engine->options.anonymiser, "capture", file, standin);
            file = standin;
        }
        if (note(engine, "%s: %s", file, notes[i].text) < 0)
            return LS_E_MEMORY;
    }
    if (engine->interrupted && note(engine, "interrupted after %llu packets: the rest was not read",
                                    (unsigned long long)engine->intake.tally.frames) < 0)
        return LS_E_MEMORY;
    struct ls_flows_stats stats;
    engine_flows_stats(engine, &stats);
    engine->result.repeats = stats.repeats;
    if (stats.evicted > 0 &&
        note(engine,
             "flow table full: %llu flows ended early, so one conversation may be several "
             "records; raise --flow-limit",
             (unsigned long long)stats.evicted) < 0)
        return LS_E_MEMORY;
    if (note_want(engine, &stats) < 0)
        return LS_E_MEMORY;
    if (engine->options.live && note_limits(engine) < 0)
        return LS_E_MEMORY;
    engine->result.incomplete = (const char *const *)engine->notes;
    return 0;
}

int result_so_far(struct ls_engine *engine)
{
    struct ls_result *result = &engine->result;
    if (gather_notes(engine) < 0)
        return LS_E_MEMORY;
    memcpy(result->skipped, engine_skipped(engine), sizeof result->skipped);
    result->first_ns = engine->intake.tally.first_ns;
    result->last_ns = engine->intake.tally.last_ns;
    result->packets = engine->intake.tally.frames;
    result->bytes = engine->intake.tally.bytes;
    return 0;
}

int result_make(struct ls_engine *engine)
{
    struct ls_result *result = &engine->result;
    if (gather_flows(engine) < 0 || result_so_far(engine) < 0)
        return LS_E_MEMORY;
    result->frame_flow = engine->belong.flow;
    result->frame_count = engine->belong.count;
    return 0;
}

void result_forget_notes(struct ls_engine *engine)
{
    for (size_t i = 0; i < engine->result.incomplete_count; i++)
        free(engine->notes[i]);
    free(engine->notes);
    engine->notes = NULL;
    engine->result.incomplete = NULL;
    engine->result.incomplete_count = 0;
}

void result_clear(struct ls_engine *engine)
{
    ls_learned_set_free(engine->result.learned);
    free(engine->result.flows);
    result_forget_notes(engine);
}
