/*
 * inquiry.h - the policies of an inquiry as numbers, and what it and a set of probes are made of
 */
#pragma once

#include <stdalign.h>
#include <stddef.h>

#include "lyncscope/hash.h"
#include "lyncscope/probe.h"

#include "probe/draft.h"
#include "probe/memo.h"
#include "probe/ndpi.h"

enum {
    LS_LANE_MAX = 32, /* probes of one transport: bits of a set */

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

    /* Stances of folded inquiries that are remembered, for others that are the same. */
    LS_STANCES = 1024,

    /* Cut datagrams do not spend a budget, but nobody waits for a whole one for ever. */
    LS_CUT_DATAGRAMS = 32,
};

/*
 * The probes of one transport, with the place of each one's state in an inquiry. Several of them
 * are told as a set: a bit each, by their place.
 */
struct ls_lane {
    size_t count;
    size_t state_bytes;
    uint32_t all, beside_stun;
    uint32_t begins[256]; /* by first byte: those that may say anything but no about it */
    const struct ls_probe *probe[LS_LANE_MAX];
    size_t state_at[LS_LANE_MAX];
    struct ls_inquiry *spare[LS_SPARE_MAX]; /* closed ones, to be opened again */
    size_t spares;
};

struct ls_stance;
struct ls_folded;

struct ls_probes {
    struct ls_lane tcp, udp, none;
    struct ls_ndpi *ndpi; /* NULL: not asked for */
    struct ls_memo *memo;
    struct ls_hash_key key;
    struct ls_stance *stance[LS_STANCES]; /* by hash */
    uint64_t starved;                     /* inquiries that lost evidence for want of memory */
    uint64_t opened;                      /* inquiries so far */
};

/*
 * Zeroed but for what inquiry_open sets, for the draft, which is empty but may have memory, and but
 * for state: a probe's is zeroed before it is first asked, since most are never asked. Probes that
 * are in none of the sets are out.
 */
struct ls_inquiry {
    struct ls_stance *stance; /* NULL; a struct ls_folded begins with one */
    struct ls_folded *kept;   /* what it was folded to last, or NULL */
    struct ls_probes *probes;
    struct ls_lane *lane;
    uint64_t number; /* of those that were opened, from 1 */
    struct ls_draft draft;
    /* From here on it is the body, of which a fold keeps what is not zero. */
    alignas(uint64_t) struct ls_ndpi_flow *second; /* open once all probes are out */
    size_t asked_at[2]; /* streams: bytes a direction had when probes were last asked */
    uint64_t gone[2];   /* streams: bytes consumed since the winner was found */
    uint32_t asks[2];   /* streams: questions since bytes of that side were last consumed */
    struct ls_ndpi_opening opening; /* streams: their first segments */
    bool cut, unknown, payload;
    uint16_t kept_room; /* for facts, where what it was folded to is its own; else 0 */
    uint32_t datagrams;
    uint32_t asked;              /* set: in question */
    uint32_t won, beside;        /* sets: shown all that comes */
    uint32_t touched;            /* set: whose state is in use */
    uint32_t shown[LS_LANE_MAX]; /* datagrams that counted, in the present standing */
    alignas(max_align_t) uint8_t state[];
};

enum { LS_INQUIRY_BODY = offsetof(struct ls_inquiry, second) };

/* inquiry_open asks nobody yet; NULL when memory is out. */
LS_MUST_USE struct ls_inquiry *inquiry_open(struct ls_probes *probes, struct ls_lane *lane);
void inquiry_release(struct ls_inquiry *inquiry);

/* What the state of a lane's probe takes, in words. */
static inline size_t state_words(const struct ls_lane *lane, size_t i)
{
    return (lane->probe[i]->state_bytes + sizeof(uint64_t) - 1) / sizeof(uint64_t);
}

/* set_of is the set of one probe, by its place in the lane. */
static inline uint32_t set_of(size_t i)
{
    return (uint32_t)1 << i;
}

/* set_take takes one probe out of a set, which is not empty; it returns its place. */
static inline size_t set_take(uint32_t *set)
{
    size_t i = (size_t)__builtin_ctz(*set);
    *set &= *set - 1;
    return i;
}

/*
 * inquiry_evidence makes what a draft says lasting; where memory is out it counts the loss and
 * returns NULL, as for a draft that says nothing.
 */
LS_MUST_USE const struct ls_evidence *
inquiry_evidence(struct ls_probes *probes, const struct ls_draft *draft, struct ls_arena *arena);

/* fold.c */
LS_MUST_USE const struct ls_evidence *fold_close(struct ls_inquiry *folded);
void fold_forget_all(struct ls_probes *probes); /* nothing is folded any more */

/* ls_probes_of makes a set over table (kept, not copied) instead of the built-in one. */
LS_MUST_USE struct ls_probes *ls_probes_of(const struct ls_probe *const *table, size_t count,
                                           bool with_ndpi, struct ls_error *error);
