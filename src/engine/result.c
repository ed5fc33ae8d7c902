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

/* Flows are made in the order of their first packets, unless the capture is out of order. */
void result_sort(const struct ls_summary **flows, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (record_order(&flows[i - 1], &flows[i]) > 0) {
            qsort(flows, count, sizeof *flows, record_order);
            return;
        }
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

/* All flows have ended, so their numbers are places: this is what announcements name them by. */
static int gather_flows(struct ls_engine *engine)
{
    const struct ls_flows *flows = engine->worker.flows;
    struct ls_result *result = &engine->result;
    size_t count = ls_flows_finished_count(flows);
    result->flows = calloc(count + 1, sizeof *result->flows);
    if (result->flows == NULL)
        return LS_E_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const struct ls_summary *summary = ls_flows_finished(flows, i);
        assert(summary->number < count && result->flows[summary->number] == NULL);
        result->flows[summary->number] = summary;
        result_count(result, summary);
    }
    return 0;
}

static int gather_learned(struct ls_engine *engine)
{
    struct ls_result *result = &engine->result;
    result->learned = ls_learned_set_new();
    if (result->learned == NULL)
        return LS_E_MEMORY;
    for (size_t i = 0; i < engine->worker.heard_count; i++) {
        const struct heard *heard = &engine->worker.heard[i];
        if (ls_learned_set_add(result->learned, &heard->what, result->flows[heard->flow]) < 0)
            return LS_E_MEMORY;
    }
    ls_learned_set_sort(result->learned);
    return 0;
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
    uint64_t shortened = engine->worker.shortened;
    uint64_t lost = ls_learned_set_lost(engine->worker.learned);
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
                                    (unsigned long long)engine->frames) < 0)
        return LS_E_MEMORY;
    struct ls_flows_stats stats;
    ls_flows_stats(engine->worker.flows, &stats);
    engine->result.repeats = stats.repeats;
    if (stats.evicted > 0 &&
        note(engine,
             "flow table full: %llu flows ended early, so one conversation may be several "
             "records; raise --flow-limit",
             (unsigned long long)stats.evicted) < 0)
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
    memcpy(result->skipped, ls_decoder_skipped(engine->decoder), sizeof result->skipped);
    result->first_ns = engine->first_ns;
    result->last_ns = engine->last_ns;
    result->packets = engine->frames;
    result->bytes = engine->bytes;
    return 0;
}

int result_make(struct ls_engine *engine)
{
    struct ls_result *result = &engine->result;
    if (gather_flows(engine) < 0 || gather_learned(engine) < 0 || result_so_far(engine) < 0)
        return LS_E_MEMORY;
    result_sort(result->flows, result->flow_count);
    result->frame_flow = engine->frame_flow;
    result->frame_count = engine->frame_count;
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
