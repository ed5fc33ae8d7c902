/*
 * options.h - the command line, as data
 *
 * One line of the table in options.c is one option: its letters, its help and the function
 * that takes its value. Help and shell completion are made from the same table.
 */
#pragma once

#include <stdio.h>

#include "lyncscope/clock.h"
#include "lyncscope/engine.h"
#include "lyncscope/report.h"

enum command_bit {
    CMD_FLOWS = 1 << 0,
    CMD_AUDIT = 1 << 1,
    CMD_CATALOG = 1 << 2,
    CMD_TOPOLOGY = 1 << 3,
    CMD_COMPARE = 1 << 4,
    CMD_WATCH = 1 << 5,
    CMD_CHOICE = 1 << 6, /* no command: the filter of a list of flows */
    CMD_RECORDS = CMD_FLOWS | CMD_AUDIT,
    CMD_READS = CMD_RECORDS | CMD_WATCH,
    CMD_SITE = CMD_READS | CMD_COMPARE,
    CMD_ALL = CMD_SITE | CMD_CATALOG | CMD_TOPOLOGY,
};

enum colour_when { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

enum { CATALOGS_MAX = 16, TOPOLOGIES_MAX = 64, EXCEPTIONS_MAX = 64 };

struct options {
    enum command_bit command;
    const char **files;
    size_t file_count;
    const char **interfaces;
    size_t interface_count;
    const char *write;
    const char *filter_file;
    char *filter; /* owned: BPF words joined, or the content of filter_file */
    const char *user;
    const char *metrics, *metrics_listen;
    const char *alerts; /* FORM or FORM:WHERE */
    int64_t alerts_every_ns;
    int64_t rotate_ns, rotate_bytes; /* 0: not by that */
    size_t evidence_bytes;    /* live: of memory for packets that may be evidence; 0: not said */
    int64_t evidence_packets; /* live: the first of each flow, 0: all, below: not said */
    const char *catalogs[CATALOGS_MAX];
    size_t catalog_count;
    const char *topologies[TOPOLOGIES_MAX];
    size_t topology_count;
    const char *exceptions[EXCEPTIONS_MAX];
    size_t exceptions_count;
    const char *format;
    const char **outputs; /* in the order given; only audit takes several. NULL: standard output */
    size_t output_count;
    const char *output; /* the first of them, or NULL */
    uint64_t packet_limit;
    size_t flow_limit;
    unsigned workers; /* threads */
    int64_t duration_ns, idle_ns, every_ns;
    uint32_t snaplen;
    uint32_t buffer_kib;
    unsigned only; /* bit i: enum ls_verdict_kind i; 0 = all */
    int fail_on;   /* enum ls_severity, or -1 */
    enum ls_lang lang;
    enum colour_when colour;
    enum ls_sandbox_mode sandbox;
    bool no_promiscuous, reopen, quiet, verbose, stats, explain, help;
    bool anonymise;            /* with a key that nobody sees, where there is none below */
    const char *anonymise_key; /* file */
    char **words;              /* what follows the options; borrowed from argv */
    int word_count;
};

struct option_line {
    char letter; /* 0: long form only */
    const char *name;
    const char *value; /* NULL: takes none; "a|b": these words; capitals: a value of that kind */
    unsigned commands;
    const char *help;
    int (*set)(struct options *options, const char *value, struct ls_error *error);
};

/* options_lines returns the table. */
const struct option_line *options_lines(size_t *count);

/*
 * options_parse reads argv[1...] of a command (argv[0] is its name). Returns 0 or LS_E_USAGE.
 * options_clear frees what it made, also after a failure.
 */
LS_MUST_USE int options_parse(struct options *options, enum command_bit command, int argc,
                              char **argv, struct ls_error *error);
void options_clear(struct options *options);

/* options_filter makes options->filter of the words or the file. filter.c; part of parsing. */
LS_MUST_USE int options_filter(struct options *options, struct ls_error *error);

/*
 * options_endings refuses names of outputs that promise what the command does not write, and takes
 * the format from the name where -f does not say it; audit does that for each -o. endings.c; part
 * of parsing.
 */
LS_MUST_USE int options_endings(struct options *options, enum command_bit command,
                                struct ls_error *error);

/* options_formats prints the words that -f takes for a command, with a blank before each. */
void options_formats(FILE *out, enum command_bit command);

/* options_help prints the options of a command. help.c */
void options_help(FILE *out, enum command_bit command);
