/*
 * fold.c - inquiries that wait, packed small
 *
 * In a file nothing says that a conversation over UDP has ended, so its inquiry stays open to the
 * end of the capture, and most of it is zeros: of a probe that is out nothing is left, and of one
 * that won a few counters. Nothing is lost, so it makes no difference when an inquiry is folded.
 *
 * A folded inquiry has two parts. What was proved is evidence in the arena: when the flow ends it
 * is all that is left, and it lies where it has to be. Flows that say the same share it, until one
 * of them is asked about again and says more: it then gets a place of its own, with room to double,
 * so that a flow takes a few times what it says, however often it is folded. How far the inquiry
 * has come is its stance: the words that are not zero, with their places. Many have the same and
 * share it. What nDPI keeps of a flow is folded by itself (ls_ndpi_fold).
 */
#include <assert.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "probe/inquiry.h"
#include "probe/ndpi.h"
#include "probe/sparse.h"

struct ls_folded {
    struct ls_stance *stance; /* never NULL; a struct ls_inquiry begins with NULL */
    struct ls_evidence made;
};

struct ls_stance {
    uint32_t users; /* flows, and the table of stances */
    uint32_t hash;
    struct ls_probes *probes;
    /* From here on it is the content: what is equal there is the same stance. */
    uint32_t lane; /* enum lane */
    uint32_t word_count;
    uint64_t words[]; /* then their places, 16 bits each */
};

enum lane { LANE_TCP, LANE_UDP, LANE_NONE };

enum {
    CONTENT = offsetof(struct ls_stance, lane),
    ROOM_FIRST = 64, /* for facts of a flow's own */
    BODY = LS_INQUIRY_BODY,
};

_Static_assert(BODY % sizeof(uint64_t) == 0 && sizeof(struct ls_inquiry) % sizeof(uint64_t) == 0,
               "the body of an inquiry is whole words");

static enum lane lane_of(const struct ls_inquiry *inquiry)
{
    if (inquiry->lane == &inquiry->probes->tcp)
        return LANE_TCP;
    return inquiry->lane == &inquiry->probes->udp ? LANE_UDP : LANE_NONE;
}

static struct ls_lane *lane_at(struct ls_probes *probes, enum lane lane)
{
    if (lane == LANE_TCP)
        return &probes->tcp;
    return lane == LANE_UDP ? &probes->udp : &probes->none;
}

enum { HEAD_WORDS = (sizeof(struct ls_inquiry) - BODY) / sizeof(uint64_t) }; /* of the body */

static size_t body_words(const struct ls_lane *lane)
{
    return HEAD_WORDS + lane->state_bytes / sizeof(uint64_t);
}

/* Where the state of a probe begins in the body, in words. */
static size_t state_word(const struct ls_lane *lane, size_t i)
{
    return HEAD_WORDS + lane->state_at[i] / sizeof(uint64_t);
}

/* Finds what there is to keep; false: too much, and the inquiry stays open. */
static bool find_words(const struct ls_inquiry *inquiry, struct sparse *found)
{
    const uint8_t *body = (const uint8_t *)inquiry + BODY;
    const struct ls_lane *lane = inquiry->lane;
    found->count = 0;
    bool fits = sparse_find(body, 0, HEAD_WORDS, found);
    for (uint32_t left = inquiry->touched; fits && left != 0;) {
        size_t i = set_take(&left), from = state_word(lane, i);
        fits = sparse_find(body, from, from + state_words(lane, i), found);
    }
    return fits;
}

/* Undoes that: words that were not kept were zero. */
static void put_words(struct ls_inquiry *inquiry, const uint16_t *places, const uint64_t *words,
                      size_t count)
{
    uint8_t *body = (uint8_t *)inquiry + BODY;
    const struct ls_lane *lane = inquiry->lane;
    size_t head = 0;
    while (head < count && places[head] < HEAD_WORDS)
        head++;
    sparse_put(body, places, head, words);
    for (uint32_t left = inquiry->touched; left != 0;) {
        size_t i = set_take(&left);
        memset(inquiry->state + lane->state_at[i], 0, state_words(lane, i) * sizeof(uint64_t));
    }
    sparse_put(body, places + head, count - head, words + head);
}

static uint16_t *places_of(const struct ls_stance *stance)
{
    return (uint16_t *)(uintptr_t)(stance->words + stance->word_count);
}

static size_t content_bytes(size_t words)
{
    return sizeof(struct ls_stance) - CONTENT + words * SPARSE_BYTES;
}

static struct ls_stance *take_stance(const struct ls_inquiry *inquiry)
{
    struct sparse found;
    if (!find_words(inquiry, &found))
        return NULL;
    struct ls_stance *stance = malloc(CONTENT + content_bytes(found.count));
    if (stance == NULL)
        return NULL;
    *stance = (struct ls_stance){
        .users = 1,
        .probes = inquiry->probes,
        .lane = lane_of(inquiry),
        .word_count = (uint32_t)found.count,
    };
    sparse_take((const uint8_t *)inquiry + BODY, found.places, found.count, stance->words);
    memcpy(places_of(stance), found.places, found.count * sizeof *found.places);
    return stance;
}

static void leave(struct ls_stance *stance)
{
    if (--stance->users == 0)
        free(stance);
}

/* The stance that is the same and was there before, or else this one, which will be known then. */
static struct ls_stance *shared(struct ls_stance *stance)
{
    size_t bytes = content_bytes(stance->word_count);
    const uint8_t *content = (const uint8_t *)stance + CONTENT;
    stance->hash = ls_hash_bytes(&stance->probes->key, content, bytes);
    struct ls_stance **place = &stance->probes->stance[stance->hash % LS_STANCES];
    struct ls_stance *known = *place;
    if (known != NULL && known->hash == stance->hash && known->word_count == stance->word_count &&
        known->users < UINT32_MAX &&
        memcmp((const uint8_t *)known + CONTENT, content, bytes) == 0) {
        free(stance);
        known->users++;
        return known;
    }
    if (known != NULL)
        leave(known);
    stance->users++;
    *place = stance;
    return stance;
}

void fold_forget_all(struct ls_probes *probes)
{
    for (size_t i = 0; i < LS_STANCES; i++)
        if (probes->stance[i] != NULL)
            leave(probes->stance[i]);
}

bool ls_inquiry_is_folded(const struct ls_inquiry *inquiry)
{
    return *(struct ls_stance *const *)inquiry != NULL; /* both forms begin with it */
}

/* Most flows are folded once, and most of what they say was said before. */
static struct ls_folded *place_shared(const struct ls_evidence *made, struct ls_stance *stance,
                                      struct ls_arena *arena)
{
    struct ls_folded folded = {.stance = stance, .made = *made};
    const void *facts = NULL;
    if (made->facts_bytes > 0 &&
        (facts = ls_arena_share(arena, made->facts, made->facts_bytes, 1)) == NULL)
        return NULL;
    folded.made.facts = facts;
    /* Nobody writes to it: who has it and is folded again gets a place of its own. */
    return (struct ls_folded *)(uintptr_t)ls_arena_share(arena, &folded, sizeof folded,
                                                         alignof(struct ls_folded));
}

static uint16_t own_room(const struct ls_inquiry *inquiry)
{
    uint32_t room = inquiry->kept_room > 0 ? inquiry->kept_room : ROOM_FIRST;
    while (room < inquiry->draft.made.facts_bytes)
        room *= 2;
    return (uint16_t)room;
}

/* Puts what was proved into the place the flow has, or into one with as much room. */
static struct ls_folded *place_own(const struct ls_evidence *made, struct ls_stance *stance,
                                   struct ls_folded *place, uint16_t room, struct ls_arena *arena)
{
    if (place == NULL)
        place = ls_arena_alloc(arena, sizeof *place + room);
    if (place == NULL)
        return NULL;
    uint8_t *facts = (uint8_t *)(place + 1);
    place->stance = stance;
    place->made = *made;
    place->made.facts = made->facts_bytes > 0 ? facts : NULL;
    if (made->facts_bytes > 0)
        memcpy(facts, made->facts, made->facts_bytes);
    return place;
}

static struct ls_folded *fold_to(struct ls_inquiry *inquiry, struct ls_arena *arena)
{
    struct ls_evidence made = inquiry->draft.made;
    uint16_t before = inquiry->kept_room, room = inquiry->kept != NULL ? own_room(inquiry) : 0;
    struct ls_folded *place = room == before ? inquiry->kept : NULL;
    inquiry->kept_room = room;
    struct ls_stance *stance = take_stance(inquiry);
    inquiry->kept_room = before; /* should it stay open */
    if (stance == NULL)
        return NULL;
    if (inquiry->second == NULL)
        stance = shared(stance);
    made.facts = inquiry->draft.facts;
    place = room > 0 ? place_own(&made, stance, place, room, arena)
                     : place_shared(&made, stance, arena);
    if (place == NULL)
        leave(stance);
    return place;
}

struct ls_inquiry *ls_inquiry_fold(struct ls_inquiry *inquiry, struct ls_arena *arena)
{
    const struct ls_draft *draft = &inquiry->draft;
    if (draft->announced_count > 0 || draft->memory_out || body_words(inquiry->lane) > UINT16_MAX)
        return inquiry;
    struct ls_folded *folded = fold_to(inquiry, arena);
    if (folded == NULL)
        return inquiry;
    if (inquiry->second != NULL)
        ls_ndpi_fold(inquiry->second);
    inquiry_release(inquiry);
    return (struct ls_inquiry *)folded;
}

struct ls_inquiry *ls_inquiry_unfold(struct ls_inquiry *inquiry)
{
    struct ls_folded *folded = (struct ls_folded *)inquiry;
    struct ls_stance *stance = folded->stance;
    struct ls_inquiry *open =
        inquiry_open(stance->probes, lane_at(stance->probes, (enum lane)stance->lane));
    if (open == NULL)
        return NULL;
    open->draft.made = folded->made;
    if (!ls_draft_put_facts(&open->draft, folded->made.facts, folded->made.facts_bytes)) {
        inquiry_release(open);
        return NULL;
    }
    put_words(open, places_of(stance), stance->words, stance->word_count);
    open->kept = folded;
    leave(stance);
    return open;
}

/* What nDPI keeps belongs to one flow, and so does a stance that has any: the body begins with it.
 */
static struct ls_ndpi_flow *second_of(const struct ls_stance *stance)
{
    struct ls_ndpi_flow *second = NULL;
    if (stance->word_count > 0 && places_of(stance)[0] == 0)
        memcpy(&second, stance->words, sizeof second);
    return second;
}

const struct ls_evidence *fold_close(struct ls_inquiry *inquiry)
{
    struct ls_folded *folded = (struct ls_folded *)inquiry;
    ls_ndpi_close(second_of(folded->stance));
    leave(folded->stance);
    return evidence_is_blank(&folded->made) ? NULL : &folded->made;
}
