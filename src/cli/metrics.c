/* metrics.c - one family after the other: HELP, TYPE, samples. */
#include "cli/metrics.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "lyncscope/clock.h"

void metrics_judge(struct metrics *metrics, const struct ls_verdict *verdict)
{
    metrics->verdicts[verdict->kind]++;
    for (size_t i = 0; i < verdict->finding_count; i++)
        metrics->findings[verdict->findings[i].severity]++;
}

/* statm's second number: resident pages (proc(5)). */
uint64_t metrics_memory(void)
{
    unsigned long long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (file == NULL)
        return 0;
    if (fscanf(file, "%*u %llu", &pages) != 1)
        pages = 0;
    fclose(file);
    return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void family(FILE *out, const char *name, const char *type, const char *help)
{
    fprintf(out, "# HELP lyncscope_%s %s\n# TYPE lyncscope_%s %s\n", name, help, name, type);
}

/* Label values escape backslash, quote and line feed. */
static void label(FILE *out, const char *name, const char *value)
{
    fprintf(out, "%s=\"", name);
    for (; *value != '\0'; value++) {
        if (*value == '\\' || *value == '"')
            fputc('\\', out);
        if (*value == '\n')
            fputs("\\n", out);
        else
            fputc(*value, out);
    }
    fputc('"', out);
}

/* The name, and the labels that there are: the interface, and one of the sample's own. */
static void head(FILE *out, const struct metrics *metrics, const char *name, const char *key,
                 const char *value)
{
    bool both = metrics->interface != NULL && key != NULL;
    fprintf(out, "lyncscope_%s", name);
    if (metrics->interface != NULL || key != NULL)
        fputc('{', out);
    if (metrics->interface != NULL)
        label(out, "interface", metrics->interface);
    if (both)
        fputc(',', out);
    if (key != NULL)
        label(out, key, value);
    if (metrics->interface != NULL || key != NULL)
        fputc('}', out);
}

static void sample(FILE *out, const struct metrics *metrics, const char *name, const char *key,
                   const char *value, uint64_t number)
{
    head(out, metrics, name, key, value);
    fprintf(out, " %" PRIu64 "\n", number);
}

static void seconds(FILE *out, const struct metrics *metrics, const char *name, int64_t ns)
{
    int64_t whole = ns < 0 ? 0 : ns;
    head(out, metrics, name, NULL, NULL);
    fprintf(out, " %" PRId64 ".%09" PRId64 "\n", whole / LS_SECOND, whole % LS_SECOND);
}

static void write_reading(FILE *out, const struct metrics *m)
{
    const struct {
        const char *name, *help;
        uint64_t number;
    } counters[] = {
        {"packets_total", "Packets read.", m->packets},
        {"bytes_total", "Bytes of the packets read, as on the wire.", m->bytes},
        {"repeated_packets_total", "Packets that a mirror port delivered before.", m->repeats},
        {"flows_total", "Flows begun.", m->flows},
        {"evicted_flows_total", "Flows that ended early because the table was full.", m->evicted},
    };
    for (size_t i = 0; i < sizeof counters / sizeof *counters; i++) {
        family(out, counters[i].name, "counter", counters[i].help);
        sample(out, m, counters[i].name, NULL, NULL, counters[i].number);
    }
    family(out, "dropped_packets_total", "counter",
           "Packets that were lost before they were read.");
    sample(out, m, "dropped_packets_total", "by", "kernel", m->dropped_kernel);
    sample(out, m, "dropped_packets_total", "by", "interface", m->dropped_interface);
    family(out, "skipped_packets_total", "counter", "Packets read that are in no flow.");
    for (enum ls_skip i = 0; i < LS_SKIP_COUNT; i++)
        sample(out, m, "skipped_packets_total", "reason", ls_skip_name(i), m->skipped[i]);
}

static void write_judging(FILE *out, const struct metrics *m)
{
    family(out, "judged_flows_total", "counter", "Flows that have their verdict.");
    for (enum ls_verdict_kind i = 0; i < LS_VERDICT_COUNT; i++)
        sample(out, m, "judged_flows_total", "verdict", ls_verdict_name(i), m->verdicts[i]);
    family(out, "findings_total", "counter", "Findings of judged flows.");
    for (enum ls_severity i = LS_LOW; i <= LS_HIGH; i++)
        sample(out, m, "findings_total", "severity", ls_severity_name(i), m->findings[i]);
}

void metrics_write(FILE *out, const struct metrics *m)
{
    family(out, "info", "gauge", "The program; always 1.");
    sample(out, m, "info", "version", program_version, 1);
    write_reading(out, m);
    write_judging(out, m);
    if (m->packets > 0) {
        family(out, "last_packet_timestamp_seconds", "gauge", "Time of the latest packet.");
        seconds(out, m, "last_packet_timestamp_seconds", m->last_ns);
    }
    if (m->interface != NULL) {
        family(out, "lag_seconds", "gauge", "Age of the latest packet when it had been read.");
        seconds(out, m, "lag_seconds", m->lag_ns);
    }
    if (m->memory > 0) {
        family(out, "resident_memory_bytes", "gauge", "Memory that the program occupies.");
        sample(out, m, "resident_memory_bytes", NULL, NULL, m->memory);
    }
}
