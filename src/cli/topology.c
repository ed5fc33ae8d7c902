/* topology.c - who is who: as told (show, check), and a draft from a capture (show -r). */
#include <stdlib.h>
#include <string.h>

#include "cli/guard.h"
#include "cli/output.h"
#include "cli/run.h"
#include "cli/terminal.h"

static int show(const struct options *options, const struct ls_catalogs *catalogs,
                const struct ls_topology *topology)
{
    struct ls_error error;
    struct output output;
    const char *format = options->format ? options->format : "text";
    if (strcmp(format, "text") != 0 && strcmp(format, "jsonl") != 0 &&
        strcmp(format, "yaml") != 0) {
        say("topology: -f %s: known are text, jsonl, yaml", format);
        return EXIT_WRONG;
    }
    if (output_open(&output, options->output, &error) < 0) {
        say("%s", error.text);
        return EXIT_WRONG;
    }
    struct ls_look look = terminal_look(options->colour, output.file);
    if (ls_topology_write(output.file, catalogs, topology, format, &look, options->lang) < 0) {
        output_abandon(&output);
        return EXIT_WRONG;
    }
    if (output_close(&output, &error) == 0)
        return EXIT_FINE;
    say("%s", error.text);
    return EXIT_WRONG;
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

/* What is missing is no mistake, but whoever relies on the topology should know: status 3. */
static int write_check(FILE *out, struct ls_topology *topology)
{
    size_t count;
    const struct ls_topology_source *sources = ls_topology_sources(topology, &count);
    for (size_t i = 0; i < count; i++) {
        size_t names, used;
        ls_topology_source_names(topology, i, &names, &used);
        fprintf(out, "%s: %zu host%s, %zu network%s, ", sources[i].path, sources[i].hosts,
                plural(sources[i].hosts), sources[i].networks, plural(sources[i].networks));
        if (names > 0)
            fprintf(out, "%zu name%s with an address (%zu of hosts told here), ", names,
                    plural(names), used);
        fputs("no mistakes\n", out);
    }
    const struct ls_mistake *gaps = ls_topology_gaps(topology, &count);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%s:%u: %s\n", gaps[i].file, gaps[i].line, gaps[i].text);
    return count > 0 ? EXIT_PARTIAL : EXIT_FINE;
}

static int check(const struct options *options, struct ls_topology *topology)
{
    struct ls_error error;
    struct output output;
    if (output_open(&output, options->output, &error) < 0) {
        say("%s", error.text);
        return EXIT_WRONG;
    }
    int status = write_check(output.file, topology);
    if (output_close(&output, &error) == 0)
        return status;
    say("%s", error.text);
    return EXIT_WRONG;
}

static int write_draft(const struct run *run)
{
    struct ls_error error;
    struct output output;
    if (output_open(&output, run->options->output, &error) < 0) {
        say("%s", error.text);
        return EXIT_WRONG;
    }
    if (ls_topology_write_draft(output.file, &run->facts, shown_flows(&run->shown, run->result),
                                run->result->flow_count) < 0) {
        output_abandon(&output);
        say("out of memory");
        return EXIT_WRONG;
    }
    if (output_close(&output, &error) == 0)
        return run_is_partial(run) ? EXIT_PARTIAL : EXIT_FINE;
    say("%s", error.text);
    return EXIT_WRONG;
}

/* Words behind show are captures, too: -r FILE... as people write it. */
static int draft(const struct options *options)
{
    struct options reading = *options;
    struct run run;
    size_t words = (size_t)(options->word_count - 1);
    const char **files = calloc(options->file_count + words, sizeof *files);
    int status = EXIT_WRONG;
    if (options->format != NULL && strcmp(options->format, "yaml") != 0) {
        say("topology: -f %s: a draft is always yaml", options->format);
    } else if (files != NULL) {
        memcpy(files, options->files, options->file_count * sizeof *files);
        for (size_t i = 0; i < words; i++)
            files[options->file_count + i] = options->words[i + 1];
        reading.files = files;
        reading.file_count += words;
        if (run_begin(&run, &reading) == 0)
            status = write_draft(&run);
        run_end(&run);
    } else {
        say("out of memory");
    }
    free(files);
    return status;
}

/* Shows or checks what was loaded, or its stand-ins. */
static int answer(const struct options *options, const struct ls_catalogs *catalogs,
                  struct ls_topology *topology, bool showing)
{
    struct shown shown;
    int status = EXIT_WRONG;
    if (shown_open(&shown, options) < 0)
        return status;
    if (shown.anonymiser != NULL) {
        shown.topology = ls_topology_anonymised(topology, shown.anonymiser);
        topology = shown.topology;
    }
    if (topology == NULL)
        say("out of memory");
    else
        status = showing ? show(options, catalogs, topology) : check(options, topology);
    shown_close(&shown);
    return status;
}

/* These files come from others, too. */
static int tell(const struct options *told, bool showing)
{
    if (guard_begin(told, NULL, 0) < 0)
        return EXIT_WRONG;
    struct ls_catalogs *catalogs = load_catalogs(told);
    struct ls_topology *topology = catalogs ? load_topology(told, catalogs) : NULL;
    int status = topology != NULL ? answer(told, catalogs, topology, showing) : EXIT_WRONG;
    ls_topology_free(topology);
    ls_catalogs_free(catalogs);
    return status;
}

int command_topology(const struct options *options)
{
    const char *verb = options->word_count > 0 ? options->words[0] : "";
    bool showing = strcmp(verb, "show") == 0;
    if (showing && options->file_count > 0)
        return draft(options);
    if (options->file_count > 0 || options->topology_count > 0) {
        say("topology: -r and -t are for a draft: topology show -r FILE...");
        return EXIT_WRONG;
    }
    if ((!showing && strcmp(verb, "check") != 0) || options->word_count < 2) {
        say("topology: say show FILE... or check FILE...");
        return EXIT_WRONG;
    }
    if (options->word_count - 1 > TOPOLOGIES_MAX) {
        say("topology: at most %d files", TOPOLOGIES_MAX);
        return EXIT_WRONG;
    }
    struct options told = *options;
    told.topology_count = (size_t)(options->word_count - 1);
    for (size_t i = 0; i < told.topology_count; i++)
        told.topologies[i] = options->words[i + 1];
    return tell(&told, showing);
}
