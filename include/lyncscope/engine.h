/*
 * engine.h - the pipeline
 *
 * frame -> packet -> flow -> (only while undecided) evidence -> summary. The caller steps the
 * engine until the source has ended; what comes out is plain data, in record order, ready to
 * classify.
 *
 * Threads: an engine is one thread's; workers that it makes for itself are its own affair.
 */
#pragma once

#include <stdbool.h>

#include "lyncscope/capture.h"
#include "lyncscope/classify.h"
#include "lyncscope/flow.h"
#include "lyncscope/report.h"

/* What a run without end keeps of its frames until their flow is released. */
struct ls_keeping {
    size_t bytes;    /* of memory, at most; 0 = none is kept */
    uint32_t frames; /* the first of each flow; 0 = as many as there are */
};

struct ls_engine_options {
    struct ls_source *source;
    uint64_t packet_limit; /* stop after so many frames; 0 = none */
    int64_t duration_ns;   /* live: stop after so long; 0 = none */
    size_t flow_limit;     /* 0 = the table's default */
    bool live;             /* idle flows end, and time may end the run; see "runs without end" */
    int64_t idle_ns;       /* live: no flow stays longer than this without packets; 0 = by kind */
    bool keep_frames;      /* files: remember which flow each frame belongs to */
    struct ls_keeping keeping; /* live */
    bool no_ndpi;
    const struct ls_anonymiser *anonymiser; /* of file names in result.incomplete; or NULL */
    unsigned workers; /* threads that build flows; 0 and 1 = the caller's own thread. They share
                         the limits; the result is the same unless a limit is hit. With
                         keeping there is one all the same */
};

/* What a run leaves. Open data; everything is owned by the result. */
struct ls_result {
    const struct ls_summary **flows; /* by first packet time, then by tuple */
    size_t flow_count;
    struct ls_learned_set *learned;
    int64_t first_ns, last_ns;             /* of all packets */
    int64_t flows_first_ns, flows_last_ns; /* of those in flows */
    uint64_t packets, bytes;               /* all frames read, on the wire */
    uint64_t repeats;                      /* of them delivered twice, as mirror ports do */
    uint64_t answered, one_way; /* TCP flows that cannot have been one-sided, and of those the ones
                                   of which the capture has one side */
    uint64_t skipped[LS_SKIP_COUNT];
    const char *const *incomplete; /* what is missing, one text each */
    size_t incomplete_count;
    /* with keep_frames: for frame i of the source the flow's number (struct ls_summary), or
     * LS_NO_FLOW */
    const uint32_t *frame_flow;
    size_t frame_count;
    /* live */
    size_t tracked;     /* flows that have not ended */
    uint64_t evicted;   /* ended early: the table was full */
    uint64_t shortened; /* inquiries ended early: too many at once */
    uint64_t forgotten; /* announced endpoints forgotten early */
    uint64_t dropped_kernel, dropped_interface;
};

#define LS_NO_FLOW UINT32_MAX

struct ls_engine;

LS_MUST_USE struct ls_engine *ls_engine_new(const struct ls_engine_options *options,
                                            struct ls_error *error);
void ls_engine_free(struct ls_engine *engine); /* frees the result too */

/* ls_engine_step reads some ten thousand frames; returns 1 while there are more, 0 at the end. */
LS_MUST_USE int ls_engine_step(struct ls_engine *engine, struct ls_error *error);

/* ls_engine_interrupt notes that the read was broken off, so that the result says so. */
void ls_engine_interrupt(struct ls_engine *engine);

/*
 * Runs without end (live): flows come out as they end, are judged with what is known then, and are
 * given back, so that memory stays flat. After each step ls_engine_ended lends those that have
 * ended, in record order; ls_engine_release gives them back. What they announced stays for a while,
 * in the set that ls_engine_learned lends, ready to look things up in. ls_engine_state fills in
 * what is known of the run so far; its texts are lent until the next call. After ls_engine_finish
 * the rest has ended, and the result holds no flows.
 */
const struct ls_summary *const *ls_engine_ended(struct ls_engine *engine, size_t *count);
void ls_engine_release(struct ls_engine *engine);
size_t ls_engine_waiting(const struct ls_engine *engine); /* how many have ended */
const struct ls_learned_set *ls_engine_learned(struct ls_engine *engine);
LS_MUST_USE int ls_engine_state(struct ls_engine *engine, const struct ls_result **state);

/*
 * With keeping: ls_engine_kept lends the oldest frame kept of a flow that is not released, until
 * the next step, and keeps it no longer; false without any. When memory is short steps come back
 * early, and ls_engine_leaving lends, until it returns NULL, a flow whose oldest frame has to go
 * next: ended or not, so what is known of it is what ls_engine_leaving's caller may judge it by.
 * Either take its frames then, or ls_engine_let_go of that one. What nobody makes room for is not
 * kept.
 */
struct ls_kept_tally {
    uint64_t left;   /* frames of the flow that had to go */
    uint64_t beyond; /* frames that came when enough of the flow were kept */
};

LS_MUST_USE bool ls_engine_kept(struct ls_engine *engine, const struct ls_summary *flow,
                                struct ls_frame *frame);
void ls_engine_kept_tell(const struct ls_engine *engine, const struct ls_summary *flow,
                         struct ls_kept_tally *kept);
const struct ls_summary *ls_engine_leaving(struct ls_engine *engine);
void ls_engine_let_go(struct ls_engine *engine, const struct ls_summary *flow);

/*
 * A look at flows that go on. ls_engine_open lends at most `most` of them as they are now, with
 * what was proved so far; among more, those in the latest places. They are copies, lent until the
 * next look; what their evidence refers to, until the next step. Who never asks pays nothing. Also
 * of files, whose flows go on to the end. Returns 0 or LS_E_MEMORY.
 */
LS_MUST_USE int ls_engine_open(struct ls_engine *engine, size_t most,
                               const struct ls_summary *const **flows, size_t *count);

/*
 * A judge gives the verdicts of such a run: it infers roles from what has ended so far and
 * classifies what ends. ls_judge_begin takes what has ended; ls_judge_next lends one record after
 * the other, until the next call, and gives the flows back to the engine behind the last.
 *
 * A change of catalogs, topology or exceptions is a new judge.
 */
struct ls_judge;

struct ls_judge_options {
    const struct ls_catalogs *catalogs;
    struct ls_topology *topology; /* learns roles */
    struct ls_exceptions *exceptions;
    enum ls_lang lang;
    const struct ls_anonymiser *anonymiser; /* sentences name stand-ins; or NULL */
    size_t host_limit;                      /* hosts whose roles are inferred; 0 = 65,536 */
};

LS_MUST_USE struct ls_judge *ls_judge_new(const struct ls_judge_options *options,
                                          struct ls_engine *engine, struct ls_error *error);
void ls_judge_free(struct ls_judge *judge);
/* ls_judge_begin returns 0 or LS_E_MEMORY. */
LS_MUST_USE int ls_judge_begin(struct ls_judge *judge);
LS_MUST_USE bool ls_judge_next(struct ls_judge *judge, struct ls_record *record);
/* ls_judge_look fills verdict by what is known of a flow that may still go on; behind the last of
 * a turn, before the next step. */
void ls_judge_look(struct ls_judge *judge, const struct ls_summary *flow,
                   struct ls_verdict *verdict);
/*
 * ls_judge_open takes a look at flows that go on; ls_judge_next_open lends one record after the
 * other, the latest first. Their verdicts are provisional, and nothing is concluded from them.
 */
LS_MUST_USE int ls_judge_open(struct ls_judge *judge, size_t most);
LS_MUST_USE bool ls_judge_next_open(struct ls_judge *judge, struct ls_record *record);
/* ls_judge_context lends the context of the present turn, for ls_explain. */
const struct ls_context *ls_judge_context(const struct ls_judge *judge);
/* ls_judge_refused counts flows whose hosts were too many to infer roles for. */
uint64_t ls_judge_refused(const struct ls_judge *judge);

/* ls_engine_finish closes all flows and lends the result until the engine is freed. */
LS_MUST_USE int ls_engine_finish(struct ls_engine *engine, const struct ls_result **result,
                                 struct ls_error *error);

/*
 * Work in numbered pieces that do not depend on each other, for several threads. make does one and
 * leaves what came of it at a place of its own, 0 ... ls_pieces_places(workers) - 1; take, always
 * in the caller's thread and in order, has it from there. Both return 0 or a negative code, which
 * ends the work and is returned.
 */
struct ls_pieces {
    void *self;
    size_t count;
    int (*make)(void *self, size_t piece, size_t place);
    int (*take)(void *self, size_t piece, size_t place);
};

size_t ls_pieces_places(unsigned workers);
LS_MUST_USE int ls_pieces_run(const struct ls_pieces *pieces, unsigned workers);

/* ls_engine_probes says what the probes were asked so far, by all threads: when none is reading. */
void ls_engine_probes(const struct ls_engine *engine, struct ls_probes_stats *stats);

/* ls_engine_progress says how far the read is: frames so far, stored bytes done and in all. */
void ls_engine_progress(const struct ls_engine *engine, uint64_t *frames, uint64_t *done,
                        uint64_t *total);

/* How far a run is, read between two steps; skipped is lent like the engine. */
struct ls_engine_counts {
    uint64_t packets, bytes;
    int64_t last_ns; /* of the latest packet; 0 before there is one */
    uint64_t flows, evicted, repeats;
    uint64_t dropped_kernel, dropped_interface;
    const uint64_t *skipped; /* LS_SKIP_COUNT of them */
};

void ls_engine_counts(const struct ls_engine *engine, struct ls_engine_counts *counts);

/* What a run still has to do when its sources are open. */
struct ls_privileges {
    const char *user; /* to run as; NULL: as now, but not as root on an interface */
    bool live;
    bool writes;  /* files will be made */
    bool reopens; /* interfaces will be opened again, which takes CAP_NET_RAW */
};

/*
 * ls_privileges_drop gives up for good what the run does not need: the user and its groups, all
 * capabilities but root's own over files and, where it reopens, CAP_NET_RAW, and any way to new
 * ones (no_new_privs). *became is the user it runs as now, lent until the next look-up of users, or
 * NULL when that is still the same. Returns 0 or LS_E_USAGE. Call it before threads are made: each
 * thread has its own privileges.
 */
LS_MUST_USE int ls_privileges_drop(const struct ls_privileges *wish, const char **became,
                                   struct ls_error *error);

enum ls_sandbox_mode {
    LS_SANDBOX_ENFORCE, /* a system call that is not listed raises SIGSYS */
    LS_SANDBOX_LOG,     /* it is made, and the kernel's audit log says so */
    LS_SANDBOX_OFF,
};

struct ls_sandbox {
    enum ls_sandbox_mode mode;
    bool live;                  /* an interface is read */
    bool writes;                /* files will be made */
    bool serves;                /* connections will be accepted on sockets that are open */
    bool reopens;               /* interfaces will be opened again */
    bool screen;                /* the terminal will be set for a full screen, and back */
    const char *const *targets; /* the files that will be made, as the user named them */
    size_t target_count;
};

/*
 * ls_sandbox_enter restricts the calling thread, and those it will make, to the system calls that
 * the run needs from then on; a second call can only restrict further. Enforced, other processes of
 * the user cannot look into this one, and files are written at the targets alone where the kernel
 * knows Landlock. Returns 0, LS_E_MEMORY or LS_E_USAGE where the system has no such filters.
 */
LS_MUST_USE int ls_sandbox_enter(const struct ls_sandbox *wish, struct ls_error *error);

/* ls_sandbox_knows_files says whether the kernel can keep an enforced sandbox to its targets. */
bool ls_sandbox_knows_files(void);

/* ls_sandbox_usual is to enforce; sanitized builds log, because leak checkers need more. */
enum ls_sandbox_mode ls_sandbox_usual(void);
