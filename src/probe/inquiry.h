/*
 * inquiry.h - the policies of an inquiry as numbers, and what a set of probes is made of
 */
#pragma once

#include "lyncscope/probe.h"

#include "probe/memo.h"

enum {
    LS_LANE_MAX = 32, /* probes of one transport */

    /* Inquiries are too large for malloc's quick ways, and most flows are short. */
    LS_SPARE_MAX = 64,

    /* The flow layer holds this many bytes of a direction; more cannot be waited for. */
    LS_WINDOW_BYTES = 16 * 1024,

    /*
     * A stream that trickles in must not cost a parse a byte. Probes are asked about every
     * segment while the direction is short or few questions were put since bytes of it were last
     * consumed (ordinary segments fill the window in twelve); after that only when the
     * direction has grown by one part in LS_ASK_GROWTH.
     */
    LS_ASK_ALWAYS_BYTES = 256,
    LS_ASK_FREELY = 32,
    LS_ASK_GROWTH = 8,

    /* No probe is asked about more datagrams than this before it is sure. */
    LS_DATAGRAM_BUDGET_MAX = 32,

    /* Datagrams in which rtp and dtls may follow the connectivity checks of ICE. */
    LS_BESIDE_DATAGRAMS = 128,

    /* Cut datagrams do not spend a budget, but nobody waits for a whole one for ever. */
    LS_CUT_DATAGRAMS = 32,
};

/* The probes of one transport, with the place of each one's state in an inquiry. */
struct ls_lane {
    size_t count;
    size_t state_bytes;
    const struct ls_probe *probe[LS_LANE_MAX];
    size_t state_at[LS_LANE_MAX];
    struct ls_inquiry *spare[LS_SPARE_MAX]; /* closed ones, to be opened again */
    size_t spares;
};

struct ls_probes {
    struct ls_lane tcp, udp, none;
    struct ls_ndpi *ndpi; /* NULL: not asked for */
    struct ls_memo *memo;
};

/* ls_probes_of makes a set over table (kept, not copied) instead of the built-in one. */
LS_MUST_USE struct ls_probes *ls_probes_of(const struct ls_probe *const *table, size_t count,
                                           bool with_ndpi, struct ls_error *error);
