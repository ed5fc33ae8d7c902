/*
 * ndpi.h - a second opinion on flows that no probe of ours recognised
 *
 * ndpi.c is the only file that includes nDPI; where the build has none, ndpi_absent.c
 * stands in and has no module to give.
 *
 * Threads: one struct ls_ndpi a thread. The detection module behind it is made when the first
 * flow is opened.
 */
#pragma once

#include "lyncscope/probe.h"

struct ls_ndpi;      /* a detection module */
struct ls_ndpi_flow; /* what it keeps of one flow, only while it is asked */

const char *ls_ndpi_version(void); /* NULL when built without */
LS_MUST_USE struct ls_ndpi *ls_ndpi_new(struct ls_error *error);
void ls_ndpi_free(struct ls_ndpi *ndpi);
/* ls_ndpi_add_stats adds what it was asked, and how long that took. */
void ls_ndpi_add_stats(const struct ls_ndpi *ndpi, struct ls_probes_stats *sum);

/* ls_ndpi_open returns NULL when memory is out. */
LS_MUST_USE struct ls_ndpi_flow *ls_ndpi_open(struct ls_ndpi *ndpi);

/* How a stream began. */
struct ls_ndpi_opening {
    uint16_t bytes[2]; /* of each side's first segment; 0: none yet */
    uint8_t first;     /* the side that spoke first */
};

/*
 * ls_ndpi_look shows one view: a datagram, or the stream bytes not shown before, of which the
 * first call's begin with opening. Returns true when it has its answer or has seen its share of
 * packets; the answer, if any, is then in draft.
 */
LS_MUST_USE bool ls_ndpi_look(struct ls_ndpi_flow *flow, const struct ls_view *view,
                              const struct ls_ndpi_opening *opening, struct ls_draft *draft);

/*
 * ls_ndpi_fold makes small what is kept of a flow that waits; ls_ndpi_look goes on from there. Does
 * nothing where that cannot be done.
 */
void ls_ndpi_fold(struct ls_ndpi_flow *flow);
void ls_ndpi_close(struct ls_ndpi_flow *flow); /* NULL is fine */
