/* fuzz_topology.c - bytes as a YAML topology. */
#include "topology_site.h"

static void try_it(struct ls_topology *topology, const uint8_t *data, size_t size)
{
    struct ls_yaml yaml = {
        .arena = topology->arena, .mistakes = &topology->mistakes, .file = "input"};
    for (int turn = 0; turn < 2; turn++) {
        if (ls_yaml_parse(&yaml, data, size, NULL) != 0 || ls_topology_add(topology, &yaml) != 0)
            continue;
        ls_pools_spread(topology);
        look(topology);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return with_topology(data, size, try_it);
}
