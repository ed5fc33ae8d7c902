/*
 * tally.c - flows of files are judged and counted
 *
 * To judge is a pure function, so with threads many do it; the audit takes the verdicts in order.
 */
#include "cli/tally.h"

#include <stdlib.h>

enum { PIECE_FLOWS = 32 };

/* What one thread at a time has for itself. */
struct place {
    struct ls_context context; /* with precedents of its own */
    struct ls_verdict verdicts[PIECE_FLOWS];
};

struct tallying {
    struct run *run;
    struct ls_context context;
    struct ls_audit *audit;
    struct wanted *wanted; /* or NULL */
    struct place *places;
};

static int count_flow(struct tallying *tallying, size_t i, struct ls_verdict *verdict)
{
    struct run *run = tallying->run;
    const struct ls_summary *flow = run->result->flows[i];
    monitor_judge(&run->monitor, verdict);
    if (tallying->wanted != NULL && verdict->finding_count > 0)
        tallying->wanted[flow->number].flow = flow;
    struct ls_record record = {shown_flow(&run->shown, run->result, i, verdict), verdict};
    return ls_audit_add(tallying->audit, &record);
}

/* One thread: a verdict is counted while it is near. */
static int count_all(struct tallying *tallying)
{
    const struct ls_result *result = tallying->run->result;
    int code = 0;
    for (size_t i = 0; i < result->flow_count && code == 0; i++) {
        struct ls_verdict verdict;
        const struct ls_summary *ahead =
            ls_classify_ahead(&tallying->context, result->flows, result->flow_count, i);
        if (ahead != NULL)
            ls_audit_fetch(tallying->audit, ahead);
        ls_classify(&tallying->context, result->flows[i], &verdict);
        code = count_flow(tallying, i, &verdict);
    }
    return code;
}

static int make_piece(void *self, size_t piece, size_t at)
{
    const struct tallying *tallying = self;
    const struct ls_result *result = tallying->run->result;
    struct place *place = &tallying->places[at];
    struct ls_verdict *verdict = place->verdicts;
    size_t first = piece * PIECE_FLOWS;
    for (size_t i = first; i < result->flow_count && i < first + PIECE_FLOWS; i++)
        ls_classify(&place->context, result->flows[i], verdict++);
    return 0;
}

static int take_piece(void *self, size_t piece, size_t at)
{
    struct tallying *tallying = self;
    struct ls_verdict *verdict = tallying->places[at].verdicts;
    size_t first = piece * PIECE_FLOWS, count = tallying->run->result->flow_count;
    int code = 0;
    for (size_t i = first; i < count && i < first + PIECE_FLOWS && code == 0; i++)
        code = count_flow(tallying, i, verdict++);
    return code;
}

static int count_in_places(struct tallying *tallying, unsigned workers)
{
    size_t count = tallying->run->result->flow_count, places = ls_pieces_places(workers);
    struct ls_pieces pieces = {
        .self = tallying,
        .count = (count + PIECE_FLOWS - 1) / PIECE_FLOWS,
        .make = make_piece,
        .take = take_piece,
    };
    for (size_t i = 0; i < places; i++) {
        tallying->places[i].context = tallying->context;
        tallying->places[i].context.precedents = ls_precedents_new();
    }
    int code = ls_pieces_run(&pieces, workers);
    for (size_t i = 0; i < places; i++)
        ls_precedents_free(tallying->places[i].context.precedents);
    return code;
}

static int count_pieces(struct tallying *tallying, unsigned workers)
{
    tallying->places = calloc(ls_pieces_places(workers), sizeof *tallying->places);
    if (tallying->places == NULL)
        return LS_E_MEMORY;
    int code = count_in_places(tallying, workers);
    free(tallying->places);
    return code;
}

int tally(struct run *run, struct ls_audit *audit, struct wanted *wanted)
{
    struct tallying tallying = {.run = run, .audit = audit, .wanted = wanted};
    if (run->saved != NULL)
        return run_add_saved(run, audit);
    tallying.context = run->context;
    tallying.context.brief = true;
    unsigned workers = run_judges(run);
    return workers > 1 ? count_pieces(&tallying, workers) : count_all(&tallying);
}
