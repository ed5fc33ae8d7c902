/* keeper.c - a ring of frames, and a chain through it for each flow. */
#include "engine/keeper.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    DATAGRAMS = 4096, /* that wait; a later one takes the place of one of them */
    ALIGN = 8,
    CHAINS_FIRST = 1024,
};

#define NOWHERE UINT64_MAX
#define NOBODY  UINT32_MAX
#define WAITING (UINT32_C(1) << 31) /* an owner that is a datagram; flow numbers stay below it */

/* Stands before the frame's bytes. Places count bytes since the start and never repeat. */
struct kept {
    uint64_t next; /* of the same owner */
    int64_t time_ns;
    uint32_t owner;
    uint32_t room; /* with its bytes and what is left over behind them */
    uint32_t captured, wire;
    int32_t link_type;
};

struct chain {
    uint64_t first, last; /* NOWHERE without any */
    uint32_t count;       /* that were kept so far */
    uint32_t left;        /* that had to go */
    uint64_t beyond;      /* that came when there were enough */
};

struct datagram {
    uint32_t number; /* 0: free */
    struct chain chain;
};

struct keeper {
    uint8_t *ring;
    uint64_t size;
    uint64_t begin, end; /* places: of the oldest, and behind the newest */
    uint32_t frames_most;
    bool making_room;
    struct chain *chains; /* by flow number */
    size_t chain_count;
    struct datagram datagrams[DATAGRAMS];
};

static const struct chain no_frames = {.first = NOWHERE, .last = NOWHERE};

struct keeper *keeper_new(const struct ls_keeping *wish)
{
    struct keeper *keeper = calloc(1, sizeof *keeper);
    if (keeper == NULL)
        return NULL;
    keeper->size = wish->bytes / ALIGN * ALIGN;
    keeper->frames_most = wish->frames > 0 ? wish->frames : UINT32_MAX;
    keeper->ring = malloc(keeper->size);
    if (keeper->ring != NULL)
        return keeper;
    free(keeper);
    return NULL;
}

void keeper_free(struct keeper *keeper)
{
    if (keeper == NULL)
        return;
    free(keeper->ring);
    free(keeper->chains);
    free(keeper);
}

static struct kept *at(const struct keeper *keeper, uint64_t place)
{
    return (struct kept *)(void *)(keeper->ring + place % keeper->size);
}

/* What is left before the ring begins anew, if it is too little for any frame. */
static uint64_t skip_end(const struct keeper *keeper, uint64_t place)
{
    uint64_t left = keeper->size - place % keeper->size;
    return left < sizeof(struct kept) ? place + left : place;
}

/* The chain of who owns a frame; NULL for nobody, and where a datagram's place is another's. */
static struct chain *chain_of(struct keeper *keeper, uint32_t owner)
{
    if (owner == NOBODY)
        return NULL;
    if ((owner & WAITING) != 0)
        return &keeper->datagrams[owner & ~WAITING].chain;
    return owner < keeper->chain_count ? &keeper->chains[owner] : NULL;
}

static int grow(struct keeper *keeper, uint32_t flow)
{
    size_t count = keeper->chain_count ? keeper->chain_count : CHAINS_FIRST;
    while (count <= flow)
        count *= 2;
    if (count == keeper->chain_count)
        return 0;
    struct chain *grown = reallocarray(keeper->chains, count, sizeof *grown);
    if (grown == NULL)
        return LS_E_MEMORY;
    for (size_t i = keeper->chain_count; i < count; i++)
        grown[i] = no_frames;
    keeper->chains = grown;
    keeper->chain_count = count;
    return 0;
}

/* Gives the oldest frames back as far as they are nobody's. */
static void advance(struct keeper *keeper)
{
    while (keeper->begin < keeper->end) {
        uint64_t place = skip_end(keeper, keeper->begin);
        if (place < keeper->end) {
            const struct kept *kept = at(keeper, place);
            if (kept->owner != NOBODY)
                return;
            place += kept->room;
        }
        keeper->begin = place;
    }
}

static uint64_t pop(struct keeper *keeper, struct chain *chain)
{
    uint64_t place = chain->first;
    struct kept *kept = at(keeper, place);
    chain->first = kept->next;
    if (chain->first == NOWHERE)
        chain->last = NOWHERE;
    kept->owner = NOBODY;
    return place;
}

static void clear(struct keeper *keeper, struct chain *chain)
{
    while (chain->first != NOWHERE)
        (void)pop(keeper, chain);
    *chain = no_frames;
}

static struct kept *put_header(struct keeper *keeper, uint64_t place, uint64_t room, uint32_t owner)
{
    struct kept *kept = at(keeper, place);
    *kept = (struct kept){.next = NOWHERE, .owner = owner, .room = (uint32_t)room};
    return kept;
}

/* Where so many bytes in a row are free; NOWHERE when none are. */
static uint64_t find_room(struct keeper *keeper, uint64_t need)
{
    uint64_t place = skip_end(keeper, keeper->end);
    uint64_t left = keeper->size - place % keeper->size;
    uint64_t behind = left < need ? place + left : place;
    if (behind + need - keeper->begin > keeper->size)
        return NOWHERE;
    if (behind != place)
        put_header(keeper, place, left, NOBODY);
    return behind;
}

static void append(struct keeper *keeper, struct chain *chain, uint64_t place)
{
    if (chain->last != NOWHERE)
        at(keeper, chain->last)->next = place;
    else
        chain->first = place;
    chain->last = place;
}

static void put(struct keeper *keeper, const struct ls_frame *frame, uint32_t owner)
{
    struct chain *chain = chain_of(keeper, owner);
    if (chain->count >= keeper->frames_most) {
        chain->beyond++;
        return;
    }
    uint64_t need = (sizeof(struct kept) + frame->captured + ALIGN - 1) / ALIGN * ALIGN;
    advance(keeper);
    uint64_t place = need <= keeper->size ? find_room(keeper, need) : NOWHERE;
    chain->count++;
    if (place == NOWHERE) {
        chain->left++;
        return;
    }
    struct kept *kept = put_header(keeper, place, need, owner);
    kept->time_ns = frame->time_ns;
    kept->captured = frame->captured;
    kept->wire = frame->wire;
    kept->link_type = frame->link_type;
    memcpy(kept + 1, frame->bytes, frame->captured);
    keeper->end = place + need;
    append(keeper, chain, place);
}

int keeper_add(struct keeper *keeper, const struct ls_frame *frame, uint32_t flow)
{
    assert(flow < WAITING);
    if (flow >= keeper->chain_count && grow(keeper, flow) < 0)
        return LS_E_MEMORY;
    put(keeper, frame, flow);
    return 0;
}

static struct datagram *place_of(struct keeper *keeper, uint32_t number)
{
    return &keeper->datagrams[number % DATAGRAMS];
}

void keeper_hold(struct keeper *keeper, const struct ls_frame *frame, uint32_t number)
{
    struct datagram *datagram = place_of(keeper, number);
    if (datagram->number != number) {
        if (datagram->number != 0)
            clear(keeper, &datagram->chain);
        *datagram = (struct datagram){number, no_frames};
    }
    put(keeper, frame, WAITING | number % DATAGRAMS);
}

/* Both chains are in the order of places, and so is what becomes of them. */
static void merge(struct keeper *keeper, struct chain *chain, struct chain *more, uint32_t owner)
{
    struct chain merged = *chain;
    merged.first = merged.last = NOWHERE;
    for (uint64_t a = chain->first, b = more->first; a != NOWHERE || b != NOWHERE;) {
        uint64_t *next = b == NOWHERE || (a != NOWHERE && a < b) ? &a : &b;
        uint64_t place = *next;
        struct kept *kept = at(keeper, place);
        *next = kept->next;
        kept->next = NOWHERE;
        kept->owner = owner;
        append(keeper, &merged, place);
    }
    merged.count += more->count;
    merged.left += more->left;
    merged.beyond += more->beyond;
    *chain = merged;
    *more = no_frames;
}

int keeper_settle(struct keeper *keeper, uint32_t number, uint32_t flow)
{
    struct datagram *datagram = place_of(keeper, number);
    if (datagram->number != number)
        return 0;
    datagram->number = 0;
    if (flow == LS_NO_FLOW) {
        clear(keeper, &datagram->chain);
        return 0;
    }
    if (flow >= keeper->chain_count && grow(keeper, flow) < 0)
        return LS_E_MEMORY;
    merge(keeper, &keeper->chains[flow], &datagram->chain, flow);
    return 0;
}

void keeper_join(struct keeper *keeper, uint32_t number, uint32_t into)
{
    struct datagram *datagram = place_of(keeper, number), *other = place_of(keeper, into);
    if (datagram->number != number || datagram == other)
        return;
    if (other->number != into && other->number != 0)
        clear(keeper, &other->chain);
    if (other->number != into)
        *other = (struct datagram){into, no_frames};
    merge(keeper, &other->chain, &datagram->chain, WAITING | into % DATAGRAMS);
    datagram->number = 0;
}

bool keeper_take(struct keeper *keeper, uint32_t flow, struct ls_frame *frame)
{
    struct chain *chain = chain_of(keeper, flow);
    if (chain == NULL || chain->first == NOWHERE)
        return false;
    const struct kept *kept = at(keeper, pop(keeper, chain));
    *frame = (struct ls_frame){
        .time_ns = kept->time_ns,
        .bytes = (const uint8_t *)(kept + 1),
        .captured = kept->captured,
        .wire = kept->wire,
        .link_type = kept->link_type,
    };
    return true;
}

void keeper_forget(struct keeper *keeper, uint32_t flow)
{
    struct chain *chain = chain_of(keeper, flow);
    if (chain != NULL)
        clear(keeper, chain);
}

void keeper_tell(const struct keeper *keeper, uint32_t flow, struct ls_kept_tally *kept)
{
    *kept = (struct ls_kept_tally){0};
    if (flow >= keeper->chain_count)
        return;
    kept->left = keeper->chains[flow].left;
    kept->beyond = keeper->chains[flow].beyond;
}

/* A step of the engine may bring a quarter of the ring. */
bool keeper_is_low(const struct keeper *keeper)
{
    return keeper->end - keeper->begin > keeper->size / 4 * 3;
}

bool keeper_oldest(struct keeper *keeper, uint32_t *flow)
{
    advance(keeper);
    if (keeper_is_low(keeper))
        keeper->making_room = true;
    while (keeper->making_room && keeper->end - keeper->begin > keeper->size / 2) {
        const struct kept *kept = at(keeper, skip_end(keeper, keeper->begin));
        *flow = kept->owner;
        if ((kept->owner & WAITING) == 0)
            return true;
        keeper_drop(keeper, kept->owner); /* its datagram was never whole */
        advance(keeper);
    }
    keeper->making_room = false;
    return false;
}

void keeper_drop(struct keeper *keeper, uint32_t flow)
{
    struct chain *chain = chain_of(keeper, flow);
    if (chain == NULL || chain->first == NOWHERE)
        return;
    (void)pop(keeper, chain);
    chain->left++;
}
