/*
 * pieces.c - work in pieces: made by many, taken in order by one
 *
 * Makers run ahead of who takes by the number of places, then sleep.
 */
#include <stdlib.h>

#include "lyncscope/engine.h"
#include "lyncscope/thread.h"

struct bench {
    const struct ls_pieces *pieces;
    pthread_mutex_t lock;
    pthread_cond_t made, taken;
    size_t begun, took; /* pieces */
    bool *ready;        /* by place */
    size_t places;
    int code; /* the first failure, which ends it all */
};

/* The next piece to make, or pieces->count when there is none. */
static size_t next_piece(struct bench *bench)
{
    size_t count = bench->pieces->count;
    pthread_mutex_lock(&bench->lock);
    while (bench->code == 0 && bench->begun < count && bench->begun == bench->took + bench->places)
        pthread_cond_wait(&bench->taken, &bench->lock);
    size_t piece = bench->code == 0 && bench->begun < count ? bench->begun++ : count;
    pthread_mutex_unlock(&bench->lock);
    return piece;
}

static void *make_some(void *self)
{
    struct bench *bench = self;
    const struct ls_pieces *pieces = bench->pieces;
    for (size_t piece; (piece = next_piece(bench)) < pieces->count;) {
        size_t place = piece % bench->places;
        int code = pieces->make(pieces->self, piece, place);
        pthread_mutex_lock(&bench->lock);
        bench->ready[place] = true;
        if (code < 0 && bench->code == 0)
            bench->code = code;
        pthread_cond_signal(&bench->made);
        pthread_mutex_unlock(&bench->lock);
    }
    return NULL;
}

static int await_piece(struct bench *bench, size_t place)
{
    pthread_mutex_lock(&bench->lock);
    while (!bench->ready[place] && bench->code == 0)
        pthread_cond_wait(&bench->made, &bench->lock);
    int code = bench->code;
    pthread_mutex_unlock(&bench->lock);
    return code;
}

static void give_place(struct bench *bench, size_t place, int code)
{
    pthread_mutex_lock(&bench->lock);
    bench->ready[place] = false;
    bench->took++;
    if (code < 0)
        bench->code = code;
    pthread_cond_broadcast(&bench->taken);
    pthread_mutex_unlock(&bench->lock);
}

static void take_all(struct bench *bench)
{
    const struct ls_pieces *pieces = bench->pieces;
    int code = 0;
    for (size_t piece = 0; piece < pieces->count && code == 0; piece++) {
        size_t place = piece % bench->places;
        code = await_piece(bench, place);
        if (code == 0)
            code = pieces->take(pieces->self, piece, place);
        give_place(bench, place, code);
    }
}

static int alone(const struct ls_pieces *pieces)
{
    int code = 0;
    for (size_t piece = 0; piece < pieces->count && code == 0; piece++) {
        code = pieces->make(pieces->self, piece, 0);
        if (code == 0)
            code = pieces->take(pieces->self, piece, 0);
    }
    return code;
}

static int together(struct bench *bench, unsigned workers)
{
    pthread_t *threads = calloc(workers, sizeof *threads);
    unsigned begun = 0;
    if (threads == NULL)
        return LS_E_MEMORY;
    while (begun < workers && ls_thread_begin(&threads[begun], make_some, bench))
        begun++;
    if (begun > 0)
        take_all(bench);
    for (unsigned i = 0; i < begun; i++)
        pthread_join(threads[i], NULL);
    free(threads);
    return begun > 0 ? bench->code : alone(bench->pieces);
}

size_t ls_pieces_places(unsigned workers)
{
    return workers > 1 ? (size_t)workers * 2 : 1;
}

int ls_pieces_run(const struct ls_pieces *pieces, unsigned workers)
{
    if (workers < 2 || pieces->count < 2)
        return alone(pieces);
    struct bench bench = {.pieces = pieces, .places = ls_pieces_places(workers)};
    bench.ready = calloc(bench.places, sizeof *bench.ready);
    if (bench.ready == NULL)
        return LS_E_MEMORY;
    pthread_mutex_init(&bench.lock, NULL);
    pthread_cond_init(&bench.made, NULL);
    pthread_cond_init(&bench.taken, NULL);
    int code = together(&bench, workers);
    pthread_cond_destroy(&bench.taken);
    pthread_cond_destroy(&bench.made);
    pthread_mutex_destroy(&bench.lock);
    free(bench.ready);
    return code;
}
