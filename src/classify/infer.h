/* infer.h - claims about roles, shared by infer.c and inference.c */
#pragma once

#include "classify/case.h"

/* What the rows at a port agree on, for one end. */
struct ls_claim {
    ls_roles roles; /* one role, or several of one host; 0: nothing is proven */
    const struct ls_row *row;
    bool named;
    enum ls_confidence confidence;
};

/* What the rows at a port leave open, for one end. */
struct ls_options {
    ls_roles wanted;   /* roles of an owner whose rows have a wish about the other end */
    ls_roles possible; /* roles one of which the owner must have; 0: any */
};

/*
 * ls_claim_owner says what a gathered case proves about the host at `end`, where a row's own role
 * is.
 */
void ls_claim_owner(const struct ls_case *c, int end, struct ls_claim *claim,
                    struct ls_options *options);

/*
 * ls_claim_peer says what follows for the other end, where the owner at `end` is proven by the
 * flow itself or known.
 */
void ls_claim_peer(const struct ls_case *c, int end, struct ls_claim *claim);

/*
 * ls_claim_composed says what follows for the host at `end` itself, where a composed role alone
 * is documented to do what it does and part of that role is known; or where it says to be a
 * narrower kind of what it is known to be.
 */
void ls_claim_composed(const struct ls_case *c, int end, struct ls_claim *claim);
