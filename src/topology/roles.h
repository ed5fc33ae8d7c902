/* roles.h - the names of roles in topologies and cmdlets. Private to topology. */
#pragma once

#include "topology/store.h"

/*
 * ls_role_of_service returns the roles that a service by RoleName (Get-CsTopology) or Role
 * (Get-CsService) gives its hosts, or 0 where it gives none or the name is not known.
 */
ls_roles ls_role_of_service(const struct ls_topology *topology, const char *name);

/* Services that together tell what a pool is. */
enum {
    LS_SERVICE_REGISTRAR = 1,
    LS_SERVICE_USERS = 2,
    LS_SERVICE_CONFERENCES = 4,
    LS_SERVICE_WEB = 8,
    LS_SERVICE_MEDIATION = 16,
};

/* ls_service_bit returns one of these by RoleName or by Role in Get-CsService, or 0. */
unsigned ls_service_bit(const char *name);
/* ls_role_of_services returns what all services of a pool make of it, where that is certain. */
ls_roles ls_role_of_services(const struct ls_topology *topology, unsigned services);
