/*
 * account.h - one flow, ready to be asked for its values
 *
 * The facts of a flow are gone through once, and then found by their kinds.
 */
#pragma once

#include "lyncscope/clock.h"
#include "lyncscope/report.h"

/* A set of facts' kinds: bit i is enum ls_fact_kind i. */
#define FACT_BIT(kind) (UINT64_C(1) << (kind))

/* Moments of one kind lie near each other, so each kind has a clock. */
enum clock { CLOCK_PACKETS, CLOCK_NOT_BEFORE, CLOCK_NOT_AFTER, CLOCK_COUNT };

struct account {
    const struct ls_run *run;
    const struct ls_summary *summary;
    const struct ls_verdict *verdict;
    struct ls_clock *clocks;
    struct ls_clock own_clocks[CLOCK_COUNT]; /* for who has no scribe */
    bool tls, dtls;                          /* among what was proved */
    uint64_t kinds;                          /* of the facts there are */
    /* where in the evidence the first and the last fact of a kind stand; only of kinds */
    uint32_t first[LS_FACT_COUNT], last[LS_FACT_COUNT];
};

void account_open(struct account *account, const struct ls_run *run,
                  const struct ls_record *record);

static inline bool account_has(const struct account *account, enum ls_fact_kind kind)
{
    return (account->kinds & FACT_BIT(kind)) != 0;
}

/* account_next steps through the facts of one kind; *at starts at 0. */
bool account_next(const struct account *account, enum ls_fact_kind kind, size_t *at,
                  struct ls_fact *fact);
