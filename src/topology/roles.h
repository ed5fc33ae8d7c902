/* roles.h - the names of roles in topologies and cmdlets. Private to topology. */
#pragma once

#include "topology/store.h"

/*
 * ls_role_of_service returns the roles that a service by RoleName (Get-CsTopology) or Role
 * (Get-CsService) gives its hosts, or 0 where it gives none or the name is not known.
 */
ls_roles ls_role_of_service(const struct ls_topology *topology, const char *name);
