/*
 * saved_merge.c - several sensors saw the same flow: it counts once
 *
 * Two records tell of the same flow when their tuple is the same, whichever end comes first (what
 * a Community ID stands for), and their times overlap. Of such records those of the one file that
 * saw the most packets stay; within one file only a record that was written twice goes.
 */
#include <stdlib.h>
#include <string.h>

#include "report/saved.h"

static int by_number(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int by_time(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* The side that comes first in a tuple without direction. */
static int low_side(const struct ls_summary *s)
{
    int order = ls_addr_compare(&s->addr[0], &s->addr[1]);
    return order < 0 || (order == 0 && s->port[0] <= s->port[1]) ? 0 : 1;
}

static int tuple_order(const struct ls_summary *a, const struct ls_summary *b)
{
    int la = low_side(a), lb = low_side(b);
    int order = by_number(a->ip_proto, b->ip_proto);
    if (order == 0)
        order = ls_addr_compare(&a->addr[la], &b->addr[lb]);
    if (order == 0)
        order = ls_addr_compare(&a->addr[1 - la], &b->addr[1 - lb]);
    if (order == 0)
        order = by_number(a->port[la], b->port[lb]);
    return order ? order : by_number(a->port[1 - la], b->port[1 - lb]);
}

static int by_tuple(const void *left, const void *right)
{
    const struct ls_summary *a = &(*(struct saved_flow *const *)left)->summary;
    const struct ls_summary *b = &(*(struct saved_flow *const *)right)->summary;
    int order = tuple_order(a, b);
    if (order == 0)
        order = by_time(a->first_ns, b->first_ns);
    return order ? order : by_number(a->number, b->number);
}

/* Record order; what began at the same time stays in the order in which it was written. */
static int by_start(const void *left, const void *right)
{
    const struct ls_summary *a = &(*(struct saved_flow *const *)left)->summary;
    const struct ls_summary *b = &(*(struct saved_flow *const *)right)->summary;
    int order = by_time(a->first_ns, b->first_ns);
    return order ? order : by_number(a->number, b->number);
}

/* The same of several files, as one capture of all has it: by tuple, whatever file it is in. */
static int by_start_and_tuple(const void *left, const void *right)
{
    const struct ls_summary *a = &(*(struct saved_flow *const *)left)->summary;
    const struct ls_summary *b = &(*(struct saved_flow *const *)right)->summary;
    int order = by_time(a->first_ns, b->first_ns);
    if (order == 0)
        order = by_number(a->ip_proto, b->ip_proto);
    for (int side = 0; order == 0 && side < 2; side++) {
        order = ls_addr_compare(&a->addr[side], &b->addr[side]);
        if (order == 0)
            order = by_number(a->port[side], b->port[side]);
    }
    return order ? order : by_number(a->number, b->number);
}

static uint64_t packets_of(const struct saved_flow *flow)
{
    return flow->summary.packets[0] + flow->summary.packets[1];
}

static void drop(struct ls_saved *saved, struct saved_flow *flow)
{
    saved->dropped += !flow->dropped;
    flow->dropped = true;
}

/* In one file: the same line again, as where files were joined that overlap. */
static void drop_repeats(struct ls_saved *saved, struct saved_flow **flows, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct ls_summary *a = &flows[i - 1]->summary, *b = &flows[i]->summary;
        if (flows[i - 1]->file == flows[i]->file && a->first_ns == b->first_ns &&
            a->last_ns == b->last_ns && packets_of(flows[i - 1]) == packets_of(flows[i]))
            drop(saved, flows[i]);
    }
}

/* packets, by file, counts what each file has of the flows that stay. */
static void add_packets(uint64_t *packets, struct saved_flow **flows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        packets[flows[i]->file] = 0;
    for (size_t i = 0; i < count; i++)
        if (!flows[i]->dropped)
            packets[flows[i]->file] += packets_of(flows[i]);
}

/* Records of one tuple whose times overlap in a chain. */
static void choose(struct ls_saved *saved, uint64_t *packets, struct saved_flow **flows,
                   size_t count)
{
    uint32_t best = flows[0]->file;
    drop_repeats(saved, flows, count);
    add_packets(packets, flows, count);
    for (size_t i = 0; i < count; i++) {
        uint32_t file = flows[i]->file;
        if (packets[file] > packets[best] || (packets[file] == packets[best] && file < best))
            best = file;
    }
    for (size_t i = 0; i < count; i++)
        if (flows[i]->file != best)
            drop(saved, flows[i]);
}

static size_t chain(struct saved_flow **flows, size_t count)
{
    int64_t until = flows[0]->summary.last_ns;
    size_t n = 1;
    while (n < count && flows[n]->summary.first_ns <= until &&
           tuple_order(&flows[0]->summary, &flows[n]->summary) == 0) {
        if (flows[n]->summary.last_ns > until)
            until = flows[n]->summary.last_ns;
        n++;
    }
    return n;
}

int saved_merge(struct ls_saved *saved)
{
    size_t kept = 0;
    uint64_t *packets = calloc((size_t)saved->file_count + 1, sizeof *packets);
    if (packets == NULL)
        return LS_E_MEMORY;
    qsort(saved->flows, saved->count, sizeof(struct saved_flow *), by_tuple);
    for (size_t i = 0, n; i < saved->count; i += n) {
        n = chain(saved->flows + i, saved->count - i);
        choose(saved, packets, saved->flows + i, n);
    }
    free(packets);
    for (size_t i = 0; i < saved->count; i++)
        if (!saved->flows[i]->dropped)
            saved->flows[kept++] = saved->flows[i];
    saved->count = kept;
    qsort(saved->flows, saved->count, sizeof(struct saved_flow *),
          saved->file_count > 1 ? by_start_and_tuple : by_start);
    return 0;
}
