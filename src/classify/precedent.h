/*
 * precedent.h - what was decided of cases like this one
 *
 * Most flows are like one seen before: the same roles at both ends, ports of the same rows, the
 * same protocols. Which rows then stand, and what follows, is worked out once.
 */
#pragma once

#include "classify/case.h"

/* All that ls_case_decide looks at. Compared as bytes: cleared before it is filled. */
struct precedent_key {
    uint64_t protos, facts;
    struct ls_name_set names;
    ls_roles roles[2], likely[2], certain[2];
    ls_roles host_roles;
    uint32_t marks;
    uint32_t run[2]; /* of ports with equal rows */
    uint8_t from[2], balancing[2];
    uint8_t ip_proto, outer, best, mutual;
    bool ports, cut, evidence, host_named;
    bool global[2], outside[2];
};

/* precedent_describe fills the key; false where a case is decided by more than that. */
bool precedent_describe(const struct ls_case *c, struct precedent_key *key);

/* precedent_apply decides c as a case of this key was decided; false when there was none. */
bool precedent_apply(struct ls_precedents *precedents, const struct precedent_key *key,
                     struct ls_case *c);

/* precedent_keep remembers how c was decided. */
void precedent_keep(struct ls_precedents *precedents, const struct precedent_key *key,
                    const struct ls_case *c);
