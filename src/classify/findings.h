/* findings.h - rules about one kind of evidence that have a file of their own, and their voice */
#pragma once

#include "classify/reason.h"

/*
 * ls_finding_say writes a finding's own text. The row's words come from the first entry; what w
 * does not hold prints nothing. Returns true.
 */
bool ls_finding_say(const struct ls_case *c, struct ls_finding *finding, enum ls_message what,
                    struct ls_writing *w);

/* findings_tls.c: each says whether there is such a finding, and fills severity and text. */
bool ls_finding_old_tls(const struct ls_case *c, struct ls_finding *finding);
bool ls_finding_expired(const struct ls_case *c, struct ls_finding *finding);
bool ls_finding_not_yet_valid(const struct ls_case *c, struct ls_finding *finding);
bool ls_finding_self_signed(const struct ls_case *c, struct ls_finding *finding);

/* findings_topology.c: the same, for ports that the site's topology sets. */
bool ls_finding_moved_port(const struct ls_case *c, struct ls_finding *finding);
bool ls_finding_not_in_topology(const struct ls_case *c, struct ls_finding *finding);
bool ls_finding_past_balancer(const struct ls_case *c, struct ls_finding *finding);
