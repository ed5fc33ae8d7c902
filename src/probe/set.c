/* set.c - the probes of one thread, sorted by transport */
#include <assert.h>
#include <stdalign.h>
#include <stdlib.h>

#include "probe/inquiry.h"
#include "probe/ndpi.h"

static bool lane_add(struct ls_lane *lane, const struct ls_probe *probe, bool stream)
{
    size_t align = alignof(max_align_t);
    if (lane->count == LS_LANE_MAX)
        return false;
    uint32_t bit = (uint32_t)1 << lane->count;
    lane->all |= bit;
    lane->beside_stun |= probe->beside_stun ? bit : 0;
    for (int first = 0; first < 256; first++)
        if (probe->begins == NULL || probe->begins((uint8_t)first, stream))
            lane->begins[first] |= bit;
    lane->probe[lane->count] = probe;
    lane->state_at[lane->count++] = lane->state_bytes;
    lane->state_bytes += (probe->state_bytes + align - 1) / align * align;
    return true;
}

static bool lanes_fill(struct ls_probes *probes, const struct ls_probe *const *table, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if ((table[i]->transports & LS_TCP) && !lane_add(&probes->tcp, table[i], true))
            return false;
        if ((table[i]->transports & LS_UDP) && !lane_add(&probes->udp, table[i], false))
            return false;
    }
    return true;
}

struct ls_probes *ls_probes_of(const struct ls_probe *const *table, size_t count, bool with_ndpi,
                               struct ls_error *error)
{
    struct ls_probes *probes = calloc(1, sizeof *probes);
    if (probes != NULL)
        probes->memo = ls_memo_new();
    if (probes == NULL || probes->memo == NULL) {
        free(probes);
        ls_fail(error, LS_E_MEMORY, "out of memory");
        return NULL;
    }
    probes->key = ls_hash_key_draw();
    bool fits = lanes_fill(probes, table, count);
    assert(fits);
    (void)fits;
    if (!with_ndpi || ls_ndpi_version() == NULL)
        return probes;
    probes->ndpi = ls_ndpi_new(error);
    if (probes->ndpi != NULL)
        return probes;
    ls_probes_free(probes);
    return NULL;
}

struct ls_probes *ls_probes_new(bool with_ndpi, struct ls_error *error)
{
    size_t count;
    const struct ls_probe *const *table = ls_probe_table(&count);
    return ls_probes_of(table, count, with_ndpi, error);
}

static void drop_spares(struct ls_lane *lane)
{
    while (lane->spares > 0) {
        struct ls_inquiry *spare = lane->spare[--lane->spares];
        ls_draft_clear(&spare->draft);
        free(spare);
    }
}

void ls_probes_free(struct ls_probes *probes)
{
    if (probes == NULL)
        return;
    fold_forget_all(probes);
    drop_spares(&probes->tcp);
    drop_spares(&probes->udp);
    drop_spares(&probes->none);
    ls_ndpi_free(probes->ndpi);
    ls_memo_free(probes->memo);
    free(probes);
}

void ls_probes_add_stats(const struct ls_probes *probes, struct ls_probes_stats *sum)
{
    sum->flows += probes->opened;
    if (probes->ndpi != NULL)
        ls_ndpi_add_stats(probes->ndpi, sum);
}

uint64_t ls_probes_starved(const struct ls_probes *probes)
{
    return probes->starved;
}

const char *ls_probes_ndpi_version(void)
{
    return ls_ndpi_version();
}
