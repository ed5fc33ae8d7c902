/*
 * monitor.h - what others may watch of a run while it goes on
 *
 * The service manager hears how it goes; Prometheus finds the numbers in a file or asks for them.
 * Everything that needs a socket is opened by monitor_open, before the sandbox closes. Zeroed, a
 * monitor does nothing.
 */
#pragma once

#include "cli/metrics.h"
#include "cli/notify.h"
#include "cli/options.h"
#include "cli/serve.h"

struct monitor {
    struct notify notify;
    const char *path;      /* --metrics */
    struct server *server; /* --metrics-listen */
    struct metrics metrics;
    int64_t publish_ns, file_ns; /* monotonic: when the next is due */
    char names[80];              /* of the interfaces */
    bool failed;                 /* the file could not be written, which was said */
};

/* monitor_open returns 0, or -1 when it has said what is wrong. With an anonymiser interfaces have
 * stand-ins. */
LS_MUST_USE int monitor_open(struct monitor *monitor, const struct options *options,
                             const struct ls_anonymiser *anonymiser);

/* monitor_begin: the sandbox is closed, and the run begins. Returns as monitor_open. */
LS_MUST_USE int monitor_begin(struct monitor *monitor, const struct options *options);

/* monitor_step is called between two steps of the engine. */
void monitor_step(struct monitor *monitor, const struct ls_engine *engine);

/* monitor_judge counts a flow that has its verdict. */
void monitor_judge(struct monitor *monitor, const struct ls_verdict *verdict);

/* monitor_add counts what metrics_judge counted in judged, which was another thread's. */
void monitor_add(struct monitor *monitor, const struct metrics *judged);

/* monitor_stop: the read has ended, results are made and written. */
void monitor_stop(struct monitor *monitor);

/* monitor_close writes the file for the last time; engine may be NULL where there was none. */
void monitor_close(struct monitor *monitor, const struct ls_engine *engine);
