/*
 * classify.h - a flow, held against what is documented
 *
 * A pure function of (flow summary with its evidence, announced endpoints, topology, catalogs):
 * the same facts always give the same verdict, so it can be recomputed from saved summaries.
 *
 * Threads: any number may classify with the same context, as long as it has no precedents.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lyncscope/catalog.h"
#include "lyncscope/flow.h"
#include "lyncscope/topology.h"

enum ls_verdict_kind {
    LS_DOCUMENTED,
    LS_CONTRADICTED,
    LS_MISPLACED,
    LS_DEPENDENCY,
    LS_UNDOCUMENTED,
    LS_VERDICT_COUNT
};

enum ls_level { LS_LEVEL_NONE, LS_LEVEL_PORT, LS_LEVEL_PAYLOAD, LS_LEVEL_NAMED, LS_LEVEL_LEARNED };

enum ls_direction { LS_DIRECTION_SYN, LS_DIRECTION_INFERRED, LS_DIRECTION_GUESS };

enum ls_mutual { LS_MUTUAL_ABSENT, LS_MUTUAL_TRUE, LS_MUTUAL_FALSE, LS_MUTUAL_NULL };

enum ls_severity { LS_LOW, LS_MEDIUM, LS_HIGH };

/* The words of the records: "documented", "payload", "syn", "low" ... Static text. */
const char *ls_verdict_name(enum ls_verdict_kind kind);
const char *ls_level_name(enum ls_level level);
const char *ls_direction_name(enum ls_direction direction);
const char *ls_severity_name(enum ls_severity severity);

struct ls_finding {
    const char *id; /* "undocumented", "clear-text-sip" ...; static */
    enum ls_severity severity;
    char text[320]; /* in the context's language; strings from the wire not yet escaped */
};

enum { LS_ENTRIES_MAX = 32, LS_FINDINGS_MAX = 8 };

/* A row that was considered, and what spoke for and against it. */
struct ls_ground {
    char text[240]; /* in the context's language; strings from the wire not yet escaped */
};

enum { LS_GROUNDS_MAX = 5, LS_EXPLAINED_MAX = 96 };

struct ls_explained {
    const struct ls_row *row;
    size_t fit_count, against_count;
    struct ls_ground fits[LS_GROUNDS_MAX], against[LS_GROUNDS_MAX];
};

/* A deviation somebody answers for. It accepts the findings of the flows that match it. */
struct ls_exception {
    const char *id, *owner, *reason;
    const char *expires; /* the last day it holds, as written: "2026-12-31" */
    int64_t end_ns;      /* when that day is over, UTC */
    size_t number;       /* place in load order */
    const char *file;    /* where it stands */
    unsigned line;
    const struct ls_exception_rule *rule; /* which flows */
};

struct ls_verdict {
    enum ls_verdict_kind kind;
    enum ls_level level;
    enum ls_direction direction;
    int initiator; /* side of the summary that opened the flow */
    enum ls_mutual mutual;
    size_t entry_count;
    const struct ls_row *entries[LS_ENTRIES_MAX]; /* best first */
    /* of a finding: rows of that port and transport that do not allow it, for the report */
    size_t rejected_count;
    const struct ls_row *rejected[LS_ENTRIES_MAX];
    size_t finding_count;
    struct ls_finding findings[LS_FINDINGS_MAX];
    struct ls_identity who[2];            /* 0 = initiator, 1 = responder */
    const struct ls_exception *accepted;  /* who answers for the findings, or NULL */
    char reason[512];                     /* one sentence, in the context's language */
    const struct ls_explained *explained; /* by ls_explain; NULL where nobody asked */
    size_t explained_count;
};

/* An endpoint some flow announced, and how long it holds. */
struct ls_learned {
    struct ls_announcement what; /* addr resolved: never unspecified */
    const struct ls_summary *announcer;
    int64_t until_ns;
    struct ls_announcer *kept; /* of the set's own, where announcer is a copy */
};

/* The announced endpoints of a run. ls_learned_set_sort before the first look-up. */
struct ls_learned_set;

LS_MUST_USE struct ls_learned_set *ls_learned_set_new(void);
void ls_learned_set_free(struct ls_learned_set *set);
/*
 * ls_learned_set_add resolves an unspecified address to the announcing side's and keeps what
 * until the announcer's last packet plus 15 minutes (RPC, SQL) or 5 minutes (media).
 * announcer must outlive the set. Returns 0 or LS_E_MEMORY.
 */
LS_MUST_USE int ls_learned_set_add(struct ls_learned_set *set, const struct ls_announcement *what,
                                   const struct ls_summary *announcer);
void ls_learned_set_sort(struct ls_learned_set *set);
size_t ls_learned_set_count(const struct ls_learned_set *set);

/*
 * For runs without end. ls_learned_set_limit lets at most limit endpoints be kept: when they are
 * too many, those that no longer hold at the newest announcement go first, then the oldest.
 * ls_learned_set_let_go has the set keep copies of announcers that are about to go, with their
 * evidence; it sorts the list. Returns 0 or LS_E_MEMORY: then what some announced is forgotten.
 */
void ls_learned_set_limit(struct ls_learned_set *set, size_t limit);
LS_MUST_USE int ls_learned_set_let_go(struct ls_learned_set *set,
                                      const struct ls_summary **announcers, size_t count);
/* ls_learned_set_expire forgets what holds no longer at now_ns. */
void ls_learned_set_expire(struct ls_learned_set *set, int64_t now_ns);
/* ls_learned_set_lost counts endpoints forgotten before their time, for want of room. */
uint64_t ls_learned_set_lost(const struct ls_learned_set *set);

/*
 * The accepted deviations of a run, from the user's files. A flow's findings are accepted by the
 * first exception, in load order, that matches the flow and has not expired.
 */
struct ls_exceptions;

struct ls_exceptions_source {
    const char *path;
    char sha256[65];
    size_t count; /* exceptions in it */
};

/* ls_exceptions_new keeps catalogs, for the role list. */
LS_MUST_USE struct ls_exceptions *ls_exceptions_new(const struct ls_catalogs *catalogs);
void ls_exceptions_free(struct ls_exceptions *exceptions);
/*
 * ls_exceptions_load reads one YAML file to its end. Returns 0, LS_E_OPEN or LS_E_FORMAT; all
 * mistakes are then in ls_exceptions_mistakes with their places, and error holds the first.
 */
LS_MUST_USE int ls_exceptions_load(struct ls_exceptions *exceptions, const char *path,
                                   struct ls_error *error);
const struct ls_mistake *ls_exceptions_mistakes(const struct ls_exceptions *exceptions,
                                                size_t *count);
/* ls_exceptions_set_time says when it is, for expiry: the time of the last packet. */
void ls_exceptions_set_time(struct ls_exceptions *exceptions, int64_t now_ns);

/*
 * ls_exceptions_anonymised makes exceptions that say the same of stand-ins, in the same order. NULL
 * when memory is out.
 */
LS_MUST_USE struct ls_exceptions *ls_exceptions_anonymised(const struct ls_exceptions *exceptions,
                                                           const struct ls_anonymiser *anonymiser);

/* The rest takes NULL for "no exceptions". */
size_t ls_exceptions_count(const struct ls_exceptions *exceptions);
const struct ls_exception *ls_exceptions_get(const struct ls_exceptions *exceptions, size_t i);
const struct ls_exceptions_source *ls_exceptions_sources(const struct ls_exceptions *exceptions,
                                                         size_t *count);
bool ls_exception_expired(const struct ls_exceptions *exceptions,
                          const struct ls_exception *exception);
/*
 * ls_exception_fits says whether the flow is one the exception is about, expired or not; *inferred
 * then says whether a role that nobody told decided.
 */
bool ls_exception_fits(const struct ls_exceptions *exceptions, const struct ls_exception *exception,
                       const struct ls_summary *summary, const struct ls_verdict *verdict,
                       bool *inferred);
/* ls_exceptions_find returns who answers for the findings of this verdict, or NULL. */
const struct ls_exception *ls_exceptions_find(const struct ls_exceptions *exceptions,
                                              const struct ls_summary *summary,
                                              const struct ls_verdict *verdict);

/*
 * What was decided of flows, for flows like them: who classifies many is a good deal quicker with
 * it, and comes to the same verdicts. It is one thread's, and stands for one set of catalogs and
 * what one topology was told: make a new one where those change.
 */
struct ls_precedents;

LS_MUST_USE struct ls_precedents *ls_precedents_new(void);
void ls_precedents_free(struct ls_precedents *precedents);
size_t ls_precedents_count(const struct ls_precedents *precedents); /* different cases so far */

struct ls_context {
    const struct ls_catalogs *catalogs;
    const struct ls_topology *topology;
    const struct ls_learned_set *learned;
    const struct ls_exceptions *exceptions; /* or NULL */
    enum ls_lang lang;
    /* or NULL. Verdicts go by what was seen; only texts name its stand-ins. */
    const struct ls_anonymiser *anonymiser;
    bool brief; /* leave reason empty where there is nothing to find: for who counts only */
    struct ls_precedents *precedents; /* or NULL */
};

/*
 * Classifying waits for memory, of the flow and of its hosts. Who has many calls ls_classify_ahead
 * before flow number i of them: it begins to load what those a little further on will need, and
 * returns one whose addresses are there by now, or NULL.
 */
const struct ls_summary *ls_classify_ahead(const struct ls_context *context,
                                           const struct ls_summary *const *flows, size_t count,
                                           size_t i);

/* ls_classify fills verdict completely. It cannot fail. */
void ls_classify(const struct ls_context *context, const struct ls_summary *summary,
                 struct ls_verdict *verdict);

/*
 * ls_explain adds to a finished verdict every row that was considered, the entries first, with
 * what spoke for and against each. room comes from ls_explained_new (free() it), and is the
 * verdict's until the next call. A flow costs as much again, so ask only for who wants to read it.
 */
LS_MUST_USE struct ls_explained *ls_explained_new(void);
void ls_explain(const struct ls_context *context, const struct ls_summary *summary,
                struct ls_explained *room, struct ls_verdict *verdict);

/*
 * ls_name_hosts tells the topology what names a flow shows for its hosts (ls_topology_name_seen).
 * Call it for every flow before the inference. Returns 0 or LS_E_MEMORY.
 */
LS_MUST_USE int ls_name_hosts(struct ls_topology *topology, const struct ls_summary *summary);

/*
 * An inference tells the topology what roles flows prove for their hosts, by the rows their
 * payload fits: add every flow, finish, then classify. The order of the flows makes no
 * difference. context and the summaries must outlive it. Both calls return 0 or LS_E_MEMORY.
 */
struct ls_inference;

LS_MUST_USE struct ls_inference *ls_inference_new(const struct ls_context *context,
                                                  struct ls_topology *topology);
LS_MUST_USE int ls_inference_add(struct ls_inference *inference, const struct ls_summary *summary);
/*
 * ls_inference_finish draws the conclusions. In runs without end it is called again and again, and
 * flows that were added may be gone afterwards.
 */
LS_MUST_USE int ls_inference_finish(struct ls_inference *inference);
/* ls_inference_limit lets at most hosts be concluded about; 0 = no limit. */
void ls_inference_limit(struct ls_inference *inference, size_t hosts);
/* ls_inference_refused counts flows of hosts beyond the limit. */
uint64_t ls_inference_refused(const struct ls_inference *inference);
void ls_inference_free(struct ls_inference *inference);
