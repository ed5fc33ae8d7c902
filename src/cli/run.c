/* run.c - options, catalogs, topology, source, engine, roles: in that order. */
#include "cli/run.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/crypto.h"
#include "cli/guard.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "report/notes.h"

static bool may_rotate(const struct options *options)
{
    const char *file = options->write != NULL ? options->write : options->output;
    return options->interface_count > 0 && file != NULL && strcmp(file, "-") != 0;
}

static int check_source(const struct options *options)
{
    if (options->file_count > 0 && options->interface_count > 0)
        say("-r and -i: read files or an interface, not both");
    else if (options->file_count == 0 && options->interface_count == 0)
        say("nothing to read: name a capture with -r FILE or an interface with -i IFACE");
    else if (options->duration_ns != 0 && options->interface_count == 0)
        say("--for is for live captures (-i)");
    else if (options->alerts != NULL && options->interface_count == 0)
        say("--alerts is for live captures (-i)");
    else if (options->rotate_ns + options->rotate_bytes != 0 && !may_rotate(options))
        say("--rotate is for live captures (-i) with a name of files (-o or -w)");
    else if ((options->evidence_bytes != 0 || options->evidence_packets >= 0) &&
             (options->interface_count == 0 || options->write == NULL))
        say("--evidence-buffer and --evidence-packets are for live captures (-i) with -w");
    else if (options->reopen && options->interface_count == 0)
        say("--reopen is for live captures (-i)");
    else if ((options->every_ns != 0 || options->idle_ns != 0) && options->interface_count == 0)
        say("--every and --idle are for live captures (-i)");
    else if (options->every_ns != 0 && options->output == NULL)
        say("--every needs a file to write to (-o)");
    else
        return run_check_outputs(options);
    return -1;
}

/* A filter that cannot be understood may have an option in it: all that follows is the filter's. */
static const char *option_in_filter(const struct options *options)
{
    for (int i = 0; options->filter_file == NULL && i < options->word_count; i++) {
        const char *word = options->words[i];
        if (word[0] == '-' && (isalpha((unsigned char)word[1]) || word[1] == '-'))
            return word;
    }
    return NULL;
}

static void say_filter(const struct options *options, const struct ls_error *error)
{
    const char *option = option_in_filter(options);
    if (option != NULL && strncmp(error->text, "filter: ", 8) == 0)
        say("%s; options go before the filter, and %s stands behind '%s'", error->text, option,
            options->words[0]);
    else
        say("%s", error->text);
}

/* What is kept of flows (-w), and an end after so many packets (-c), take one reader. */
static unsigned handles(const struct options *options)
{
    return options->write == NULL && options->packet_limit == 0 ? options->workers : 1;
}

static struct ls_source *open_source(const struct options *options)
{
    struct ls_error error;
    struct ls_source_options wish = {
        .files = options->files,
        .file_count = options->file_count,
        .interfaces = options->interfaces,
        .interface_count = options->interface_count,
        .filter = options->filter,
        .threads = options->workers > 1,
        .snaplen = options->snaplen,
        .handles = handles(options),
        .buffer_bytes = options->buffer_kib * 1024U,
        .no_promiscuous = options->no_promiscuous,
        .reopen = options->reopen,
    };
    struct ls_source *source = ls_source_open(&wish, &error);
    if (source == NULL)
        say_filter(options, &error);
    return source;
}

/* A file is opened again when its turn comes, and once more for evidence. */
static int guard(struct run *run)
{
    size_t count;
    const char *const *files = ls_source_files(run->source, &count);
    if (monitor_open(&run->monitor, run->options, run->shown.anonymiser) < 0 ||
        alerts_open(&run->alerts, run->options, run->shown.anonymiser) < 0 ||
        guard_begin(run->options, files, run->options->interface_count == 0 ? count : 0) < 0)
        return -1;
    return monitor_begin(&run->monitor, run->options);
}

static struct ls_keeping keeping_of(const struct options *options)
{
    struct ls_keeping keeping = {64 << 20, 100};
    if (options->write == NULL || options->interface_count == 0)
        return (struct ls_keeping){0};
    if (options->evidence_bytes > 0)
        keeping.bytes = options->evidence_bytes;
    if (options->evidence_packets >= 0)
        keeping.frames = (uint32_t)options->evidence_packets;
    return keeping;
}

int run_engine(struct run *run)
{
    const struct options *options = run->options;
    struct ls_error error;
    struct ls_engine_options wish = {
        .source = run->source,
        .packet_limit = options->packet_limit,
        .duration_ns = options->duration_ns,
        .flow_limit = options->flow_limit,
        .live = options->interface_count > 0,
        .idle_ns = options->idle_ns,
        .keep_frames = options->write != NULL && options->interface_count == 0,
        .keeping = keeping_of(options),
        .anonymiser = run->shown.anonymiser,
        .workers = options->workers,
    };
    run->engine = ls_engine_new(&wish, &error);
    if (run->engine != NULL)
        return 0;
    say("%s", error.text);
    return -1;
}

static int read_all(struct run *run)
{
    const struct options *options = run->options;
    struct ls_error error;
    if (run_engine(run) < 0)
        return -1;
    struct progress progress;
    int more;
    progress_begin(&progress, options->quiet);
    signals_catch(run->source, SIGNALS_FILES);
    while ((more = ls_engine_step(run->engine, &error)) > 0) {
        uint64_t frames, done, total;
        ls_engine_progress(run->engine, &frames, &done, &total);
        progress_show(&progress, frames, done, total);
        monitor_step(&run->monitor, run->engine);
    }
    monitor_stop(&run->monitor);
    signals_catch(NULL, SIGNALS_FILES);
    progress_end(&progress);
    if (signals_interrupted())
        ls_engine_interrupt(run->engine);
    if (more < 0 || ls_engine_finish(run->engine, &run->result, &error) < 0) {
        say("%s", error.text);
        return -1;
    }
    return 0;
}

/* Names first: a host that is known by its name needs no guess. */
static int infer(struct run *run)
{
    struct ls_inference *inference = ls_inference_new(&run->context, run->topology);
    int code = inference ? 0 : LS_E_MEMORY;
    size_t count = run->result->flow_count;
    for (size_t i = 0; i < count && code == 0 && ls_topology_lacks(run->topology); i++)
        code = ls_name_hosts(run->topology, run->result->flows[i]);
    for (size_t i = 0; i < count && code == 0; i++) {
        ls_classify_ahead(&run->context, run->result->flows, count, i);
        code = ls_inference_add(inference, run->result->flows[i]);
    }
    if (code == 0)
        code = ls_inference_finish(inference);
    ls_inference_free(inference);
    if (code == 0)
        return 0;
    say("out of memory");
    return -1;
}

void run_gather_facts(struct run *run)
{
    static const struct ls_result none;
    const struct ls_result *result = run->result ? run->result : &none;
    run->facts = (struct ls_run){
        .version = program_version,
        .catalogs = run->catalogs,
        .topology = run->topology,
        .exceptions = run->exceptions,
        .lang = run->options->lang,
        .first_ns = result->first_ns,
        .last_ns = result->last_ns,
        .flows_first_ns = result->flows_first_ns,
        .flows_last_ns = result->flows_last_ns,
        .packets = result->packets,
        .bytes = result->bytes,
        .flows = result->flow_count,
        .repeats = result->repeats,
        .answered = result->answered,
        .one_way = result->one_way,
        .skipped = result->skipped,
        .incomplete = result->incomplete,
        .incomplete_count = result->incomplete_count,
        .filter = run->options->filter,
        .scribe = run->scribe,
        .audit_limit = run->options->interface_count > 0 ? LIVE_AUDIT_MAX : 0,
    };
    run->facts.files = ls_source_files(run->source, &run->facts.file_count);
}

/* From here on sentences are written; they are written with stand-ins. */
int run_judge(struct run *run)
{
    run->context = (struct ls_context){.catalogs = run->catalogs,
                                       .topology = run->topology,
                                       .learned = run->result->learned,
                                       .exceptions = run->exceptions,
                                       .lang = run->options->lang,
                                       .anonymiser = run->shown.anonymiser,
                                       .precedents = ls_precedents_new()};
    ls_topology_shows(run->topology, run->shown.anonymiser);
    ls_exceptions_set_time(run->exceptions, run->result->flow_count > 0 ? run->result->flows_last_ns
                                                                        : run->result->last_ns);
    if (infer(run) < 0)
        return -1;
    run_gather_facts(run);
    if (shown_make(&run->shown, &run->facts, run->result) == 0)
        return 0;
    say("out of memory");
    return -1;
}

unsigned run_judges(const struct run *run)
{
    return run->shown.anonymiser != NULL ? 1 : run->options->workers;
}

void run_talk(const struct run *run)
{
    const struct ls_result *result = run->result;
    if (!run->options->verbose)
        return;
    say("%llu packets, %llu bytes, %zu flows", (unsigned long long)result->packets,
        (unsigned long long)result->bytes, result->flow_count);
    if (result->learned != NULL)
        say("%zu announced endpoints", ls_learned_set_count(result->learned));
    for (enum ls_skip i = 0; i < LS_SKIP_COUNT; i++) {
        if (result->skipped[i] > 0)
            say("in no flow: %llu packets, %s", (unsigned long long)result->skipped[i],
                ls_skip_name(i));
    }
}

/* Stand-ins are for what is known to name a site; a catalog of the site's own has no such marks. */
static void warn_of_catalogs(const struct options *options)
{
    bool stands_in = options->anonymise || options->anonymise_key != NULL;
    for (size_t i = 0; stands_in && i < options->catalog_count; i++) {
        const char *name = options->catalogs[i], *dot = strrchr(name, '.');
        if (strchr(name, '/') == NULL && (dot == NULL || dot[1] != 'y'))
            continue;
        say("--anonymise: the names, services and notes of a catalog of your own are shown as they "
            "are; leave -C out, or look through what comes out");
        return;
    }
}

int run_open(struct run *run, const struct options *options)
{
    *run = (struct run){.options = options};
    stats_begin(&run->stats, options->stats);
    if (check_source(options) < 0 || shown_open(&run->shown, options) < 0)
        return -1;
    run->catalogs = load_catalogs(options);
    if (run->catalogs == NULL)
        return -1;
    warn_of_catalogs(options);
    run->topology = load_topology(options, run->catalogs);
    if (run->topology == NULL)
        return -1;
    run->exceptions = load_exceptions(options, run->catalogs);
    if (run->exceptions == NULL)
        return -1;
    run->source = open_source(options);
    if (run->source == NULL || guard(run) < 0)
        return -1;
    run->scribe = ls_scribe_new(run->catalogs);
    return 0;
}

int run_begin(struct run *run, const struct options *options)
{
    if (run_open(run, options) < 0 || read_all(run) < 0)
        return -1;
    stats_ended(&run->stats, STATS_READING);
    if (run_judge(run) < 0)
        return -1;
    stats_ended(&run->stats, STATS_INFERRING);
    run_talk(run);
    return 0;
}

void run_end(struct run *run)
{
    if (run->facts.catalogs != NULL) /* it came to a report */
        stats_say(&run->stats, run->engine);
    alerts_close(&run->alerts);
    shown_close(&run->shown);
    monitor_close(&run->monitor, run->engine);
    ls_saved_free(run->saved);
    ls_engine_free(run->engine);
    ls_source_free(run->source);
    ls_precedents_free(run->context.precedents);
    ls_scribe_free(run->scribe);
    ls_exceptions_free(run->exceptions);
    ls_topology_free(run->topology);
    ls_catalogs_free(run->catalogs);
}

/* Standard error is English, whatever the report is. */
static void say_empty(const struct run *run)
{
    struct ls_run facts = run->facts;
    facts.lang = LS_EN;
    if (facts.records == 0 && run_note_empty(&facts) != NULL)
        say("note: %s", run_note_empty(&facts));
}

bool run_wants(const struct options *options, const struct ls_verdict *verdict)
{
    return options->only == 0 || (options->only & 1U << verdict->kind) != 0;
}

bool run_is_partial(const struct run *run)
{
    say_empty(run);
    for (size_t i = 0; i < run->facts.incomplete_count; i++)
        say("incomplete: %s", run->facts.incomplete[i]);
    if (crypto_starved())
        say("incomplete: memory ran out, so some certificates and digests are missing");
    return run->facts.incomplete_count > 0 || crypto_starved();
}
