/*
 * crew.c - one ring of parcels between the reader and each worker
 *
 * Parcels go round: the reader fills the next one that is free, the worker deals with it and leaves
 * in it the numbers of the flows, the reader takes those when it fills the parcel again. Both sleep
 * when they have nothing to do, and wake each other for half a ring: to wake somebody costs as much
 * as a parcel.
 *
 * A worker that runs out of memory goes on taking parcels and leaves them as they are, so nobody
 * waits for it; the reader hears of it at its next parcel.
 */
#include "engine/crew.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "engine/parcel.h"
#include "lyncscope/hash.h"
#include "lyncscope/thread.h"

enum {
    RING = 8,   /* parcels a worker */
    LINE = 128, /* bytes: two lines are fetched together */
};

/* What a worker and the reader share, under lock. */
struct desk {
    pthread_mutex_t lock;
    pthread_cond_t given, done_some;
    uint64_t given_count, done_count; /* parcels so far */
    bool reader_waits, worker_waits, ending;
    int code; /* of the worker, once it failed */
    struct ls_flows_stats stats;
    size_t ended;
};

/* What the reader writes for each packet is in no cache line that a worker writes to. */
struct hand {
    alignas(LINE) struct worker *worker;
    pthread_t thread;
    bool started;
    bool open;       /* the reader's: ring[filled % RING] was taken back, and is being filled */
    uint64_t filled; /* the reader's: parcels given */
    struct parcel ring[RING];
    alignas(LINE) struct desk desk;
};

struct crew {
    struct frames *frames;
    bool keeps; /* the source keeps payloads */
    uint64_t mark;
    unsigned count, ready; /* hands; of them, those whose locks are made */
    struct hand hands[];
};

static int take_parcel(struct worker *worker, struct parcel *parcel)
{
    int code = worker_take(worker, parcel);
    return code < 0 ? code : worker_expire(worker, parcel->tidy_ns);
}

/* Tells what a parcel came to, and wakes the reader where it waits for that. */
static void report(struct hand *hand, int code)
{
    struct desk *desk = &hand->desk;
    struct ls_flows_stats stats;
    ls_flows_stats(hand->worker->flows, &stats);
    pthread_mutex_lock(&desk->lock);
    desk->done_count++;
    desk->stats = stats;
    desk->ended = hand->worker->ended_count;
    if (code < 0)
        desk->code = code;
    if (desk->reader_waits && desk->given_count - desk->done_count <= RING / 2)
        pthread_cond_signal(&desk->done_some);
    pthread_mutex_unlock(&desk->lock);
}

/* The next parcel, or NULL when no more will come. */
static struct parcel *await_parcel(struct hand *hand)
{
    struct desk *desk = &hand->desk;
    pthread_mutex_lock(&desk->lock);
    desk->worker_waits = true;
    while (desk->given_count == desk->done_count && !desk->ending)
        pthread_cond_wait(&desk->given, &desk->lock);
    desk->worker_waits = false;
    bool there = desk->given_count > desk->done_count;
    struct parcel *parcel = there ? &hand->ring[desk->done_count % RING] : NULL;
    pthread_mutex_unlock(&desk->lock);
    return parcel;
}

static void *work(void *self)
{
    struct hand *hand = self;
    int code = 0;
    for (struct parcel *parcel; (parcel = await_parcel(hand)) != NULL;) {
        if (code == 0)
            code = take_parcel(hand->worker, parcel);
        report(hand, code);
    }
    return NULL;
}

/* Waits until at most `left` parcels of the hand lie there; returns what the worker said. */
static int await_done(struct hand *hand, uint64_t left)
{
    struct desk *desk = &hand->desk;
    pthread_mutex_lock(&desk->lock);
    desk->reader_waits = true;
    if (desk->given_count - desk->done_count > left)
        pthread_cond_signal(&desk->given); /* it may sleep over less than half a ring */
    while (desk->given_count - desk->done_count > left)
        pthread_cond_wait(&desk->done_some, &desk->lock);
    desk->reader_waits = false;
    int code = desk->code;
    pthread_mutex_unlock(&desk->lock);
    return code;
}

/* The numbers that the worker left in a parcel are for the frames. */
static int settle(struct crew *crew, unsigned at, const struct parcel *parcel)
{
    struct frames *frames = crew->frames;
    for (size_t i = 0; i < parcel->count; i++) {
        const struct parcel_packet *entry = &parcel->packets[i];
        if (entry->number > FRAME_HELD / crew->count - 1)
            return LS_E_MEMORY; /* so many flows that numbers run out */
        uint32_t number = crew_number(crew->count, at, entry->number);
        if (entry->frame != NO_FRAME)
            frames->flow[entry->frame] = number;
        uint32_t datagram = entry->packet.datagram;
        if (datagram != 0 && frames_settle(frames, datagram, number) < 0)
            return LS_E_MEMORY;
    }
    return 0;
}

/* The parcel that is being filled for a worker; NULL when memory is out, here or there. */
static struct parcel *open_parcel(struct crew *crew, unsigned at)
{
    struct hand *hand = &crew->hands[at];
    struct parcel *parcel = &hand->ring[hand->filled % RING];
    if (hand->open)
        return parcel;
    if (await_done(hand, RING - 1) < 0)
        return NULL;
    if (crew->frames->wanted && settle(crew, at, parcel) < 0)
        return NULL;
    parcel_empty(parcel);
    parcel->mark = crew->mark;
    hand->open = true;
    return parcel;
}

static void give(struct hand *hand)
{
    struct desk *desk = &hand->desk;
    hand->open = false;
    hand->filled++;
    pthread_mutex_lock(&desk->lock);
    desk->given_count++;
    bool wake = desk->worker_waits && desk->given_count - desk->done_count >= RING / 2;
    pthread_mutex_unlock(&desk->lock);
    if (wake)
        pthread_cond_signal(&desk->given);
}

/*
 * Whose share a packet is. The two ends are hashed apart and added, so that both directions come to
 * the same. The key is fixed: where a table is full, the same flows go in every run. Who aims all
 * packets at one worker leaves the others idle and gains nothing else; the tables have keys of
 * their own.
 */
static unsigned share_of(const struct ls_packet *packet, unsigned count)
{
    static const struct ls_hash_key key = {{0x9e3779b97f4a7c15, 0xd6e8feb86659fd93}};
    uint64_t words[4];
    memcpy(words, packet->src.bytes, 16);
    memcpy(words + 2, packet->dst.bytes, 16);
    uint64_t ends = ls_hash_pair(&key, words[0] + words[1] * 31, packet->sport) +
                    ls_hash_pair(&key, words[2] + words[3] * 31, packet->dport);
    uint64_t hash = ls_hash_pair(&key, ends, packet->ip_proto);
    return (unsigned)((hash >> 32) * count >> 32);
}

void crew_keep(struct crew *crew, uint64_t mark)
{
    crew->keeps = true;
    crew->mark = mark;
}

/* The first parcel that is not done, else the one that is being filled. */
static uint64_t oldest_of(const struct hand *hand, uint64_t newest)
{
    struct desk *desk = (struct desk *)(uintptr_t)&hand->desk;
    pthread_mutex_lock(&desk->lock);
    uint64_t done = desk->done_count;
    pthread_mutex_unlock(&desk->lock);
    return done < hand->filled || hand->open ? hand->ring[done % RING].mark : newest;
}

uint64_t crew_oldest(const struct crew *crew)
{
    uint64_t oldest = crew->mark;
    for (unsigned i = 0; i < crew->count; i++) {
        uint64_t mark = oldest_of(&crew->hands[i], crew->mark);
        oldest = mark < oldest ? mark : oldest;
    }
    return oldest;
}

int crew_packet(struct crew *crew, const struct ls_packet *packet, size_t frame)
{
    unsigned at = share_of(packet, crew->count);
    bool stays = crew->keeps && packet->datagram == 0; /* fragments are joined elsewhere */
    struct parcel *parcel = open_parcel(crew, at);
    if (parcel == NULL)
        return LS_E_MEMORY;
    if (parcel_add(parcel, packet, stays, frame))
        return 0;
    give(&crew->hands[at]);
    parcel = open_parcel(crew, at);
    return parcel != NULL && parcel_add(parcel, packet, stays, frame) ? 0 : LS_E_MEMORY;
}

int crew_tidy(struct crew *crew, int64_t now_ns)
{
    for (unsigned i = 0; i < crew->count; i++) {
        struct parcel *parcel = open_parcel(crew, i);
        if (parcel == NULL)
            return LS_E_MEMORY;
        parcel->tidy_ns = now_ns;
        give(&crew->hands[i]);
    }
    return 0;
}

/* Everything given is done; numbers that still lie in parcels come to their frames. */
int crew_rest(struct crew *crew)
{
    int worst = 0;
    for (unsigned i = 0; i < crew->count; i++)
        if (crew->hands[i].open)
            give(&crew->hands[i]);
    for (unsigned i = 0; i < crew->count; i++) {
        struct hand *hand = &crew->hands[i];
        int code = await_done(hand, 0);
        for (size_t k = 0; k < RING && code == 0; k++) {
            if (crew->frames->wanted)
                code = settle(crew, i, &hand->ring[k]);
            parcel_empty(&hand->ring[k]);
        }
        worst = code < worst ? code : worst;
    }
    return worst;
}

void crew_stats(const struct crew *crew, struct ls_flows_stats *stats)
{
    *stats = (struct ls_flows_stats){0};
    for (unsigned i = 0; i < crew->count; i++) {
        struct desk *desk = (struct desk *)(uintptr_t)&crew->hands[i].desk;
        pthread_mutex_lock(&desk->lock);
        stats->created += desk->stats.created;
        stats->evicted += desk->stats.evicted;
        stats->repeats += desk->stats.repeats;
        stats->unheld += desk->stats.unheld;
        stats->live += desk->stats.live;
        pthread_mutex_unlock(&desk->lock);
    }
}

size_t crew_waiting(const struct crew *crew)
{
    size_t count = 0;
    for (unsigned i = 0; i < crew->count; i++) {
        struct desk *desk = (struct desk *)(uintptr_t)&crew->hands[i].desk;
        pthread_mutex_lock(&desk->lock);
        count += desk->ended;
        pthread_mutex_unlock(&desk->lock);
    }
    return count;
}

static int make_hand(struct hand *hand)
{
    for (size_t i = 0; i < RING; i++)
        if (parcel_init(&hand->ring[i]) < 0)
            return LS_E_MEMORY;
    hand->started = ls_thread_begin(&hand->thread, work, hand);
    return hand->started ? 0 : LS_E_LIMIT;
}

struct crew *crew_new(struct worker *workers, unsigned count, struct frames *frames,
                      struct ls_error *error)
{
    size_t bytes = sizeof(struct crew) + count * sizeof(struct hand);
    struct crew *crew = aligned_alloc(LINE, bytes);
    int code = crew != NULL ? 0 : LS_E_MEMORY;
    if (crew != NULL) {
        memset(crew, 0, bytes);
        crew->frames = frames;
        crew->count = count;
    }
    for (unsigned i = 0; i < count && code == 0; i++) {
        struct hand *hand = &crew->hands[crew->ready++];
        hand->worker = &workers[i];
        pthread_mutex_init(&hand->desk.lock, NULL);
        pthread_cond_init(&hand->desk.given, NULL);
        pthread_cond_init(&hand->desk.done_some, NULL);
        code = make_hand(hand);
    }
    if (code == 0)
        return crew;
    crew_free(crew);
    if (code == LS_E_LIMIT)
        ls_fail(error, code, "-j %u: the system makes no more threads", count);
    else
        ls_fail(error, code, "out of memory");
    return NULL;
}

static void end_hand(struct hand *hand)
{
    struct desk *desk = &hand->desk;
    pthread_mutex_lock(&desk->lock);
    desk->ending = true;
    pthread_cond_signal(&desk->given);
    pthread_mutex_unlock(&desk->lock);
    if (hand->started)
        pthread_join(hand->thread, NULL);
    pthread_cond_destroy(&desk->given);
    pthread_cond_destroy(&desk->done_some);
    pthread_mutex_destroy(&desk->lock);
    for (size_t i = 0; i < RING; i++)
        parcel_clear(&hand->ring[i]);
}

void crew_free(struct crew *crew)
{
    if (crew == NULL)
        return;
    for (unsigned i = 0; i < crew->ready; i++)
        end_hand(&crew->hands[i]);
    free(crew);
}
