/* ndpi_absent.c - stands in for ndpi.c in a build without nDPI */
#include <stddef.h>

#include "probe/ndpi.h"

const char *ls_ndpi_version(void)
{
    return NULL;
}

struct ls_ndpi *ls_ndpi_new(struct ls_error *error)
{
    ls_fail(error, LS_E_USAGE, "nDPI: this program was built without it");
    return NULL;
}

void ls_ndpi_free(struct ls_ndpi *ndpi)
{
    (void)ndpi;
}

void ls_ndpi_add_stats(const struct ls_ndpi *ndpi, struct ls_probes_stats *sum)
{
    (void)ndpi;
    (void)sum;
}

struct ls_ndpi_flow *ls_ndpi_open(struct ls_ndpi *ndpi)
{
    (void)ndpi;
    return NULL;
}

bool ls_ndpi_look(struct ls_ndpi_flow *flow, const struct ls_view *view,
                  const struct ls_ndpi_opening *opening, struct ls_draft *draft)
{
    (void)opening;
    (void)flow;
    (void)view;
    (void)draft;
    return true;
}

void ls_ndpi_fold(struct ls_ndpi_flow *flow)
{
    (void)flow;
}

void ls_ndpi_close(struct ls_ndpi_flow *flow)
{
    (void)flow;
}
