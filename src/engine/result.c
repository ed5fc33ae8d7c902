/* result.c - what a run leaves: flows in record order, announced endpoints, what is missing. */
#include "engine/engine.h"

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

static int gather_flows(struct ls_engine *engine)
{
    const struct ls_flows *flows = engine->worker.flows;
    struct ls_result *result = &engine->result;
    size_t count = ls_flows_finished_count(flows);
    result->flows = calloc(count + 1, sizeof *result->flows);
    if (result->flows == NULL)
        return LS_E_MEMORY;
    for (size_t i = 0; i < count; i++)
        result->flows[i] = ls_flows_finished(flows, i);
    result->flow_count = count;
    return 0;
}

/* Announcements name their flow by number; flows stand in `by`, sorted by number. */
static const struct ls_summary *flow_numbered(const struct ls_summary *const *by, size_t count,
                                              uint32_t number)
{
    size_t low = 0;
    while (low < count) {
        size_t middle = low + (count - low) / 2;
        if (by[middle]->number == number)
            return by[middle];
        if (by[middle]->number < number)
            low = middle + 1;
        else
            count = middle;
    }
    return NULL;
}

static int number_order(const void *left, const void *right)
{
    const struct ls_summary *a = *(const struct ls_summary *const *)left;
    const struct ls_summary *b = *(const struct ls_summary *const *)right;
    return by_number(a->number, b->number);
}

static int gather_learned(struct ls_engine *engine)
{
    struct ls_result *result = &engine->result;
    result->learned = ls_learned_set_new();
    if (result->learned == NULL)
        return LS_E_MEMORY;
    qsort(result->flows, result->flow_count, sizeof *result->flows, number_order);
    for (size_t i = 0; i < engine->worker.heard_count; i++) {
        const struct heard *heard = &engine->worker.heard[i];
        const struct ls_summary *announcer =
            flow_numbered(result->flows, result->flow_count, heard->flow);
        if (announcer != NULL && ls_learned_set_add(result->learned, &heard->what, announcer) < 0)
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

static int gather_notes(struct ls_engine *engine)
{
    size_t count;
    const struct ls_source_note *notes = ls_source_notes(engine->options.source, &count);
    for (size_t i = 0; i < count; i++) {
        if (note(engine, "%s: %s", notes[i].file, notes[i].text) < 0)
            return LS_E_MEMORY;
    }
    if (engine->interrupted && note(engine, "interrupted after %llu packets: the rest was not read",
                                    (unsigned long long)engine->frames) < 0)
        return LS_E_MEMORY;
    struct ls_flows_stats stats;
    ls_flows_stats(engine->worker.flows, &stats);
    if (stats.evicted > 0 &&
        note(engine,
             "flow table full: %llu flows ended early, so one conversation may be several "
             "records; raise --flow-limit",
             (unsigned long long)stats.evicted) < 0)
        return LS_E_MEMORY;
    engine->result.incomplete = (const char *const *)engine->notes;
    return 0;
}

int result_make(struct ls_engine *engine)
{
    struct ls_result *result = &engine->result;
    if (gather_flows(engine) < 0 || gather_learned(engine) < 0 || gather_notes(engine) < 0)
        return LS_E_MEMORY;
    qsort(result->flows, result->flow_count, sizeof *result->flows, record_order);
    memcpy(result->skipped, ls_decoder_skipped(engine->decoder), sizeof result->skipped);
    result->first_ns = engine->first_ns;
    result->last_ns = engine->last_ns;
    result->packets = engine->frames;
    result->bytes = engine->bytes;
    result->frame_flow = engine->frame_flow;
    result->frame_count = engine->frame_count;
    return 0;
}

void result_clear(struct ls_engine *engine)
{
    ls_learned_set_free(engine->result.learned);
    free(engine->result.flows);
    for (size_t i = 0; i < engine->result.incomplete_count; i++)
        free(engine->notes[i]);
    free(engine->notes);
}
