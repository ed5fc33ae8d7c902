/* kept.c - one block a record: the record, its rows, its findings, its texts. */
#include "cli/watch/kept.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

static size_t text_bytes(const struct ls_verdict *verdict)
{
    size_t bytes = strlen(verdict->reason) + 1;
    for (size_t i = 0; i < verdict->finding_count; i++)
        bytes += strlen(verdict->findings[i].text) + 1;
    return bytes;
}

static const char *put_text(char **at, const char *text)
{
    size_t n = strlen(text) + 1;
    char *here = memcpy(*at, text, n);
    *at += n;
    return here;
}

/* What is lent may change while the record is kept. */
static struct ls_identity without_lent(const struct ls_identity *who)
{
    struct ls_identity kept = *who;
    kept.name = "";
    kept.because = NULL;
    kept.because_count = 0;
    kept.pool = NULL;
    return kept;
}

static void put_rows(struct kept *kept, const struct ls_verdict *verdict)
{
    for (size_t i = 0; i < verdict->entry_count; i++)
        kept->rows[i] = verdict->entries[i];
    for (size_t i = 0; i < verdict->rejected_count; i++)
        kept->rows[verdict->entry_count + i] = verdict->rejected[i];
}

static void put_findings(struct kept *kept, const struct ls_verdict *verdict, char *texts)
{
    kept->reason = put_text(&texts, verdict->reason);
    for (size_t i = 0; i < verdict->finding_count; i++) {
        const struct ls_finding *finding = &verdict->findings[i];
        kept->findings[i] =
            (struct kept_finding){finding->id, finding->severity, put_text(&texts, finding->text)};
    }
}

struct kept *kept_new(const struct ls_record *record, bool open)
{
    const struct ls_verdict *verdict = record->verdict;
    const struct ls_evidence *evidence = record->summary->evidence;
    size_t rows = verdict->entry_count + verdict->rejected_count;
    size_t bytes = sizeof(struct kept) + rows * sizeof(struct ls_row *) +
                   verdict->finding_count * sizeof(struct kept_finding) + text_bytes(verdict);
    struct kept *kept = malloc(bytes);
    const struct ls_evidence *copy = evidence != NULL ? ls_evidence_copy(evidence) : NULL;
    if (kept == NULL || (evidence != NULL && copy == NULL)) {
        ls_evidence_free(copy);
        free(kept);
        return NULL;
    }
    *kept = (struct kept){
        .summary = *record->summary,
        .who = {without_lent(&verdict->who[0]), without_lent(&verdict->who[1])},
        .accepted = verdict->accepted,
        .kind = verdict->kind,
        .level = verdict->level,
        .direction = verdict->direction,
        .mutual = verdict->mutual,
        .initiator = verdict->initiator,
        .open = open,
        .users = 1,
        .entry_count = verdict->entry_count,
        .rejected_count = verdict->rejected_count,
        .finding_count = verdict->finding_count,
        .rows = (const struct ls_row **)(void *)(kept + 1),
    };
    kept->summary.evidence = copy;
    kept->findings = (struct kept_finding *)(void *)(kept->rows + rows);
    put_rows(kept, verdict);
    put_findings(kept, verdict, (char *)(kept->findings + verdict->finding_count));
    return kept;
}

_Static_assert(alignof(struct kept) >= alignof(struct kept_finding) &&
                   alignof(struct kept_finding) <= sizeof(struct ls_row *),
               "what follows in the block is aligned");

void kept_use(struct kept *kept)
{
    kept->users++;
}

void kept_drop(struct kept *kept)
{
    if (kept == NULL || --kept->users > 0)
        return;
    ls_evidence_free(kept->summary.evidence);
    free(kept);
}

/* Roles stay what they were when the verdict was given. */
static void name_end(const struct kept *kept, const struct ls_topology *topology, int end,
                     struct ls_identity *who)
{
    int side = end == 0 ? kept->initiator : 1 - kept->initiator;
    struct ls_identity now;
    *who = kept->who[end];
    if (topology == NULL)
        return;
    ls_topology_who(topology, &kept->summary.addr[side], &now);
    who->name = now.name;
    who->because = now.because;
    who->because_count = now.because_count;
    who->pool = now.pool;
}

void kept_verdict(const struct kept *kept, const struct ls_topology *topology,
                  struct ls_verdict *verdict)
{
    memset(verdict, 0, sizeof *verdict);
    verdict->kind = kept->kind;
    verdict->level = kept->level;
    verdict->direction = kept->direction;
    verdict->mutual = kept->mutual;
    verdict->initiator = kept->initiator;
    verdict->accepted = kept->accepted;
    verdict->entry_count = kept->entry_count;
    verdict->rejected_count = kept->rejected_count;
    verdict->finding_count = kept->finding_count;
    for (size_t i = 0; i < kept->entry_count; i++)
        verdict->entries[i] = kept->rows[i];
    for (size_t i = 0; i < kept->rejected_count; i++)
        verdict->rejected[i] = kept->rows[kept->entry_count + i];
    for (size_t i = 0; i < kept->finding_count; i++) {
        struct ls_finding *finding = &verdict->findings[i];
        finding->id = kept->findings[i].id;
        finding->severity = kept->findings[i].severity;
        snprintf(finding->text, sizeof finding->text, "%s", kept->findings[i].text);
    }
    snprintf(verdict->reason, sizeof verdict->reason, "%s", kept->reason);
    name_end(kept, topology, 0, &verdict->who[0]);
    name_end(kept, topology, 1, &verdict->who[1]);
}

int kept_worst(const struct kept *kept)
{
    int worst = -1;
    for (size_t i = 0; i < kept->finding_count; i++)
        if ((int)kept->findings[i].severity > worst)
            worst = (int)kept->findings[i].severity;
    return worst;
}
