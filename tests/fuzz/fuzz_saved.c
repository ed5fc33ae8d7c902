/* fuzz_saved.c - any bytes as one line of saved records; what is kept is counted like any flow. */
#include <stdlib.h>
#include <string.h>

#include "report/saved.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void audit(const struct ls_run *run, const struct ls_summary *summary,
                  const struct ls_verdict *verdict)
{
    struct ls_audit *audit = ls_audit_new(run);
    struct ls_record record = {summary, verdict};
    if (audit == NULL || ls_audit_add(audit, &record) < 0)
        abort();
    char *out = NULL;
    size_t n;
    struct ls_look look = {.columns = 80};
    FILE *file = open_memstream(&out, &n);
    if (file == NULL)
        abort();
    ls_audit_format_find("json")->write(file, audit, &look);
    fclose(file);
    free(out);
    ls_audit_free(audit);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint64_t skipped[LS_SKIP_COUNT];
    struct ls_catalogs *catalogs = ls_catalogs_new();
    struct ls_topology *topology = catalogs ? ls_topology_new(catalogs) : NULL;
    struct ls_saved *saved = catalogs ? ls_saved_new(catalogs) : NULL;
    struct saved_flow *flow = malloc(sizeof *flow);
    char *line = malloc(size + !size);
    struct ls_error error;
    if (topology == NULL || saved == NULL || flow == NULL || line == NULL)
        abort();
    if (size > 0)
        memcpy(line, data, size);
    if (saved_parse(saved, line, size, flow, &error) == 0) {
        struct ls_verdict verdict;
        struct ls_run run = {
            .version = "", .catalogs = catalogs, .topology = topology, .skipped = skipped};
        saved->flows = malloc(sizeof flow);
        if (saved->flows == NULL)
            abort();
        saved->flows[0] = flow;
        saved->count = 1;
        if (ls_saved_settle(saved, topology) < 0)
            abort();
        ls_saved_totals(saved, &run);
        const struct ls_summary *summary = ls_saved_get(saved, 0, &verdict);
        audit(&run, summary, &verdict);
    }
    free(line);
    ls_saved_free(saved);
    free(flow);
    ls_topology_free(topology);
    ls_catalogs_free(catalogs);
    return 0;
}
