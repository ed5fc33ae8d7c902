/*
 * kinds.h - how many causes there are of each kind of finding, and what to do about that kind
 *
 * What to do depends on the kind alone, so people are told once, not with every entry.
 */
#pragma once

#include "report/audit.h"

/* kinds_make counts the causes, which have been sorted, by kind. */
void kinds_make(struct ls_audit *audit);
