/*
 * shown.h - what of a run may be shown
 *
 * Under --anonymise a run goes by what it read, and shows stand-ins: its facts, topology,
 * exceptions and flows are made a second time, for the report alone. This is the one place where
 * both meet; whoever writes takes what he writes from here.
 */
#pragma once

#include "lyncscope/engine.h"
#include "lyncscope/report.h"

struct options;

struct shown {
    struct ls_anonymiser *anonymiser; /* NULL: everything is shown as it is */
    struct ls_arena *arena;           /* of a run without end: of its present flow */
    struct ls_topology *topology;
    struct ls_exceptions *exceptions;
    const struct ls_summary **flows; /* as in the result */
    const char **files;
    struct ls_arena *names; /* of files, in runs without end */
    char filter[LS_STANDIN_TEXT];
};

/* shown_open takes the key that the options ask for. On failure it has said why and returns -1. */
LS_MUST_USE int shown_open(struct shown *shown, const struct options *options);
void shown_close(struct shown *shown);

/*
 * shown_make makes the stand-ins of a run that has inferred its roles, and puts them in facts.
 * Returns 0 or LS_E_MEMORY.
 */
LS_MUST_USE int shown_make(struct shown *shown, struct ls_run *facts,
                           const struct ls_result *result);

/* shown_accepted puts the stand-in of who answers for the findings into a verdict. */
void shown_accepted(const struct shown *shown, struct ls_verdict *verdict);

/*
 * shown_flow returns flow i as the report is to see it, and puts stand-ins in its verdict in place
 * of what is not a sentence; sentences have theirs from classify.
 */
const struct ls_summary *shown_flow(const struct shown *shown, const struct ls_result *result,
                                    size_t i, struct ls_verdict *verdict);
/* shown_flows returns all flows as the report is to see them. */
const struct ls_summary *const *shown_flows(const struct shown *shown,
                                            const struct ls_result *result);

/*
 * Runs without end: shown_facts puts what stand-ins there are in the facts, and makes those that
 * are made once. shown_topology makes a new topology from what is known by now, and puts it there.
 * shown_now returns a flow as it is to be seen, until the next call, and is otherwise as
 * shown_flow; NULL when memory is out. The others return 0 or LS_E_MEMORY.
 */
LS_MUST_USE int shown_facts(struct shown *shown, struct ls_run *facts);
LS_MUST_USE int shown_topology(struct shown *shown, const struct ls_topology *topology,
                               struct ls_run *facts);
LS_MUST_USE const struct ls_summary *
shown_now(struct shown *shown, const struct ls_summary *summary, struct ls_verdict *verdict);
/* shown_line replaces the name that text begins with, before a colon. */
const char *shown_line(const struct shown *shown, const char *text, char *room, size_t size);
