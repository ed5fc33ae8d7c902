/* sums.h - what flows add up to in a picture: findings, and role to role */
#pragma once

#include "cli/watch/model.h"

/* sums_open counts the open flows of the model apart; the others need it. */
LS_MUST_USE int sums_open(const struct model *model, struct picture *picture);
LS_MUST_USE int sums_findings(const struct model *model, struct picture *picture);
LS_MUST_USE int sums_pairs(const struct model *model, struct picture *picture);

/* sums_by_roles compares struct pair by both roles. */
int sums_by_roles(const void *left, const void *right);
