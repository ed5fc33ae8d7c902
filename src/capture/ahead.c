/* ahead.c - a ring of buffers between who reads and who takes. */
#include "capture/ahead.h"

#include <stdlib.h>
#include <string.h>

#include "lyncscope/thread.h"

enum { RING = 4 };

struct piece {
    uint8_t bytes[LS_AHEAD_BYTES];
    size_t count;
    bool last;
};

struct ls_ahead {
    struct ls_ahead_from from;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t filled, emptied;
    uint64_t fill_count, empty_count; /* pieces so far; under lock */
    bool ending;                      /* nobody takes any more; under lock */
    size_t at;                        /* the taker's: in the piece it is at */
    bool last;                        /* the taker's */
    struct piece ring[RING];
};

/* The next piece to fill, or NULL when nobody wants it. */
static struct piece *await_room(struct ls_ahead *ahead)
{
    pthread_mutex_lock(&ahead->lock);
    while (ahead->fill_count - ahead->empty_count == RING && !ahead->ending)
        pthread_cond_wait(&ahead->emptied, &ahead->lock);
    struct piece *piece = ahead->ending ? NULL : &ahead->ring[ahead->fill_count % RING];
    pthread_mutex_unlock(&ahead->lock);
    return piece;
}

static void *fill(void *self)
{
    struct ls_ahead *ahead = self;
    bool last = false;
    for (struct piece *piece; !last && (piece = await_room(ahead)) != NULL;) {
        piece->last = false;
        piece->count =
            ahead->from.read(ahead->from.self, piece->bytes, LS_AHEAD_BYTES, &piece->last);
        last = piece->last = piece->last || piece->count == 0;
        pthread_mutex_lock(&ahead->lock);
        ahead->fill_count++;
        pthread_cond_signal(&ahead->filled);
        pthread_mutex_unlock(&ahead->lock);
    }
    return NULL;
}

struct ls_ahead *ls_ahead_new(const struct ls_ahead_from *from)
{
    struct ls_ahead *ahead = malloc(sizeof *ahead);
    if (ahead == NULL)
        return NULL;
    memset(ahead, 0, offsetof(struct ls_ahead, ring));
    ahead->from = *from;
    pthread_mutex_init(&ahead->lock, NULL);
    pthread_cond_init(&ahead->filled, NULL);
    pthread_cond_init(&ahead->emptied, NULL);
    if (ls_thread_begin(&ahead->thread, fill, ahead))
        return ahead;
    free(ahead);
    return NULL;
}

void ls_ahead_free(struct ls_ahead *ahead)
{
    if (ahead == NULL)
        return;
    pthread_mutex_lock(&ahead->lock);
    ahead->ending = true;
    pthread_cond_signal(&ahead->emptied);
    pthread_mutex_unlock(&ahead->lock);
    pthread_join(ahead->thread, NULL);
    pthread_cond_destroy(&ahead->emptied);
    pthread_cond_destroy(&ahead->filled);
    pthread_mutex_destroy(&ahead->lock);
    free(ahead);
}

static const struct piece *await_piece(struct ls_ahead *ahead)
{
    pthread_mutex_lock(&ahead->lock);
    while (ahead->fill_count == ahead->empty_count)
        pthread_cond_wait(&ahead->filled, &ahead->lock);
    const struct piece *piece = &ahead->ring[ahead->empty_count % RING];
    pthread_mutex_unlock(&ahead->lock);
    return piece;
}

static void give_back(struct ls_ahead *ahead)
{
    ahead->at = 0;
    pthread_mutex_lock(&ahead->lock);
    ahead->empty_count++;
    bool wake = ahead->fill_count - ahead->empty_count <= RING / 2; /* not for every piece */
    pthread_mutex_unlock(&ahead->lock);
    if (wake)
        pthread_cond_signal(&ahead->emptied);
}

size_t ls_ahead_read(struct ls_ahead *ahead, uint8_t *out, size_t n)
{
    if (ahead->last && ahead->at == 0)
        return 0;
    const struct piece *piece = await_piece(ahead);
    size_t left = piece->count - ahead->at;
    size_t some = left < n ? left : n;
    memcpy(out, piece->bytes + ahead->at, some);
    ahead->at += some;
    ahead->last = piece->last;
    if (ahead->at == piece->count)
        give_back(ahead);
    return some;
}

bool ls_ahead_is_last(const struct ls_ahead *ahead)
{
    return ahead->last;
}
