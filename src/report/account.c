/* account.c - where in a flow's evidence the facts of each kind stand. */
#include "report/account.h"

#include "report/scribe.h"

_Static_assert(LS_FACT_COUNT <= 64, "a set of kinds has 64 bits");

static void find_facts(struct account *account, const struct ls_evidence *evidence)
{
    struct ls_fact fact;
    size_t next = 0;
    for (size_t at = 0; ls_fact_next(evidence, &next, &fact); at = next) {
        if (!account_has(account, fact.kind))
            account->first[fact.kind] = (uint32_t)at;
        account->last[fact.kind] = (uint32_t)at;
        account->kinds |= FACT_BIT(fact.kind);
    }
}

void account_open(struct account *account, const struct ls_run *run, const struct ls_record *record)
{
    account->run = run;
    account->summary = record->summary;
    account->verdict = record->verdict;
    account->clocks = account->own_clocks;
    if (run->scribe != NULL)
        account->clocks = scribe_clocks(run->scribe);
    else
        memset(account->own_clocks, 0, sizeof account->own_clocks);
    account->tls = ls_evidence_has(record->summary->evidence, LS_PROTO_TLS);
    account->dtls = ls_evidence_has(record->summary->evidence, LS_PROTO_DTLS);
    account->kinds = 0;
    find_facts(account, record->summary->evidence);
}

bool account_next(const struct account *account, enum ls_fact_kind kind, size_t *at,
                  struct ls_fact *fact)
{
    if (!account_has(account, kind) || *at > account->last[kind])
        return false;
    if (*at < account->first[kind])
        *at = account->first[kind];
    while (ls_fact_next(account->summary->evidence, at, fact))
        if (fact->kind == kind)
            return true;
    return false;
}
