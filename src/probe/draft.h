/*
 * draft.h - the body of a draft, for its owner; probes use the ls_draft_ calls alone
 */
#pragma once

#include "lyncscope/probe.h"
#include "probe/memo.h"

/*
 * Limits of one flow, so that a stranger cannot make a flow cost more than this. A long
 * session repeats itself: what does not fit is more of a kind already noted.
 */
enum {
    LS_DRAFT_FACTS_MAX = 8192,    /* bytes of packed facts */
    LS_DRAFT_SAME_KIND_MAX = 64,  /* facts of one kind */
    LS_DRAFT_ANNOUNCED_MAX = 256, /* announcements not yet fetched */
    LS_DRAFT_FACT_MAX = 255,      /* bytes of one value */
    LS_DRAFT_FACTS_KEPT = 512,    /* enough for what most flows say, in one allocation */
};

struct ls_draft {
    struct ls_evidence made; /* facts points to nothing here; see facts below */
    bool memory_out;
    struct ls_memo *memo; /* borrowed; may be NULL */
    uint8_t *facts;
    size_t facts_room;
    uint64_t kinds; /* bit i: a fact of enum ls_fact_kind i is noted */
    struct ls_announcement *announced;
    size_t announced_count, announced_room;
};

void ls_draft_init(struct ls_draft *draft);
void ls_draft_clear(struct ls_draft *draft);
/* ls_draft_restart is ls_draft_clear for a draft that will be used again: it keeps some memory. */
void ls_draft_restart(struct ls_draft *draft);

/* ls_draft_memo lends what the thread remembers of other flows, or NULL. */
static inline struct ls_memo *ls_draft_memo(const struct ls_draft *draft)
{
    return draft->memo;
}

/* ls_draft_put_facts takes packed facts as they are, into an empty draft; false: no memory. */
LS_MUST_USE bool ls_draft_put_facts(struct ls_draft *draft, const uint8_t *facts, uint32_t n);

static inline bool evidence_is_blank(const struct ls_evidence *made)
{
    return made->depth == 0 && made->marks == 0 && made->facts_bytes == 0;
}

/* ls_draft_is_blank says whether nothing was proved, marked or noted. */
bool ls_draft_is_blank(const struct ls_draft *draft);

/* ls_draft_fetch moves up to room announcements out, oldest first; returns how many. */
size_t ls_draft_fetch(struct ls_draft *draft, struct ls_announcement *out, size_t room);
