/* draft.c - evidence while it is gathered, and its compact copy */
#include "probe/draft.h"

#include <assert.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

/* A packed fact: kind (1), side (1), length (1), bytes. evidence.c reads the same. */
enum { FACT_HEAD = 3 };

_Static_assert(LS_FACT_COUNT <= 64, "kinds of facts are bits of a word");

void ls_draft_init(struct ls_draft *draft)
{
    memset(draft, 0, sizeof *draft);
    draft->made.client = LS_SIDE_NONE;
    draft->made.server_cert_side = LS_SIDE_NONE;
}

void ls_draft_clear(struct ls_draft *draft)
{
    free(draft->facts);
    free(draft->announced);
    ls_draft_init(draft);
}

void ls_draft_restart(struct ls_draft *draft)
{
    uint8_t *facts = draft->facts;
    size_t room = draft->facts_room;
    free(draft->announced);
    if (room > LS_DRAFT_FACTS_KEPT) {
        free(facts);
        facts = NULL;
        room = 0;
    }
    ls_draft_init(draft);
    draft->facts = facts;
    draft->facts_room = room;
}

struct ls_draft *ls_draft_new(void)
{
    struct ls_draft *draft = malloc(sizeof *draft);
    if (draft != NULL)
        ls_draft_init(draft);
    return draft;
}

void ls_draft_free(struct ls_draft *draft)
{
    if (draft == NULL)
        return;
    ls_draft_clear(draft);
    free(draft);
}

void ls_draft_proves(struct ls_draft *draft, enum ls_proto proto)
{
    assert(proto > LS_PROTO_NONE && proto < LS_PROTO_COUNT);
    if (ls_evidence_has(&draft->made, proto) || draft->made.depth == LS_STACK_MAX)
        return;
    draft->made.stack[draft->made.depth++] = (uint8_t)proto;
}

void ls_draft_mark(struct ls_draft *draft, uint32_t marks)
{
    draft->made.marks |= marks;
}

void ls_draft_unmark(struct ls_draft *draft, uint32_t marks)
{
    draft->made.marks &= ~marks;
}

uint32_t ls_draft_marks(const struct ls_draft *draft)
{
    return draft->made.marks;
}

void ls_draft_client(struct ls_draft *draft, uint8_t side)
{
    assert(side <= LS_SIDE_NONE);
    draft->made.client = side;
}

void ls_draft_cert_side(struct ls_draft *draft, uint8_t side)
{
    assert(side <= LS_SIDE_NONE);
    draft->made.server_cert_side = side;
}

/* Grows an array to hold need elements of size bytes; need is bounded by the limits above. */
static bool make_room(struct ls_draft *draft, void **array, size_t *room, size_t need, size_t size)
{
    if (need <= *room)
        return true;
    size_t more = *room > 0 ? *room * 2 : LS_DRAFT_FACTS_KEPT / size;
    if (more < need)
        more = need;
    void *moved = realloc(*array, more * size);
    if (moved == NULL) {
        draft->memory_out = true;
        return false;
    }
    *array = moved;
    *room = more;
    return true;
}

static uint64_t kind_bit(uint8_t kind)
{
    return UINT64_C(1) << kind;
}

/* Says whether the same fact is noted already, or its kind has had its share. */
static bool fact_is_full(const struct ls_draft *draft, const uint8_t head[FACT_HEAD],
                         const void *value)
{
    size_t same_kind = 0;
    size_t left = draft->made.facts_bytes;

    if ((draft->kinds & kind_bit(head[0])) == 0)
        return false; /* mostly: few kinds are noted more than once */
    for (const uint8_t *at = draft->facts; left > 0;) {
        size_t step = FACT_HEAD + (size_t)at[2];
        if (at[0] == head[0]) {
            if (at[1] == head[1] && at[2] == head[2] && memcmp(at + FACT_HEAD, value, head[2]) == 0)
                return true;
            same_kind++;
        }
        at += step;
        left -= step;
    }
    return same_kind >= LS_DRAFT_SAME_KIND_MAX;
}

void ls_draft_fact(struct ls_draft *draft, enum ls_fact_kind kind, uint8_t side, const void *value,
                   size_t n)
{
    assert(kind < LS_FACT_COUNT && side <= LS_SIDE_NONE);
    if (n == 0)
        value = "";
    if (n > LS_DRAFT_FACT_MAX)
        n = LS_DRAFT_FACT_MAX;
    const uint8_t head[FACT_HEAD] = {(uint8_t)kind, side, (uint8_t)n};
    size_t need = draft->made.facts_bytes + FACT_HEAD + n;
    void *facts = draft->facts;

    if (need > LS_DRAFT_FACTS_MAX || fact_is_full(draft, head, value))
        return;
    if (!make_room(draft, &facts, &draft->facts_room, need, 1))
        return;
    draft->facts = facts;
    memcpy(draft->facts + draft->made.facts_bytes, head, FACT_HEAD);
    memcpy(draft->facts + draft->made.facts_bytes + FACT_HEAD, value, n);
    draft->made.facts_bytes = (uint32_t)need;
    draft->kinds |= kind_bit(head[0]);
}

bool ls_draft_put_facts(struct ls_draft *draft, const uint8_t *packed, uint32_t n)
{
    void *facts = draft->facts;
    if (n > 0 && !make_room(draft, &facts, &draft->facts_room, n, 1))
        return false;
    draft->facts = facts;
    if (n > 0)
        memcpy(draft->facts, packed, n);
    draft->made.facts_bytes = n;
    for (uint32_t at = 0; at < n; at += FACT_HEAD + (uint32_t)packed[at + 2])
        draft->kinds |= kind_bit(packed[at]);
    return true;
}

void ls_draft_text(struct ls_draft *draft, enum ls_fact_kind kind, uint8_t side, const char *text)
{
    ls_draft_fact(draft, kind, side, text, strlen(text));
}

static bool same_endpoint(const struct ls_announcement *a, const struct ls_announcement *b)
{
    return a->port == b->port && a->ip_proto == b->ip_proto && a->kind == b->kind &&
           a->side == b->side && ls_addr_equal(&a->addr, &b->addr);
}

void ls_draft_announce(struct ls_draft *draft, const struct ls_announcement *what)
{
    void *announced = draft->announced;

    for (size_t i = 0; i < draft->announced_count; i++)
        if (same_endpoint(&draft->announced[i], what))
            return;
    if (draft->announced_count == LS_DRAFT_ANNOUNCED_MAX)
        return;
    if (!make_room(draft, &announced, &draft->announced_room, draft->announced_count + 1,
                   sizeof *what))
        return;
    draft->announced = announced;
    draft->announced[draft->announced_count++] = *what;
}

const struct ls_announcement *ls_draft_announced(const struct ls_draft *draft, size_t *count)
{
    *count = draft->announced_count;
    return draft->announced;
}

size_t ls_draft_fetch(struct ls_draft *draft, struct ls_announcement *out, size_t room)
{
    size_t n = draft->announced_count < room ? draft->announced_count : room;
    if (n == 0)
        return 0;
    memcpy(out, draft->announced, n * sizeof *out);
    draft->announced_count -= n;
    memmove(draft->announced, draft->announced + n, draft->announced_count * sizeof *out);
    return n;
}

bool ls_draft_is_blank(const struct ls_draft *draft)
{
    return evidence_is_blank(&draft->made);
}

/* What flows say is mostly what others said before them. */
const struct ls_evidence *ls_draft_evidence(const struct ls_draft *draft, struct ls_arena *arena)
{
    struct ls_evidence made = draft->made;
    if (draft->memory_out)
        return NULL;
    made.facts = NULL;
    if (made.facts_bytes > 0) {
        made.facts = ls_arena_share(arena, draft->facts, made.facts_bytes, 1);
        if (made.facts == NULL)
            return NULL;
    }
    return ls_arena_share(arena, &made, sizeof made, alignof(struct ls_evidence));
}
