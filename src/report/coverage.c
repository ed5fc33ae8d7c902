/* coverage.c - how the rows of the document were met, row by row */
#include <stdlib.h>

#include "report/audit.h"

int coverage_make(struct ls_audit *audit)
{
    const struct ls_catalogs *catalogs = audit->run->catalogs;
    size_t count = ls_catalogs_row_count(catalogs);
    audit->coverage = calloc(count + 1, sizeof *audit->coverage);
    audit->coverage_of = calloc(count + 1, sizeof *audit->coverage_of);
    if (audit->coverage == NULL || audit->coverage_of == NULL)
        return LS_E_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const struct ls_row *row = ls_catalogs_row(catalogs, i);
        audit->coverage_of[i] = SIZE_MAX;
        if (row->catalog->kind != LS_CATALOG_DOCUMENT)
            continue;
        audit->coverage_of[i] = audit->coverage_count;
        audit->coverage[audit->coverage_count++].row = row;
    }
    return 0;
}

void coverage_deploy(struct ls_audit *audit)
{
    for (size_t i = 0; i < audit->coverage_count; i++)
        audit->coverage[i].absent = !row_is_deployed(audit->run, audit->coverage[i].row);
}

void coverage_free(struct ls_audit *audit)
{
    free(audit->coverage);
    free(audit->coverage_of);
}

static struct coverage *coverage_of(struct ls_audit *audit, const struct ls_row *row)
{
    size_t place = audit->coverage_of[row->number];
    return place == SIZE_MAX ? NULL : &audit->coverage[place];
}

static bool share_name(const struct ls_row *a, const struct ls_row *b)
{
    uint64_t common = 0, any = 0;
    for (size_t i = 0; i < sizeof a->named_by.bits / sizeof *a->named_by.bits; i++) {
        common |= a->named_by.bits[i] & b->named_by.bits[i];
        any |= a->named_by.bits[i] | b->named_by.bits[i];
    }
    return common != 0 || any == 0;
}

/*
 * Whether what was seen speaks for this entry as it does for the best one: rows that say the same
 * of role, port, payload and names are seen together, in one document twice or in several. The
 * others could be meant, too, and no more.
 */
static bool is_as_good(const struct ls_row *best, const struct ls_row *row)
{
    return row == best ||
           (row->role_number == best->role_number && row->owner == best->owner &&
            row->width == best->width && row->fits == best->fits && row->tls == best->tls &&
            row->media == best->media && share_name(row, best));
}

void coverage_add(struct ls_audit *audit, enum ls_level level, const struct ls_row *const *entries,
                  size_t entry_count, uint64_t flows)
{
    for (size_t i = 0; i < entry_count; i++) {
        struct coverage *coverage = coverage_of(audit, entries[i]);
        if (coverage == NULL)
            continue;
        coverage->flows += flows;
        if (level >= LS_LEVEL_PAYLOAD && is_as_good(entries[0], entries[i]))
            coverage->confirmed += flows;
    }
}

void coverage_contradict(struct ls_audit *audit, const struct ls_verdict *verdict)
{
    for (size_t i = 0; verdict->kind == LS_CONTRADICTED && i < verdict->rejected_count; i++) {
        struct coverage *coverage = coverage_of(audit, verdict->rejected[i]);
        if (coverage != NULL)
            coverage->contradicted++;
    }
}

enum coverage_state coverage_state(const struct coverage *coverage)
{
    if (coverage->confirmed > 0)
        return COVERAGE_SEEN;
    if (coverage->flows > 0)
        return COVERAGE_PORT_ONLY;
    return coverage->contradicted > 0 ? COVERAGE_CONTRADICTED : COVERAGE_NOT_SEEN;
}

const char *coverage_state_name(enum coverage_state state)
{
    static const char *const names[] = {"seen", "port-only", "contradicted", "not-seen"};
    return names[state];
}

const char *coverage_label(const struct coverage *coverage, enum ls_lang lang)
{
    static const enum label words[] = {LABEL_SEEN, LABEL_PORT_ONLY, LABEL_CONTRADICTED,
                                       LABEL_NOT_SEEN};
    enum coverage_state state = coverage_state(coverage);
    bool absent = state == COVERAGE_NOT_SEEN && coverage->absent;
    return label(absent ? LABEL_NOT_DEPLOYED : words[state], lang);
}
