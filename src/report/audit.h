/*
 * audit.h - what all flows together say
 *
 * The audit formats print the same numbers from the same struct. Groups of findings, hosts and
 * the matrix grow with what differs, not with the number of flows.
 */
#pragma once

#include "base/map.h"
#include "lyncscope/hash.h"
#include "report/audit_hosts.h"
#include "report/names.h"
#include "report/timeline.h"

enum {
    KINDS_MAX = 32,
    GROUP_ROWS_MAX = 12,
    APPLICATION_TEXT = 32,
    MATRIX_ROWS_MAX = 16,
    MATRIX_PORT_TEXT = 24
};

/* Findings of the same kind, client network or host, server and port. */
struct group_key {
    const char *id; /* of the finding; static text, so the pointer is the identity */
    struct ls_prefix source;
    struct ls_addr destination;
    uint16_t port;
    uint8_t ip_proto;
    char application[APPLICATION_TEXT];
    const struct ls_exception *accepted; /* who answers for them, or NULL */
};

struct group {
    struct group_key key;
    enum ls_severity severity;
    bool has_port;
    bool source_is_network;
    ls_roles roles[2]; /* of source and destination */
    uint64_t flows, packets, bytes;
    int64_t first_ns, last_ns;
    const struct ls_row *rows[GROUP_ROWS_MAX];
    size_t row_count;
    char *reason;
    const struct ls_exception *expired;   /* who answered for one of its flows once, or NULL */
    uint32_t number;                      /* in printing order, from 1 */
    uint32_t cause;                       /* number of its cause */
    struct group *next_alike;             /* the next of the same cause */
    struct source *sources, *last_source; /* of a network: the addresses, see sources.h */
    uint64_t source_count;
    UT_hash_handle hh;
};

/*
 * Groups that are one thing to deal with: nothing but sources, destinations or ports tell them
 * apart. Its first group speaks for it; see causes.h.
 */
struct cause {
    struct group *first, *last;
    uint32_t number; /* in printing order, from 1 */
    uint64_t groups, flows, packets, bytes;
    uint64_t sources, destinations, ports; /* how many different ones */
    uint64_t addresses; /* how many of them the flows came from; a source may be a network */
    uint16_t low, high; /* of the ports */
    int64_t first_ns, last_ns;
    ls_roles roles[2];    /* of source and destination, */
    bool one_role[2];     /* where all groups agree on them */
    bool one_application; /* all groups have the first one's */
};

/* What is done about findings depends on their kind; see kinds.h. */
struct kind {
    const char *id;
    enum ls_severity worst;
    uint64_t causes, accepted, flows;
};

/* Flows that look alike from far: the same roles, rows, port and verdict. */
struct matrix_key {
    ls_roles from, to;
    uint32_t rows[MATRIX_ROWS_MAX]; /* numbers of the entries, one more than the row's; 0 = none */
    uint16_t port;                  /* 0 where the first row has a range of its own */
    uint8_t ip_proto;
    uint8_t verdict;
};

struct matrix_line {
    struct matrix_key key;
    uint64_t flows, bytes;
    int64_t first_ns, last_ns;
    bool listed; /* in what people read; see LISTED */
    UT_hash_handle hh;
};

/*
 * LISTED: text, html and md are read by people, so they list that many at most, and say how many
 * more there are. json and csv have everything.
 */
enum {
    CAUSES_LISTED = 100,   /* the worst */
    GROUPS_LISTED = 10,    /* of one cause, beside its totals */
    FINDINGS_LISTED = 300, /* in one table, the worst */
    HOSTS_LISTED = 500,    /* of known role, the busiest */
    STRANGERS_LISTED = 50, /* of unknown role, the busiest */
    LINES_LISTED = 200,    /* of the matrix, for each verdict, the busiest */
};

struct coverage {
    const struct ls_row *row;
    uint64_t flows, confirmed, contradicted;
    bool absent; /* the topology has nobody for it */
};

enum coverage_state { COVERAGE_SEEN, COVERAGE_PORT_ONLY, COVERAGE_CONTRADICTED, COVERAGE_NOT_SEEN };

enum exception_state { EXCEPTION_USED, EXCEPTION_EXPIRED, EXCEPTION_UNUSED };

/* What became of an exception: flows with findings that it matches, also when it has expired. */
struct exception_use {
    const struct ls_exception *what;
    bool expired;
    uint64_t flows;
    uint64_t inferred; /* of them those that match by a role nobody told */
};

struct ls_audit {
    const struct ls_run *run;
    struct ls_hash_key hash; /* addresses and ports are strangers' */
    uint64_t verdicts[LS_VERDICT_COUNT];
    struct group *groups;
    struct source *sources; /* of groups whose source is a network */
    struct cause *causes;
    size_t cause_count;
    struct kind kinds[KINDS_MAX]; /* in the order of the first cause of each */
    size_t kind_count;
    struct audit_hosts hosts;
    struct matrix_line *matrix;
    struct pile *piles;        /* matrix.c's own */
    struct coverage *coverage; /* the rows of all document catalogs, in order */
    size_t coverage_count;
    size_t *coverage_of;              /* row number -> place in coverage, or SIZE_MAX */
    struct exception_use *exceptions; /* in load order */
    size_t exception_count;
    struct timeline timeline;
    struct ls_audit_left_out left_out;
    int worst;   /* of the findings nobody accepted */
    bool sorted; /* nothing was added since audit_sort */
};

/* audit_is_full says whether a table of count things has no room for another. */
bool audit_is_full(const struct ls_audit *audit, size_t count);

/* coverage.c */
LS_MUST_USE int coverage_make(struct ls_audit *audit);
void coverage_free(struct ls_audit *audit);
void coverage_deploy(struct ls_audit *audit); /* looks who is deployed by the topology as it is */
/* coverage_add counts flows that rest on these entries, best first, at this level. */
void coverage_add(struct ls_audit *audit, enum ls_level level, const struct ls_row *const *entries,
                  size_t entry_count, uint64_t flows);
/* coverage_contradict counts one flow that contradicts its rows; others change nothing. */
void coverage_contradict(struct ls_audit *audit, const struct ls_verdict *verdict);
enum coverage_state coverage_state(const struct coverage *coverage);
const char *coverage_state_name(enum coverage_state state); /* as in the records */
/* coverage_label says the state to people: what is not seen may not be deployed here. */
const char *coverage_label(const struct coverage *coverage, enum ls_lang lang);

/* deployed.c: whether the topology, where one was told, has a host for the row. */
bool row_is_deployed(const struct ls_run *run, const struct ls_row *row);

/* exceptions.c */
LS_MUST_USE int exceptions_make(struct ls_audit *audit);
/* exceptions_count lends the first expired exception that the record fits, or NULL. */
const struct ls_exception *exceptions_count(struct ls_audit *audit, const struct ls_record *record);
void exceptions_reach(struct ls_audit *audit); /* time went on: some may have expired */
enum exception_state exception_state(const struct exception_use *use);
const char *exception_state_name(enum exception_state state); /* as in the records */
const char *exception_state_label(enum exception_state state, enum ls_lang lang);

/* matrix.c */
LS_MUST_USE int matrix_make(struct ls_audit *audit);
void matrix_free(struct ls_audit *audit);
/* matrix_count counts a flow, and its coverage, which is complete once matrix_settle was called. */
LS_MUST_USE int matrix_count(struct ls_audit *audit, const struct ls_record *record);
void matrix_settle(struct ls_audit *audit);

/* matrix_row returns entry i of a line, or NULL behind the last. */
const struct ls_row *matrix_row(const struct ls_audit *audit, const struct matrix_line *line,
                                size_t i);
/* matrix_port prints the row's range where it has one, else the port; "" for none. */
const char *matrix_port(const struct ls_audit *audit, const struct matrix_line *line,
                        char text[MATRIX_PORT_TEXT]);

/*
 * audit_sort brings groups, hosts and matrix into printing order, completes coverage, finds causes
 * and decides what is listed. Returns 0 or LS_E_MEMORY.
 */
LS_MUST_USE int audit_sort(struct ls_audit *audit);

/* group_source prints the client's network or address. */
enum { GROUP_SOURCE_TEXT = LS_ADDR_TEXT + 4 };
const char *group_source(const struct group *group, char text[GROUP_SOURCE_TEXT]);
