/* table.c - the list of all probes; the one place to add one */
#include "probe/probes.h"

static const struct ls_probe *const probes[] = {
    NULL,
};

const struct ls_probe *const *ls_probe_table(size_t *count)
{
    *count = sizeof probes / sizeof probes[0] - 1;
    return probes;
}
