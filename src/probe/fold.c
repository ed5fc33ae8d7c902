/*
 * fold.c - inquiries that wait, packed small
 *
 * In a file nothing says that a conversation over UDP has ended, so its inquiry stays open to the
 * end of the capture, and most of it is zeros: of a probe that is out nothing is left, and of one
 * that won a few counters. A folded inquiry is the words that are not zero, with their places, and
 * the facts. Nothing is lost, so it makes no difference when an inquiry is folded.
 *
 * Inquiries about equal conversations are equal, and then all share one fold. What nDPI keeps of a
 * flow is folded by itself (ls_ndpi_fold).
 */
#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "probe/inquiry.h"
#include "probe/ndpi.h"
#include "probe/sparse.h"

struct ls_fold {
    bool folded;    /* true; a struct ls_inquiry begins with false */
    uint32_t users; /* flows, and the table of folds */
    struct ls_probes *probes;
    uint32_t hash;
    /* From here on it is the content: what is equal there is the same inquiry. */
    uint16_t word_count;
    uint8_t lane; /* enum lane */
    uint8_t depth;
    uint8_t client, server_cert_side;
    uint8_t stack[LS_STACK_MAX];
    uint32_t marks;
    uint32_t facts_bytes;
    uint64_t words[]; /* then their places, 16 bits each, and the facts */
};

enum lane { LANE_TCP, LANE_UDP, LANE_NONE };

enum {
    CONTENT = offsetof(struct ls_fold, word_count),
    BODY = offsetof(struct ls_inquiry, second),
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

static uint16_t *places_of(const struct ls_fold *fold)
{
    return (uint16_t *)(uintptr_t)(fold->words + fold->word_count);
}

static uint8_t *facts_of(const struct ls_fold *fold)
{
    return (uint8_t *)(places_of(fold) + fold->word_count);
}

static size_t content_bytes(size_t words, uint32_t facts_bytes)
{
    return sizeof(struct ls_fold) - CONTENT + words * SPARSE_BYTES + facts_bytes;
}

static struct ls_fold *pack(const struct ls_inquiry *inquiry)
{
    const struct ls_evidence *made = &inquiry->draft.made;
    struct sparse found;
    if (!find_words(inquiry, &found))
        return NULL;
    struct ls_fold *fold = malloc(CONTENT + content_bytes(found.count, made->facts_bytes));
    if (fold == NULL)
        return NULL;
    memset(fold, 0, sizeof *fold); /* the bytes between members are compared too */
    fold->folded = true;
    fold->probes = inquiry->probes;
    fold->users = 1;
    fold->lane = (uint8_t)lane_of(inquiry);
    fold->word_count = (uint16_t)found.count;
    fold->depth = made->depth;
    fold->client = made->client;
    fold->server_cert_side = made->server_cert_side;
    memcpy(fold->stack, made->stack, sizeof fold->stack);
    fold->marks = made->marks;
    fold->facts_bytes = made->facts_bytes;
    sparse_take((const uint8_t *)inquiry + BODY, found.places, found.count, fold->words);
    memcpy(places_of(fold), found.places, found.count * sizeof *found.places);
    if (made->facts_bytes > 0)
        memcpy(facts_of(fold), inquiry->draft.facts, made->facts_bytes);
    return fold;
}

static struct ls_evidence made_of(const struct ls_fold *fold)
{
    struct ls_evidence made = {
        .depth = fold->depth,
        .client = fold->client,
        .server_cert_side = fold->server_cert_side,
        .marks = fold->marks,
        .facts_bytes = fold->facts_bytes,
    };
    memcpy(made.stack, fold->stack, sizeof made.stack);
    return made;
}

static void leave(struct ls_fold *fold)
{
    if (--fold->users == 0)
        free(fold);
}

/* The fold that is the same and was there before, or else this one, which will be known then. */
static struct ls_fold *shared(struct ls_fold *fold)
{
    size_t bytes = content_bytes(fold->word_count, fold->facts_bytes);
    const uint8_t *content = (const uint8_t *)fold + CONTENT;
    fold->hash = ls_hash_bytes(&fold->probes->key, content, bytes);
    struct ls_fold **place = &fold->probes->fold[fold->hash % LS_FOLDS];
    struct ls_fold *known = *place;
    if (known != NULL && known->hash == fold->hash && known->word_count == fold->word_count &&
        known->facts_bytes == fold->facts_bytes && known->users < UINT32_MAX &&
        memcmp((const uint8_t *)known + CONTENT, content, bytes) == 0) {
        free(fold);
        known->users++;
        return known;
    }
    if (known != NULL)
        leave(known);
    fold->users++;
    *place = fold;
    return fold;
}

void fold_forget_all(struct ls_probes *probes)
{
    for (size_t i = 0; i < LS_FOLDS; i++)
        if (probes->fold[i] != NULL)
            leave(probes->fold[i]);
}

bool ls_inquiry_is_folded(const struct ls_inquiry *inquiry)
{
    return *(const bool *)inquiry; /* both forms begin with it */
}

struct ls_inquiry *ls_inquiry_fold(struct ls_inquiry *inquiry)
{
    const struct ls_draft *draft = &inquiry->draft;
    if (draft->announced_count > 0 || draft->memory_out || body_words(inquiry->lane) > UINT16_MAX)
        return inquiry;
    struct ls_fold *fold = pack(inquiry);
    if (fold == NULL)
        return inquiry;
    if (inquiry->second != NULL)
        ls_ndpi_fold(inquiry->second);
    else
        fold = shared(fold);
    inquiry_release(inquiry);
    return (struct ls_inquiry *)fold;
}

struct ls_inquiry *ls_inquiry_unfold(struct ls_inquiry *folded)
{
    struct ls_fold *fold = (struct ls_fold *)folded;
    struct ls_inquiry *inquiry =
        inquiry_open(fold->probes, lane_at(fold->probes, (enum lane)fold->lane));
    if (inquiry == NULL)
        return NULL;
    inquiry->draft.made = made_of(fold);
    if (!ls_draft_put_facts(&inquiry->draft, facts_of(fold), fold->facts_bytes)) {
        inquiry_release(inquiry);
        return NULL;
    }
    put_words(inquiry, places_of(fold), fold->words, fold->word_count);
    leave(fold);
    return inquiry;
}

/* What nDPI keeps belongs to one flow, and so does a fold that has any: the body begins with it. */
static struct ls_ndpi_flow *second_of(const struct ls_fold *fold)
{
    struct ls_ndpi_flow *second = NULL;
    if (fold->word_count > 0 && places_of(fold)[0] == 0)
        memcpy(&second, fold->words, sizeof second);
    return second;
}

const struct ls_evidence *fold_close(struct ls_inquiry *folded, struct ls_arena *arena)
{
    struct ls_fold *fold = (struct ls_fold *)folded;
    ls_ndpi_close(second_of(fold));
    struct ls_draft draft = {.made = made_of(fold), .facts = facts_of(fold)};
    const struct ls_evidence *made = inquiry_evidence(fold->probes, &draft, arena);
    leave(fold);
    return made;
}
