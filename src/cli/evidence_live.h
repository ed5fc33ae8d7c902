/*
 * evidence_live.h - -w in a run without end: the first packets of flows with findings
 *
 * They are written when a flow has its verdict, so a file has one flow after the other. Where there
 * are more than memory has room for, the oldest flow is judged by what is known then, and its
 * packets are written or given up. With --rotate one finished file follows the other; one that
 * cannot be written is given up, and what was in it is counted.
 */
#pragma once

#include "cli/options.h"
#include "cli/shown_frames.h"
#include "lyncscope/engine.h"

struct evidence {
    const struct options *options; /* NULL without -w */
    struct ls_engine *engine;
    struct ls_evidence_file *file; /* or NULL */
    char *path;                    /* of the file */
    struct shown_frames frames;
    int64_t begun_ns;     /* monotonic */
    uint64_t in_file;     /* packets */
    uint64_t written;     /* packets, the file's not among them */
    uint64_t lost;        /* packets that could not be written */
    uint64_t left, flows; /* packets that memory had no room for, and of how many flows */
    uint64_t beyond;      /* packets of flows of which enough were kept */
    bool failed;          /* and this was said */
    bool waits;           /* for the next turn, to try again */
};

/*
 * evidence_open prepares for what engine keeps; anonymiser may be NULL. Returns 0, or -1 when it
 * has said why no file can be made there.
 */
LS_MUST_USE int evidence_open(struct evidence *evidence, const struct options *options,
                              struct ls_engine *engine, const struct ls_anonymiser *anonymiser);

/* evidence_take writes what is kept of a flow; evidence_ended counts what is missing of it, too. */
void evidence_take(struct evidence *evidence, const struct ls_summary *flow,
                   const struct ls_verdict *verdict);
void evidence_ended(struct evidence *evidence, const struct ls_summary *flow,
                    const struct ls_verdict *verdict);

/* evidence_turn finishes a file that is due, and gives one up that cannot be written. */
void evidence_turn(struct evidence *evidence);

/* evidence_close finishes the last file; without any packet it is empty, or with --rotate none. */
void evidence_close(struct evidence *evidence);
void evidence_clear(struct evidence *evidence);
