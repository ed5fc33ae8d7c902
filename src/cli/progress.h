/* progress.h - a bar on stderr while a long read runs. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool on;
    bool shown;
    int64_t started_ns, next_ns; /* monotonic */
};

/* progress_begin turns the bar on when stderr is a terminal and quiet is not asked for. */
void progress_begin(struct progress *progress, bool quiet);
/* progress_show draws at most ten times a second; total 0 = unknown, only counts are shown. */
void progress_show(struct progress *progress, uint64_t frames, uint64_t done, uint64_t total);
void progress_end(struct progress *progress); /* wipes the bar */
