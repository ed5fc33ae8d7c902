/*
 * report.h - verdicts become text
 *
 * A record writer prints one record a flow; an audit collects all flows and prints one report.
 * Writers get the finished verdict and have no opinion about it. Each format is one file and
 * one line of a table. All strings that came from the wire are escaped here, for the medium.
 *
 * Threads: a writer or an audit belongs to one thread; records of one run may be printed by many,
 * each to a file of its own.
 */
#pragma once

#include <stdio.h>

#include "lyncscope/classify.h"

/*
 * What was written before and comes again: who prints many records is quicker with it. It is one
 * thread's and one run's, and keeps what it wrote of the rows of its catalogs.
 */
struct ls_scribe;

LS_MUST_USE struct ls_scribe *ls_scribe_new(const struct ls_catalogs *catalogs);
void ls_scribe_free(struct ls_scribe *scribe); /* takes NULL */

/* What the report says about the run itself. */
struct ls_run {
    const char *version;
    const struct ls_catalogs *catalogs;
    const struct ls_topology *topology;
    const struct ls_exceptions *exceptions;
    enum ls_lang lang;
    const char *const *files; /* captures, or the interface */
    size_t file_count;
    int64_t first_ns, last_ns;             /* of the packets; 0 when there are none */
    int64_t flows_first_ns, flows_last_ns; /* of the flows' packets; 0 when there are none */
    uint64_t packets, bytes, flows;
    uint64_t repeats;              /* frames delivered twice */
    uint64_t answered, one_way;    /* TCP flows with an answer; those with one side captured */
    const uint64_t *skipped;       /* LS_SKIP_COUNT counters */
    const char *const *incomplete; /* what is missing, one text each */
    size_t incomplete_count;
    const char *filter; /* or NULL */
    bool anonymised;    /* addresses and names are stand-ins */
    /* from saved records: how many were read, and how many of them tell of a flow that another
     * one tells of */
    uint64_t records, records_again;
    size_t audit_limit; /* findings, hosts and lines of the matrix kept apart, each; 0 = none */
    struct ls_scribe *scribe;   /* or NULL */
};

struct ls_look {
    bool colour; /* text only */
    int columns; /* text only; 0 = 80 */
};

/* One printed flow. */
struct ls_record {
    const struct ls_summary *summary;
    const struct ls_verdict *verdict;
};

struct ls_record_format {
    const char *name; /* --format NAME: "text", "jsonl", "csv" */
    void (*begin)(FILE *out, const struct ls_run *run, const struct ls_look *look);
    void (*record)(FILE *out, const struct ls_run *run, const struct ls_look *look,
                   const struct ls_record *record);
    void (*end)(FILE *out, const struct ls_run *run, const struct ls_look *look);
};

/* ls_record_format_find returns NULL for an unknown name. */
const struct ls_record_format *ls_record_format_find(const char *name);
const struct ls_record_format *const *ls_record_formats(size_t *count);

/*
 * ls_comment_write prints verdict, reason, rows and findings of a flow as one line of UTF-8, for
 * the comment of a packet.
 */
void ls_comment_write(FILE *out, const struct ls_verdict *verdict, enum ls_lang lang);

struct ls_audit;

/* ls_audit_new keeps run. */
LS_MUST_USE struct ls_audit *ls_audit_new(const struct ls_run *run);
void ls_audit_free(struct ls_audit *audit);
/* ls_audit_fetch begins to load what ls_audit_add will look at: for who adds many. */
void ls_audit_fetch(const struct ls_audit *audit, const struct ls_summary *summary);
/* ls_audit_add counts one flow. Records must come in record order. Returns 0 or LS_E_MEMORY. */
LS_MUST_USE int ls_audit_add(struct ls_audit *audit, const struct ls_record *record);

/* What an audit has counted in the totals and, for its limit, nowhere else. */
struct ls_audit_left_out {
    uint64_t findings; /* of flows; not among the findings */
    uint64_t hosts;    /* ends of flows; not among the hosts */
    uint64_t flows;    /* not in the matrix */
};
void ls_audit_left_out(const struct ls_audit *audit, struct ls_audit_left_out *out);
/* ls_audit_reach is to be called when the run's time went on: it has grown since the last flow. */
void ls_audit_reach(struct ls_audit *audit);
/*
 * ls_audit_reload is to be called when the run has other exceptions or another topology than
 * before. What was accepted stays so by the exception of the same id, or by the one before, which
 * must outlive the audit. Returns 0 or LS_E_MEMORY: then nothing has changed.
 */
LS_MUST_USE int ls_audit_reload(struct ls_audit *audit);
/* ls_audit_groups counts findings kept apart so far. */
size_t ls_audit_groups(const struct ls_audit *audit);
/* ls_audit_worst returns the highest severity of an unaccepted finding, or -1 without any. */
int ls_audit_worst(const struct ls_audit *audit);

struct ls_audit_format {
    const char *name;   /* "text", "html", "json", "csv", "md" */
    const char *suffix; /* of a file name that asks for it: ".json" */
    /* Returns 0, or LS_E_MEMORY for a report that is not complete. */
    int (*write)(FILE *out, struct ls_audit *audit, const struct ls_look *look);
};

const struct ls_audit_format *ls_audit_format_find(const char *name);
/* ls_audit_format_for returns the format a file name asks for by its suffix, or NULL. */
const struct ls_audit_format *ls_audit_format_for(const char *path);
const struct ls_audit_format *const *ls_audit_formats(size_t *count);

/* ls_audit_table_name lends the name of a table that csv can have as a file of its own, or NULL. */
const char *ls_audit_table_name(size_t i);
/* ls_audit_table_write prints table i as csv: a line with the columns' names, then its lines.
 * Returns 0 or LS_E_MEMORY. */
LS_MUST_USE int ls_audit_table_write(FILE *out, struct ls_audit *audit, size_t i);

/*
 * Saved records: what `flows -f jsonl` wrote, back as flows with the verdicts that were recorded.
 * Load every file, settle, then take the flows in record order.
 */
struct ls_saved;

/* ls_saved_is says whether a regular file begins as such records do, and no capture. */
bool ls_saved_is(const char *path);
/* ls_saved_is_records tells records from an audit as JSON, too: by their first key. */
bool ls_saved_is_records(const char *path);
LS_MUST_USE struct ls_saved *ls_saved_new(const struct ls_catalogs *catalogs);
void ls_saved_free(struct ls_saved *saved);
/* ls_saved_load returns 0 or a negative code; error then has file and line. */
LS_MUST_USE int ls_saved_load(struct ls_saved *saved, const char *path, struct ls_error *error);
/*
 * ls_saved_settle counts each flow once, whatever files tell of it, and tells topology the
 * recorded roles of hosts that it does not know itself. topology must outlive saved. Returns 0 or
 * LS_E_MEMORY.
 */
LS_MUST_USE int ls_saved_settle(struct ls_saved *saved, struct ls_topology *topology);
/* ls_saved_accept has exceptions decide what is accepted, in place of what was recorded. */
void ls_saved_accept(struct ls_saved *saved, const struct ls_exceptions *exceptions);
/* ls_saved_totals fills in run what the flows add up to, and what is incomplete. */
void ls_saved_totals(const struct ls_saved *saved, struct ls_run *run);
size_t ls_saved_count(const struct ls_saved *saved);
/* ls_saved_get lends flow i and fills its verdict. */
const struct ls_summary *ls_saved_get(const struct ls_saved *saved, size_t i,
                                      struct ls_verdict *verdict);

/*
 * Two audits held against each other: findings, hosts and rows that are new, gone or changed.
 * which is 0 for the audit before and 1 for the one after; take or load both, then settle.
 */
struct ls_comparison;

LS_MUST_USE struct ls_comparison *ls_comparison_new(void);
void ls_comparison_free(struct ls_comparison *comparison);
/* ls_comparison_take reads an audit as JSON. Returns 0 or a negative code. */
LS_MUST_USE int ls_comparison_take(struct ls_comparison *comparison, int which, const char *name,
                                   const char *json, size_t n, struct ls_error *error);
LS_MUST_USE int ls_comparison_load(struct ls_comparison *comparison, int which, const char *path,
                                   struct ls_error *error);
/* ls_comparison_settle finds the differences. Returns 0 or LS_E_MEMORY. */
LS_MUST_USE int ls_comparison_settle(struct ls_comparison *comparison);
size_t ls_comparison_count(const struct ls_comparison *comparison);
/* ls_comparison_write prints them: format "text" or "json". Returns 0 or LS_E_USAGE. */
LS_MUST_USE int ls_comparison_write(FILE *out, const struct ls_comparison *comparison,
                                    const char *version, const char *format,
                                    const struct ls_look *look, enum ls_lang lang);

/* ls_catalog_write prints the rows: format "text" or "jsonl". Returns 0 or LS_E_USAGE. */
LS_MUST_USE int ls_catalog_write(FILE *out, const struct ls_catalogs *catalogs, const char *format,
                                 const struct ls_look *look, enum ls_lang lang);
/*
 * ls_row_write explains one row for people: what it allows, what proves it, what speaks against
 * it, and what no capture can tell. ls_row_write_jsonl says the same in both languages.
 */
void ls_row_write(FILE *out, const struct ls_catalogs *catalogs, const struct ls_row *row,
                  const struct ls_look *look, enum ls_lang lang);
void ls_row_write_jsonl(FILE *out, const struct ls_catalogs *catalogs, const struct ls_row *row);
/*
 * ls_topology_write prints hosts, addresses, roles and where each was told: format "text" or
 * "jsonl", or "yaml", which can be read again. Returns 0 or LS_E_USAGE.
 */
LS_MUST_USE int ls_topology_write(FILE *out, const struct ls_catalogs *catalogs,
                                  const struct ls_topology *topology, const char *format,
                                  const struct ls_look *look, enum ls_lang lang);
/*
 * ls_topology_write_draft prints a topology to begin with, as YAML: the hosts of the flows with
 * the roles told or inferred, why as comments, and networks of clients. Returns 0 or LS_E_MEMORY.
 */
LS_MUST_USE int ls_topology_write_draft(FILE *out, const struct ls_run *run,
                                        const struct ls_summary *const *flows, size_t count);
