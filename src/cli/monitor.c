/* monitor.c - looks at the clock between two steps, and passes the numbers on when it is time. */
#include "cli/monitor.h"

#include <string.h>

#include "cli/commands.h"
#include "cli/output.h"
#include "lyncscope/now.h"

#define PUBLISH_EVERY LS_SECOND
#define FILE_EVERY    (15 * LS_SECOND) /* as often as Prometheus asks, unless it is told otherwise */

/* Written whole: whoever collects it never sees half of it. */
static int write_file(struct monitor *monitor)
{
    struct ls_error error;
    struct output output;
    if (output_open(&output, monitor->path, &error) == 0) {
        metrics_write(output.file, &monitor->metrics);
        if (output_close(&output, &error) == 0) {
            monitor->failed = false;
            return 0;
        }
    }
    if (!monitor->failed)
        say("--metrics %s", error.text);
    monitor->failed = true;
    return -1;
}

/* All interfaces of a run are counted together. */
static void name_interfaces(struct monitor *monitor, const struct options *options,
                            const struct ls_anonymiser *anonymiser)
{
    char standin[LS_STANDIN_TEXT];
    size_t used = 0, room = sizeof monitor->names;
    for (size_t i = 0; i < options->interface_count && used < room; i++) {
        const char *name = options->interfaces[i];
        if (anonymiser != NULL) {
            ls_anonymise_file(anonymiser, "capture", name, standin);
            name = standin;
        }
        int n = snprintf(monitor->names + used, room - used, "%s%s", i > 0 ? "," : "", name);
        used += n > 0 ? (size_t)n : 0;
    }
    monitor->metrics.interface = options->interface_count > 0 ? monitor->names : NULL;
}

int monitor_open(struct monitor *monitor, const struct options *options,
                 const struct ls_anonymiser *anonymiser)
{
    struct ls_error error;
    monitor->path = options->metrics;
    name_interfaces(monitor, options, anonymiser);
    notify_open(&monitor->notify);
    if (options->metrics_listen == NULL)
        return 0;
    monitor->server = server_open(options->metrics_listen, &error);
    if (monitor->server == NULL) {
        say("%s", error.text);
        return -1;
    }
    if (options->verbose)
        say("metrics at port %u", server_port(monitor->server));
    return 0;
}

int monitor_begin(struct monitor *monitor, const struct options *options)
{
    struct ls_error error;
    const char *what = monitor->metrics.interface;
    monitor->metrics.memory = metrics_memory();
    if (monitor->path != NULL && write_file(monitor) < 0)
        return -1;
    if (monitor->server != NULL) {
        server_publish(monitor->server, &monitor->metrics);
        if (server_begin(monitor->server, &error) < 0) {
            say("%s", error.text);
            return -1;
        }
    }
    if (what == NULL)
        what = options->file_count > 0 ? options->files[0] : "";
    monitor->file_ns = ls_now_monotonic() + FILE_EVERY;
    notify_ready(&monitor->notify, "reading %s", what);
    return 0;
}

/* Of a packet that has just been read; of the same one later it would be how quiet the network is.
 */
static void note_lag(struct metrics *metrics, const struct ls_engine_counts *counts)
{
    if (metrics->interface != NULL && counts->packets != metrics->packets)
        metrics->lag_ns = ls_now_wall() - counts->last_ns;
}

static void gather(struct monitor *monitor, const struct ls_engine *engine)
{
    struct ls_engine_counts counts;
    struct metrics *metrics = &monitor->metrics;
    ls_engine_counts(engine, &counts);
    note_lag(metrics, &counts);
    metrics->packets = counts.packets;
    metrics->bytes = counts.bytes;
    metrics->repeats = counts.repeats;
    metrics->flows = counts.flows;
    metrics->evicted = counts.evicted;
    metrics->dropped_kernel = counts.dropped_kernel;
    metrics->dropped_interface = counts.dropped_interface;
    metrics->last_ns = counts.last_ns;
    metrics->memory = metrics_memory();
    memcpy(metrics->skipped, counts.skipped, sizeof metrics->skipped);
}

static void publish(struct monitor *monitor, const struct ls_engine *engine, int64_t now)
{
    monitor->publish_ns = now + PUBLISH_EVERY;
    gather(monitor, engine);
    if (monitor->server != NULL)
        server_publish(monitor->server, &monitor->metrics);
    if (monitor->path == NULL || now < monitor->file_ns)
        return;
    monitor->file_ns = now + FILE_EVERY;
    (void)write_file(monitor);
}

void monitor_step(struct monitor *monitor, const struct ls_engine *engine)
{
    bool watched = monitor->path != NULL || monitor->server != NULL;
    if (!watched && !monitor->notify.on)
        return;
    int64_t now = ls_now_monotonic();
    if (watched && now >= monitor->publish_ns)
        publish(monitor, engine, now);
    if (!notify_due(&monitor->notify, now))
        return;
    uint64_t frames, done, total;
    ls_engine_progress(engine, &frames, &done, &total);
    notify_alive(&monitor->notify, "%llu packets read", (unsigned long long)frames);
}

void monitor_judge(struct monitor *monitor, const struct ls_verdict *verdict)
{
    metrics_judge(&monitor->metrics, verdict);
}

void monitor_add(struct monitor *monitor, const struct metrics *judged)
{
    for (size_t i = 0; i < LS_VERDICT_COUNT; i++)
        monitor->metrics.verdicts[i] += judged->verdicts[i];
    for (size_t i = LS_LOW; i <= LS_HIGH; i++)
        monitor->metrics.findings[i] += judged->findings[i];
}

void monitor_stop(struct monitor *monitor)
{
    notify_stopping(&monitor->notify);
}

void monitor_close(struct monitor *monitor, const struct ls_engine *engine)
{
    if (engine != NULL && monitor->path != NULL) {
        gather(monitor, engine);
        (void)write_file(monitor);
    }
    server_free(monitor->server);
    monitor->server = NULL;
    notify_close(&monitor->notify);
}
