/*
 * profile.h - what all flows together show of each host: where it answers, whether it opens
 * anything, and by what names it goes
 *
 * Private to classify. One flow alone often leaves several roles open; this is for what only the
 * sum of them tells.
 */
#pragma once

#include "classify/infer.h"

struct ls_profiles;

LS_MUST_USE struct ls_profiles *ls_profiles_new(void);
void ls_profiles_free(struct ls_profiles *profiles);

/*
 * ls_profiles_add takes one answered flow; options by end. Told hosts are left out. Returns 0 or
 * LS_E_MEMORY.
 */
LS_MUST_USE int ls_profiles_add(struct ls_profiles *profiles, const struct ls_case *c,
                                const struct ls_options options[2]);

/* ls_profiles_room says whether both hosts of a flow are known, or there is room below limit. */
bool ls_profiles_room(const struct ls_profiles *profiles, const struct ls_summary *summary,
                      size_t limit);

/*
 * ls_profiles_conclude tells the topology what follows from the sum, beside what was inferred
 * from each flow: load balancers, domain controllers, file servers.
 */
LS_MUST_USE int ls_profiles_conclude(const struct ls_profiles *profiles,
                                     const struct ls_context *context,
                                     struct ls_topology *topology);
/*
 * ls_profiles_hint comes last: for hosts nothing was concluded for, what they say of themselves,
 * and then what they are called.
 */
LS_MUST_USE int ls_profiles_hint(const struct ls_profiles *profiles,
                                 const struct ls_context *context, struct ls_topology *topology);
