/* options.c - the option table, and getopt_long driven by it. */
#include "cli/options_live.h"
#include "cli/options_read.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static int set_read(struct options *o, const char *value, struct ls_error *error)
{
    const char **grown = realloc(o->files, (o->file_count + 1) * sizeof *grown);
    if (grown == NULL)
        return ls_fail(error, LS_E_MEMORY, "out of memory");
    o->files = grown;
    o->files[o->file_count++] = value;
    return 0;
}

/* For what one run has one of: the first of two would be lost without a word. */
static int once(const char *name, const char *value, const char **out, struct ls_error *error)
{
    if (*out != NULL)
        return ls_fail(error, LS_E_USAGE, "%s %s: may be given once, and %s was", name, value,
                       *out);
    *out = value;
    return 0;
}

static int set_interface(struct options *o, const char *value, struct ls_error *error)
{
    const char **grown = realloc(o->interfaces, (o->interface_count + 1) * sizeof *grown);
    if (grown == NULL)
        return ls_fail(error, LS_E_MEMORY, "out of memory");
    o->interfaces = grown;
    o->interfaces[o->interface_count++] = value;
    return 0;
}

static int set_write(struct options *o, const char *value, struct ls_error *error)
{
    return once("-w", value, &o->write, error);
}

static int set_filter_file(struct options *o, const char *value, struct ls_error *error)
{
    return once("-F", value, &o->filter_file, error);
}

static int set_numeric(struct options *o, const char *value, struct ls_error *error)
{
    (void)o; /* addresses are never looked up; the letter is there for the habit of typing it */
    (void)value;
    (void)error;
    return 0;
}

static int set_quiet(struct options *o, const char *value, struct ls_error *error)
{
    (void)value;
    (void)error;
    o->quiet = true;
    return 0;
}

static int set_verbose(struct options *o, const char *value, struct ls_error *error)
{
    (void)value;
    (void)error;
    o->verbose = true;
    return 0;
}

static int set_stats(struct options *o, const char *value, struct ls_error *error)
{
    (void)value;
    (void)error;
    o->stats = true;
    return 0;
}

static int set_user(struct options *o, const char *value, struct ls_error *error)
{
    (void)error;
    o->user = value;
    return 0;
}

static int set_sandbox(struct options *o, const char *value, struct ls_error *error)
{
    static const char *const names[] = {"enforce", "log", "off"};
    for (enum ls_sandbox_mode mode = LS_SANDBOX_ENFORCE; mode <= LS_SANDBOX_OFF; mode++) {
        if (strcmp(value, names[mode]) == 0) {
            o->sandbox = mode;
            return 0;
        }
    }
    return ls_fail(error, LS_E_USAGE, "--sandbox %s: known are enforce, log, off", value);
}

static int set_metrics(struct options *o, const char *value, struct ls_error *error)
{
    (void)error;
    o->metrics = value;
    return 0;
}

static int set_metrics_listen(struct options *o, const char *value, struct ls_error *error)
{
    (void)error;
    o->metrics_listen = value;
    return 0;
}

static int set_catalog(struct options *o, const char *value, struct ls_error *error)
{
    if (o->catalog_count == CATALOGS_MAX)
        return ls_fail(error, LS_E_USAGE, "-C: at most %d catalogs", CATALOGS_MAX);
    o->catalogs[o->catalog_count++] = value;
    return 0;
}

static int set_topology(struct options *o, const char *value, struct ls_error *error)
{
    if (o->topology_count == TOPOLOGIES_MAX)
        return ls_fail(error, LS_E_USAGE, "-t: at most %d files", TOPOLOGIES_MAX);
    o->topologies[o->topology_count++] = value;
    return 0;
}

static int set_exceptions(struct options *o, const char *value, struct ls_error *error)
{
    if (o->exceptions_count == EXCEPTIONS_MAX)
        return ls_fail(error, LS_E_USAGE, "-x: at most %d files", EXCEPTIONS_MAX);
    o->exceptions[o->exceptions_count++] = value;
    return 0;
}

static int set_format(struct options *o, const char *value, struct ls_error *error)
{
    (void)error; /* known names depend on the command, which checks them */
    o->format = value;
    return 0;
}

static int set_output(struct options *o, const char *value, struct ls_error *error)
{
    const char **grown = realloc(o->outputs, (o->output_count + 1) * sizeof *grown);
    if (grown == NULL)
        return ls_fail(error, LS_E_MEMORY, "out of memory");
    o->outputs = grown;
    o->outputs[o->output_count++] = strcmp(value, "-") == 0 ? NULL : value;
    o->output = o->outputs[0];
    return 0;
}

static int set_lang(struct options *o, const char *value, struct ls_error *error)
{
    if (strcmp(value, "en") == 0)
        o->lang = LS_EN;
    else if (strcmp(value, "zh-CN") == 0)
        o->lang = LS_ZH_CN;
    else
        return ls_fail(error, LS_E_USAGE, "--lang %s: known are en and zh-CN", value);
    return 0;
}

static int set_only(struct options *o, const char *value, struct ls_error *error)
{
    while (*value != '\0') {
        size_t n = strcspn(value, ",");
        enum ls_verdict_kind kind = 0;
        while (kind < LS_VERDICT_COUNT && (strlen(ls_verdict_name(kind)) != n ||
                                           strncmp(ls_verdict_name(kind), value, n) != 0))
            kind++;
        if (kind == LS_VERDICT_COUNT)
            return ls_fail(error, LS_E_USAGE,
                           "--only %.*s: known are documented, contradicted, misplaced, "
                           "dependency, undocumented",
                           (int)n, value);
        o->only |= 1U << kind;
        value += n + (value[n] == ',');
    }
    return o->only ? 0 : ls_fail(error, LS_E_USAGE, "--only: names no verdict");
}

static int set_explain(struct options *o, const char *value, struct ls_error *error)
{
    (void)value;
    (void)error;
    o->explain = true;
    return 0;
}

static int set_fail_on(struct options *o, const char *value, struct ls_error *error)
{
    for (enum ls_severity severity = LS_LOW; severity <= LS_HIGH; severity++) {
        if (strcmp(value, ls_severity_name(severity)) == 0) {
            o->fail_on = (int)severity;
            return 0;
        }
    }
    return ls_fail(error, LS_E_USAGE, "--fail-on %s: known are low, medium, high", value);
}

static int set_colour(struct options *o, const char *value, struct ls_error *error)
{
    static const char *const names[] = {"auto", "always", "never"};
    for (enum colour_when when = COLOUR_AUTO; when <= COLOUR_NEVER; when++) {
        if (strcmp(value, names[when]) == 0) {
            o->colour = when;
            return 0;
        }
    }
    return ls_fail(error, LS_E_USAGE, "--color %s: known are auto, always, never", value);
}

static int set_anonymise(struct options *o, const char *value, struct ls_error *error)
{
    (void)value;
    (void)error;
    o->anonymise = true;
    return 0;
}

static int set_anonymise_key(struct options *o, const char *value, struct ls_error *error)
{
    (void)error;
    o->anonymise = true;
    o->anonymise_key = value;
    return 0;
}

static int set_help(struct options *o, const char *value, struct ls_error *error)
{
    (void)value;
    (void)error;
    o->help = true;
    return 0;
}

static const struct option_line lines[] = {
    {'r', "read", "FILE", CMD_READS | CMD_TOPOLOGY, "read a capture, '-' or a folder; may repeat",
     set_read},
    {'i', "interface", "IFACE", CMD_READS, "capture live; may repeat", set_interface},
    {'w', "write", "FILE", CMD_RECORDS, "write the packets of flows with findings", set_write},
    {'t', "topology", "FILE", CMD_SITE | CMD_TOPOLOGY, "hosts and roles of this site; may repeat",
     set_topology},
    {'x', "exceptions", "FILE", CMD_SITE, "accepted deviations; may repeat", set_exceptions},
    {'C', "catalog", "NAME|FILE", CMD_SITE | CMD_CATALOG, "rows to go by; may repeat", set_catalog},
    {'f', "format", "FORMAT", CMD_ALL & ~CMD_WATCH, "form of the output", set_format},
    {'o', "output", "FILE", CMD_ALL & ~CMD_WATCH,
     "write there, not to standard output; audit: may repeat", set_output},
    {'o', "output", "FILE", CMD_WATCH, "where the key s may save the flows shown", set_output},
    {0, "lang", "en|zh-CN", CMD_ALL, "language of names, reasons and reports", set_lang},
    {0, "only", "V[,V]", CMD_FLOWS | CMD_WATCH | CMD_CHOICE, "just flows with these verdicts",
     set_only},
    {0, "explain", NULL, CMD_FLOWS, "say what speaks for and against every row", set_explain},
    {0, "fail-on", "low|medium|high", CMD_AUDIT, "exit 1 on findings of that severity or above",
     set_fail_on},
    {0, "anonymise", NULL, CMD_RECORDS | CMD_TOPOLOGY,
     "show stand-ins for addresses, names, users, files", set_anonymise},
    {0, "anonymise-key", "FILE", CMD_RECORDS | CMD_TOPOLOGY, "the same stand-ins in every run",
     set_anonymise_key},
    {'c', "count", "N", CMD_READS, "stop after N packets", options_set_count},
    {0, "for", "DURATION", CMD_READS, "live: stop after 90s, 15m, 24h", options_set_duration},
    {0, "every", "DURATION", CMD_AUDIT, "live: write the report so far to -o", options_set_every},
    {0, "idle", "DURATION", CMD_READS, "live: end flows silent for so long", options_set_idle},
    {0, "alerts", "jsonl|syslog|cef", CMD_RECORDS, "live: tell new kinds of findings at once",
     options_set_alerts},
    {0, "alerts-every", "DURATION", CMD_RECORDS, "how often repetitions are told; 10m",
     options_set_alerts_every},
    {0, "rotate", "WHEN", CMD_RECORDS, "live: new files after 1h, 100M or 1h,100M",
     options_set_rotate},
    {0, "evidence-buffer", "SIZE", CMD_RECORDS, "live -w: memory for packets not judged yet; 64M",
     options_set_evidence_buffer},
    {0, "evidence-packets", "N", CMD_RECORDS, "live -w: the first N of each flow; 100, 0 = all",
     options_set_evidence_packets},
    {'F', "filter-file", "FILE", CMD_READS, "take the BPF filter from a file", set_filter_file},
    {'s', "snapshot-length", "N", CMD_READS, "live: bytes kept of a packet", options_set_snaplen},
    {'B', "buffer-size", "KIB", CMD_READS, "live: the kernel's buffer", options_set_buffer},
    {'p', "no-promiscuous-mode", NULL, CMD_READS, "live: only this host's packets",
     options_set_no_promiscuous},
    {0, "reopen", NULL, CMD_READS, "live: open interfaces again that went away",
     options_set_reopen},
    {'Z', "relinquish-privileges", "USER", CMD_READS,
     "run as USER once sources are open; root stays root", set_user},
    {0, "metrics", "FILE", CMD_RECORDS, "numbers for Prometheus, written every 15 seconds",
     set_metrics},
    {0, "metrics-listen", "PORT", CMD_RECORDS, "the same over HTTP, to this host only",
     set_metrics_listen},
    {0, "sandbox", "enforce|log|off", CMD_READS | CMD_TOPOLOGY | CMD_COMPARE,
     "what happens at system calls not needed", set_sandbox},
    {0, "flow-limit", "N", CMD_READS, "flows tracked at once", options_set_flow_limit},
    {'j', "threads", "N", CMD_READS, "worker threads; 0: one for each processor",
     options_set_workers},
    {'n', "numeric", NULL, CMD_READS, "no effect: names are never looked up", set_numeric},
    {'q', "quiet", NULL, CMD_RECORDS | CMD_TOPOLOGY, "no progress bar", set_quiet},
    {'v', "verbose", NULL, CMD_READS, "say on stderr what was read and skipped", set_verbose},
    {0, "stats", NULL, CMD_RECORDS, "say on stderr where the time went", set_stats},
    {0, "color", "auto|always|never", CMD_ALL, "colour in text", set_colour},
    {'h', "help", NULL, CMD_ALL, "this text", set_help},
};

enum { LINES = sizeof lines / sizeof *lines, LONG_BASE = 256 };

const struct option_line *options_lines(size_t *count)
{
    *count = LINES;
    return lines;
}

static void getopt_tables(enum command_bit command, char *letters, struct option *longs)
{
    char *at = letters;
    if (command & (CMD_READS | CMD_CHOICE))
        *at++ = '+'; /* what follows the first word is the BPF filter's, dashes included */
    *at++ = ':';
    size_t n = 0;
    for (int i = 0; i < LINES; i++) {
        if ((lines[i].commands & command) == 0)
            continue;
        if (lines[i].letter != 0) {
            *at++ = lines[i].letter;
            if (lines[i].value != NULL)
                *at++ = ':';
        }
        longs[n++] = (struct option){lines[i].name, lines[i].value != NULL, NULL, LONG_BASE + i};
    }
    *at = '\0';
    longs[n] = (struct option){0};
}

static const struct option_line *line_of(int choice)
{
    if (choice >= LONG_BASE)
        return &lines[choice - LONG_BASE];
    for (int i = 0; i < LINES; i++) {
        if (lines[i].letter == choice)
            return &lines[i];
    }
    return NULL;
}

static enum ls_lang locale_lang(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && *value != '\0')
            return strncmp(value, "zh", 2) == 0 ? LS_ZH_CN : LS_EN;
    }
    return LS_EN;
}

int options_parse(struct options *options, enum command_bit command, int argc, char **argv,
                  struct ls_error *error)
{
    char letters[2 * LINES + 3];
    struct option longs[LINES + 1];
    *options = (struct options){
        .command = command, .fail_on = -1, .lang = locale_lang(), .sandbox = ls_sandbox_usual()};
    options_live_usual(options);
    getopt_tables(command, letters, longs);
    opterr = 0;
    optind = 1;
    for (int choice; (choice = getopt_long(argc, argv, letters, longs, NULL)) != -1;) {
        const char *word = argv[optind - 1];
        if (choice == ':')
            return ls_fail(error, LS_E_USAGE, "%s: needs a value; see --help", word);
        if (choice == '?' && optopt != 0 && optopt < LONG_BASE)
            return ls_fail(error, LS_E_USAGE, "-%c: no such option; see --help", optopt);
        if (choice == '?')
            return ls_fail(error, LS_E_USAGE, "%s: no such option; see --help", word);
        int code = line_of(choice)->set(options, optarg, error);
        if (code < 0)
            return code;
    }
    options->words = argv + optind;
    options->word_count = argc - optind;
    if (options->output_count > 1 && command != CMD_AUDIT)
        return ls_fail(error, LS_E_USAGE, "-o: only audit writes several files at once");
    if (options_endings(options, command, error) < 0)
        return LS_E_USAGE;
    return (command & (CMD_READS | CMD_CHOICE)) != 0 ? options_filter(options, error) : 0;
}

void options_clear(struct options *options)
{
    free(options->files);
    free(options->outputs);
    free(options->interfaces);
    free(options->filter);
}
