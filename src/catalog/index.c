/*
 * index.c - rows by port, in one step
 *
 * The ports fall into runs inside which the same rows match; a table says for each port which
 * run it is in. 91 rows make about a hundred runs.
 */
#include <stdlib.h>

#include "catalog/store.h"

/* More than any sane set of rows needs; a hostile one shall not fill the memory. */
enum { ENTRIES_MAX = 4 * 1024 * 1024, FIXED_WIDTH = 1000 };

static bool is_on(const struct ls_row *row, bool udp)
{
    return udp ? row->udp : row->tcp;
}

/* Numbers the runs, and returns how many there are. */
static size_t cut_runs(const struct ls_catalogs *catalogs, bool udp, struct ls_port_index *index)
{
    for (size_t port = 0; port < 65536; port++)
        index->part[port] = 0;
    for (size_t i = 0; i < catalogs->row_count; i++) {
        const struct ls_row *row = catalogs->rows[i];
        for (size_t r = 0; r < row->range_count && is_on(row, udp); r++) {
            index->part[row->range[r].first] = 1;
            if (row->range[r].last < 65535)
                index->part[row->range[r].last + 1] = 1;
        }
    }
    uint16_t run = 0; /* port 0 is in no row, so run 0 begins there */
    for (size_t port = 0; port < 65536; port++) {
        run = (uint16_t)(run + index->part[port]);
        index->part[port] = run;
    }
    return (size_t)run + 1;
}

static void count_entries(const struct ls_catalogs *catalogs, bool udp, struct ls_port_index *index,
                          size_t *total)
{
    for (size_t i = 0; i < catalogs->row_count; i++) {
        const struct ls_row *row = catalogs->rows[i];
        for (size_t r = 0; r < row->range_count && is_on(row, udp); r++) {
            size_t last = index->part[row->range[r].last];
            for (size_t run = index->part[row->range[r].first]; run <= last; run++)
                index->runs[run].count++;
            *total += last + 1 - index->part[row->range[r].first];
        }
    }
}

/* Gives each run its piece of the list, empty for now. */
static void lay_out(struct ls_port_index *index, size_t runs)
{
    size_t at = 0;
    for (size_t run = 0; run < runs; run++) {
        index->runs[run].rows = index->rows + at;
        at += index->runs[run].count;
        index->runs[run].count = 0;
    }
}

static void fill(const struct ls_catalogs *catalogs, bool udp, struct ls_port_index *index)
{
    for (size_t i = 0; i < catalogs->row_count; i++) {
        const struct ls_row *row = catalogs->rows[i];
        for (size_t r = 0; r < row->range_count && is_on(row, udp); r++) {
            size_t last = index->part[row->range[r].last];
            for (size_t n = index->part[row->range[r].first]; n <= last; n++) {
                struct ls_port_run *run = &index->runs[n];
                index->rows[(size_t)(run->rows - (const struct ls_row *const *)index->rows) +
                            run->count++] = row;
                run->fixed = run->fixed || row->width <= FIXED_WIDTH;
            }
        }
    }
}

static int build(const struct ls_catalogs *catalogs, bool udp, struct ls_port_index **built)
{
    struct ls_port_index *index = calloc(1, sizeof *index);
    if (index == NULL)
        return LS_E_MEMORY;
    size_t total = 0;
    size_t runs = cut_runs(catalogs, udp, index);
    index->runs = calloc(runs, sizeof *index->runs);
    if (index->runs == NULL)
        goto no_memory;
    count_entries(catalogs, udp, index, &total);
    if (total > ENTRIES_MAX) {
        ls_index_free(index);
        return LS_E_LIMIT;
    }
    index->rows = calloc(total + 1, sizeof *index->rows);
    if (index->rows == NULL)
        goto no_memory;
    lay_out(index, runs);
    fill(catalogs, udp, index);
    *built = index;
    return 0;

no_memory:
    ls_index_free(index);
    return LS_E_MEMORY;
}

void ls_index_free(struct ls_port_index *index)
{
    if (index == NULL)
        return;
    free(index->runs);
    free(index->rows);
    free(index);
}

int ls_index_build(struct ls_catalogs *catalogs)
{
    struct ls_port_index *tcp = NULL;
    struct ls_port_index *udp = NULL;
    int code = build(catalogs, false, &tcp);
    if (code == 0)
        code = build(catalogs, true, &udp);
    if (code < 0) {
        ls_index_free(tcp);
        return code;
    }
    ls_index_free(catalogs->tcp);
    ls_index_free(catalogs->udp);
    catalogs->tcp = tcp;
    catalogs->udp = udp;
    catalogs->icmp_count = 0;
    for (size_t i = 0; i < catalogs->row_count; i++)
        if (catalogs->rows[i]->icmp)
            catalogs->icmp[catalogs->icmp_count++] = catalogs->rows[i];
    return 0;
}
