/*
 * monitor.h - what others may watch of a run while it goes on
 *
 * Everything that needs a socket is opened by monitor_open, before the sandbox closes.
 */
#pragma once

#include "cli/notify.h"
#include "cli/options.h"

struct monitor {
    struct notify notify;
};

/* monitor_open returns 0, or -1 when it has said what is wrong. */
LS_MUST_USE int monitor_open(struct monitor *monitor, const struct options *options);

/* monitor_begin: the sandbox is closed, and the run begins. */
void monitor_begin(struct monitor *monitor, const struct options *options);

/* monitor_step is called between two steps of the engine. */
void monitor_step(struct monitor *monitor, const struct ls_engine *engine);

/* monitor_stop: the read has ended, results are made and written. */
void monitor_stop(struct monitor *monitor);

void monitor_close(struct monitor *monitor);
