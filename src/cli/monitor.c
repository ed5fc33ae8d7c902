/* monitor.c - the service manager hears how the run goes. */
#include "cli/monitor.h"

#include <time.h>

static int64_t monotonic_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * LS_SECOND + now.tv_nsec;
}

int monitor_open(struct monitor *monitor, const struct options *options)
{
    (void)options;
    notify_open(&monitor->notify);
    return 0;
}

void monitor_begin(struct monitor *monitor, const struct options *options)
{
    const char *what = options->interface;
    if (what == NULL)
        what = options->file_count > 0 ? options->files[0] : "";
    notify_ready(&monitor->notify, "reading %s", what);
}

void monitor_step(struct monitor *monitor, const struct ls_engine *engine)
{
    if (!notify_due(&monitor->notify, monotonic_ns()))
        return;
    uint64_t frames, done, total;
    ls_engine_progress(engine, &frames, &done, &total);
    notify_alive(&monitor->notify, "%llu packets read", (unsigned long long)frames);
}

void monitor_stop(struct monitor *monitor)
{
    notify_stopping(&monitor->notify);
}

void monitor_close(struct monitor *monitor)
{
    notify_close(&monitor->notify);
}
