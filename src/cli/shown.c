/* shown.c - stand-ins for all that a report takes from a run. */
#include "cli/shown.h"

#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/shown_parts.h"

int shown_open(struct shown *shown, const struct options *options)
{
    struct ls_error error;
    *shown = (struct shown){0};
    if (options->anonymise_key != NULL)
        shown->anonymiser = ls_anonymiser_load(options->anonymise_key, &error);
    else if (options->anonymise)
        shown->anonymiser = ls_anonymiser_draw(&error);
    else
        return 0;
    if (shown->anonymiser != NULL)
        return 0;
    say("%s", error.text);
    return -1;
}

void shown_close(struct shown *shown)
{
    ls_topology_free(shown->topology);
    ls_exceptions_free(shown->exceptions);
    ls_arena_free(shown->arena);
    ls_arena_free(shown->names);
    ls_anonymiser_free(shown->anonymiser);
    free(shown->flows);
    free(shown->files);
}

int shown_make_files(struct shown *shown, struct ls_arena *arena, struct ls_run *facts)
{
    shown->files = calloc(facts->file_count + 1, sizeof *shown->files);
    for (size_t i = 0; shown->files != NULL && i < facts->file_count; i++) {
        char text[LS_STANDIN_TEXT];
        size_t n = ls_anonymise_file(shown->anonymiser, "capture", facts->files[i], text);
        shown->files[i] = ls_arena_text(arena, text, n);
        if (shown->files[i] == NULL)
            return LS_E_MEMORY;
    }
    facts->files = shown->files;
    return shown->files != NULL ? 0 : LS_E_MEMORY;
}

const struct ls_summary *shown_make_flow(const struct shown *shown,
                                         const struct ls_summary *summary)
{
    struct ls_summary *made = ls_arena_alloc(shown->arena, sizeof *made);
    if (made == NULL)
        return NULL;
    *made = *summary;
    for (int side = 0; side < 2; side++)
        made->addr[side] = ls_anonymise_addr(shown->anonymiser, &summary->addr[side]);
    if (summary->evidence == NULL)
        return made;
    made->evidence = ls_evidence_anonymise(shown->anonymiser, summary->evidence, shown->arena);
    return made->evidence != NULL ? made : NULL;
}

static int make_flows(struct shown *shown, const struct ls_result *result)
{
    shown->flows = calloc(result->flow_count + 1, sizeof *shown->flows);
    for (size_t i = 0; shown->flows != NULL && i < result->flow_count; i++) {
        shown->flows[i] = shown_make_flow(shown, result->flows[i]);
        if (shown->flows[i] == NULL)
            return LS_E_MEMORY;
    }
    return shown->flows != NULL ? 0 : LS_E_MEMORY;
}

int shown_make(struct shown *shown, struct ls_run *facts, const struct ls_result *result)
{
    if (shown->anonymiser == NULL)
        return 0;
    shown->arena = ls_arena_new();
    shown->topology = ls_topology_anonymised(facts->topology, shown->anonymiser);
    if (facts->exceptions != NULL)
        shown->exceptions = ls_exceptions_anonymised(facts->exceptions, shown->anonymiser);
    if (shown->arena == NULL || shown->topology == NULL ||
        (facts->exceptions != NULL && shown->exceptions == NULL) ||
        shown_make_files(shown, shown->arena, facts) < 0 || make_flows(shown, result) < 0)
        return LS_E_MEMORY;
    facts->topology = shown->topology;
    facts->exceptions = shown->exceptions;
    facts->anonymised = true;
    if (facts->filter != NULL) {
        ls_anonymise_filter(shown->anonymiser, facts->filter, shown->filter);
        facts->filter = shown->filter;
    }
    return 0;
}

void shown_accepted(const struct shown *shown, struct ls_verdict *verdict)
{
    if (shown->anonymiser != NULL && verdict->accepted != NULL)
        verdict->accepted = ls_exceptions_get(shown->exceptions, verdict->accepted->number);
}

const struct ls_summary *shown_flow(const struct shown *shown, const struct ls_result *result,
                                    size_t i, struct ls_verdict *verdict)
{
    if (shown->anonymiser == NULL)
        return result->flows[i];
    const struct ls_summary *flow = shown->flows[i];
    for (int end = 0; end < 2; end++) {
        int side = end == 0 ? verdict->initiator : 1 - verdict->initiator;
        ls_topology_who(shown->topology, &flow->addr[side], &verdict->who[end]);
    }
    shown_accepted(shown, verdict);
    return flow;
}

const struct ls_summary *const *shown_flows(const struct shown *shown,
                                            const struct ls_result *result)
{
    return shown->anonymiser != NULL ? shown->flows
                                     : (const struct ls_summary *const *)result->flows;
}
