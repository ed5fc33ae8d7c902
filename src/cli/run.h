/*
 * run.h - what `flows` and `audit` have in common: from the options to classified flows
 */
#pragma once

#include "cli/alerts.h"
#include "cli/commands.h"
#include "cli/monitor.h"
#include "cli/output.h"
#include "cli/shown.h"
#include "cli/stats.h"
#include "lyncscope/engine.h"

/* Findings, hosts and lines of the matrix that a live audit keeps apart. */
enum { LIVE_AUDIT_MAX = 65536 };

/* One run: everything that was loaded and read. */
struct run {
    const struct options *options;
    struct ls_catalogs *catalogs;
    struct ls_topology *topology;
    struct ls_exceptions *exceptions;
    struct ls_source *source;
    struct ls_engine *engine;
    const struct ls_result *result; /* NULL where saved records are read */
    struct ls_saved *saved;         /* the saved records, or NULL */
    struct monitor monitor;
    struct alerts alerts;
    struct ls_context context;
    struct ls_scribe *scribe;
    struct ls_run facts; /* for the report */
    struct shown shown;
    struct stats stats;
    bool hushed; /* what keeps outputs from being written was said, and is not said again */
};

/*
 * run_begin loads, reads and infers roles; on failure it has said why and returns -1. run_end
 * frees everything, also after a failure.
 */
LS_MUST_USE int run_begin(struct run *run, const struct options *options);
void run_end(struct run *run);

/* run_judges returns how many threads may judge flows: stand-ins are made by one. */
unsigned run_judges(const struct run *run);

/* The parts of run_begin, for live captures: load and open; make the engine; tell what was read. */
LS_MUST_USE int run_open(struct run *run, const struct options *options);
LS_MUST_USE int run_engine(struct run *run);
void run_gather_facts(struct run *run); /* of run->result */
/* run_judge infers roles of what was read from files, and makes the context of its verdicts. */
LS_MUST_USE int run_judge(struct run *run);
void run_talk(const struct run *run);

/* run_wants says whether --only lets a flow through. */
bool run_wants(const struct options *options, const struct ls_verdict *verdict);

/* run_check_outputs refuses to write what is read; it has said so and returns -1, else 0. */
LS_MUST_USE int run_check_outputs(const struct options *options);

/* run_is_saved says whether -r names saved records. */
bool run_is_saved(const struct options *options);
/* run_begin_saved is run_begin for saved records, which have their verdicts. */
LS_MUST_USE int run_begin_saved(struct run *run, const struct options *options);

/* run_add_saved adds every saved record to the audit. Returns 0 or LS_E_MEMORY. */
LS_MUST_USE int run_add_saved(const struct run *run, struct ls_audit *audit);

/* What the -w file wants of a flow. */
struct wanted {
    const struct ls_summary *flow; /* NULL: nothing */
    bool told;                     /* a packet of it is written, with the comment */
};

/* wanted_new makes a list for every flow, by number; NULL without -w, and *code is then 0. */
struct wanted *wanted_new(const struct run *run, int *code);

/*
 * run_publish writes the -w file, with the frames of flows that are in wanted (NULL: no
 * such file), and then closes the outputs. Without its evidence no report comes to its name; a
 * report that cannot be written is named, and the others stay. Returns the exit status.
 */
LS_MUST_USE int run_publish(struct run *run, struct output *outputs, size_t count,
                            struct wanted *wanted);

/* run_is_partial says whether the input was incomplete, and tells the user once. */
bool run_is_partial(const struct run *run);
