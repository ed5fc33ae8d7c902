/*
 * metrics.h - the numbers of a run as Prometheus reads them
 *
 * The text form, version 0.0.4, as the textfile collector and scrapers take it.
 */
#pragma once

#include <stdio.h>

#include "lyncscope/classify.h"
#include "lyncscope/decode.h"

/* Plain data, so that it can be copied from thread to thread. */
struct metrics {
    const char *interface; /* NULL: files are read */
    uint64_t packets, bytes, repeats, flows, evicted;
    uint64_t dropped_kernel, dropped_interface;
    uint64_t skipped[LS_SKIP_COUNT];
    uint64_t verdicts[LS_VERDICT_COUNT];
    uint64_t findings[LS_HIGH + 1]; /* by severity */
    uint64_t memory;                /* resident bytes; 0 = not known */
    int64_t last_ns;                /* of the last packet */
    int64_t lag_ns;                 /* live: how old a packet is when it has been read */
};

/* metrics_judge counts a flow that has its verdict. */
void metrics_judge(struct metrics *metrics, const struct ls_verdict *verdict);

void metrics_write(FILE *out, const struct metrics *metrics);

/* metrics_memory returns the bytes of this process that are in memory, 0 where that is unknown. */
uint64_t metrics_memory(void);
