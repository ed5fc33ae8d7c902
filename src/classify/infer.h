/* infer.h - claims about roles, shared by infer.c and inference.c */
#pragma once

#include "classify/case.h"

/* What the rows at a port agree on, for one end. */
struct ls_claim {
    ls_roles roles; /* one role, or 0: nothing is proven */
    const struct ls_row *row;
    bool named;
};

/*
 * ls_claim_owner says what a gathered case proves about the host at `end`, where a row's own role
 * is. *wanted are the roles of an owner whose rows have a wish about the other end.
 */
void ls_claim_owner(const struct ls_case *c, int end, struct ls_claim *claim, ls_roles *wanted);

/*
 * ls_claim_peer says what follows for the other end, where the owner at `end` is proven by the
 * flow itself or known.
 */
void ls_claim_peer(const struct ls_case *c, int end, struct ls_claim *claim);
