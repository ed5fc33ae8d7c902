/* yaml_pools.h - the pools of a YAML topology. Private to topology. */
#pragma once

#include "topology/store.h"

/* ls_pool_read reads one pool; mistakes are noted. Returns 0 or LS_E_MEMORY. */
LS_MUST_USE int ls_pool_read(struct ls_topology *topology, struct ls_yaml *yaml,
                             const struct ls_yaml_node *map);
