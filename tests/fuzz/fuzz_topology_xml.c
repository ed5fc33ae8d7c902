/* fuzz_topology_xml.c - bytes as an XML topology; the form is told by content, as for users. */
#include "topology_site.h"

static void try_it(struct ls_topology *topology, const uint8_t *data, size_t size)
{
    struct ls_error error;
    struct ls_yaml yaml = {
        .arena = topology->arena, .mistakes = &topology->mistakes, .file = "input"};
    size_t count;
    for (int turn = 0; turn < 2; turn++) {
        if (ls_topology_read(topology, &yaml, (const char *)data, size, &error) != 0)
            return;
        look(topology);
    }
    if (ls_topology_settle(topology, &error) == 0)
        look(topology);
    ls_topology_gaps(topology, &count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return with_topology(data, size, try_it);
}
