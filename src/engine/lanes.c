/* lanes.c - makes the lanes, lets them go on and rest, and adds up what they tell. */
#include "engine/lanes.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/engine.h"
#include "engine/lane.h"
#include "lyncscope/now.h"
#include "lyncscope/thread.h"

static int make_lane(struct lanes *lanes, unsigned at, struct ls_source *share,
                     struct worker *worker, struct ls_error *error)
{
    struct lane *lane = &lanes->lane[at];
    lane->lanes = lanes;
    lane->index = at;
    lane->source = share;
    lane->worker = worker;
    lane->post.inbox_end = &lane->post.inbox;
    lane->tidied_ns = ls_now_monotonic();
    atomic_init(&lane->reached_ns, INT64_MAX);
    lane->open = calloc(lanes->count, sizeof *lane->open);
    lane->intake.decoder = ls_decoder_new(error);
    if (lane->intake.decoder == NULL)
        return error->code;
    if (lane->open == NULL)
        return ls_fail(error, LS_E_MEMORY, "out of memory");
    if (!ls_thread_begin(&lane->thread, lane_run, lane))
        return ls_fail(error, LS_E_LIMIT, "-j %u: the system makes no more threads", lanes->count);
    lanes->started++;
    return 0;
}

static void make_locks(struct lanes *lanes)
{
    pthread_condattr_t by_clock;
    pthread_condattr_init(&by_clock);
    pthread_condattr_setclock(&by_clock, CLOCK_MONOTONIC);
    pthread_mutex_init(&lanes->lock, NULL);
    pthread_cond_init(&lanes->changed, NULL);
    pthread_cond_init(&lanes->reported, &by_clock);
    pthread_condattr_destroy(&by_clock);
}

struct lanes *lanes_new(struct ls_source *const *shares, struct worker *workers, unsigned count,
                        struct ls_error *error)
{
    size_t bytes = sizeof(struct lanes) + count * sizeof(struct lane);
    struct lanes *lanes = aligned_alloc(alignof(struct lane), bytes);
    if (lanes == NULL) {
        ls_fail(error, LS_E_MEMORY, "out of memory");
        return NULL;
    }
    memset(lanes, 0, bytes);
    lanes->count = count;
    atomic_init(&lanes->resting, true);
    make_locks(lanes);
    for (unsigned i = 0; i < count; i++) {
        if (make_lane(lanes, i, shares[i], &workers[i], error) == 0)
            continue;
        lanes_free(lanes);
        return NULL;
    }
    return lanes;
}

static void free_letters(struct letter *letter)
{
    while (letter != NULL) {
        struct letter *next = letter->next;
        parcel_clear(&letter->parcel);
        free(letter);
        letter = next;
    }
}

static void clear_lane(struct lane *lane, unsigned lanes)
{
    for (unsigned i = 0; lane->open != NULL && i < lanes; i++)
        free_letters(lane->open[i]);
    free_letters(lane->post.inbox);
    free_letters(lane->post.spare);
    free(lane->open);
    ls_decoder_free(lane->intake.decoder);
}

void lanes_free(struct lanes *lanes)
{
    if (lanes == NULL)
        return;
    pthread_mutex_lock(&lanes->lock);
    lanes->ending = true;
    pthread_cond_broadcast(&lanes->changed);
    pthread_mutex_unlock(&lanes->lock);
    for (unsigned i = 0; i < lanes->started; i++)
        ls_source_wake(lanes->lane[i].source);
    for (unsigned i = 0; i < lanes->started; i++)
        pthread_join(lanes->lane[i].thread, NULL);
    for (unsigned i = 0; i < lanes->count; i++)
        clear_lane(&lanes->lane[i], lanes->count);
    pthread_cond_destroy(&lanes->changed);
    pthread_cond_destroy(&lanes->reported);
    pthread_mutex_destroy(&lanes->lock);
    free(lanes);
}

static void go_on(struct lanes *lanes)
{
    pthread_mutex_lock(&lanes->lock);
    lanes->resting = false;
    pthread_cond_broadcast(&lanes->changed);
    pthread_mutex_unlock(&lanes->lock);
}

int lanes_wait(struct lanes *lanes, int64_t most_ns)
{
    int64_t until_ns = ls_now_monotonic() + most_ns;
    struct timespec until = {until_ns / LS_SECOND, until_ns % LS_SECOND};
    int late = 0;
    go_on(lanes);
    pthread_mutex_lock(&lanes->lock);
    while (lanes->over < lanes->count && lanes->code == 0 && late == 0)
        late = pthread_cond_timedwait(&lanes->reported, &lanes->lock, &until);
    int code = lanes->code < 0 ? lanes->code : lanes->over < lanes->count;
    pthread_mutex_unlock(&lanes->lock);
    return code;
}

/* Those that wait for frames come back at once. */
static void call(struct lanes *lanes)
{
    pthread_mutex_lock(&lanes->lock);
    if (!lanes->resting) {
        lanes->round++;
        lanes->flushed = lanes->at_rest = 0;
        lanes->resting = true;
    }
    pthread_cond_broadcast(&lanes->changed);
    pthread_mutex_unlock(&lanes->lock);
    for (unsigned i = 0; i < lanes->count; i++)
        if (atomic_exchange(&lanes->lane[i].asleep, false))
            ls_source_wake(lanes->lane[i].source);
}

int lanes_rest(struct lanes *lanes)
{
    call(lanes);
    pthread_mutex_lock(&lanes->lock);
    while (lanes->at_rest < lanes->count)
        pthread_cond_wait(&lanes->reported, &lanes->lock);
    int code = lanes->code;
    pthread_mutex_unlock(&lanes->lock);
    return code;
}

static void await_all(struct lanes *lanes)
{
    go_on(lanes);
    pthread_mutex_lock(&lanes->lock);
    while (lanes->over < lanes->count)
        pthread_cond_wait(&lanes->reported, &lanes->lock);
    pthread_mutex_unlock(&lanes->lock);
}

/* While all rest the caller does a lane's work, and nothing has to be posted. */
static int give_up_fragments(struct lanes *lanes, struct ls_decoder *decoder)
{
    struct ls_packet packet;
    uint32_t number;
    int code = 0;
    while (code == 0 && ls_decode_overdue(decoder, INT64_MAX, &packet)) {
        unsigned at = ls_share_of(&packet.src, &packet.dst, lanes->count);
        struct worker *worker = lanes->lane[at].worker;
        code = worker_packet(worker, &packet, ls_flows_tag(worker->flows, &packet), &number);
    }
    return code;
}

int lanes_finish(struct lanes *lanes)
{
    await_all(lanes);
    int code = lanes_rest(lanes);
    for (unsigned i = 0; i < lanes->count && code == 0; i++)
        code = give_up_fragments(lanes, lanes->lane[i].intake.decoder);
    for (unsigned i = 0; i < lanes->count && code == 0; i++)
        code = worker_expire(lanes->lane[i].worker, INT64_MAX);
    for (unsigned i = 0; i < lanes->count; i++)
        lane_tell(&lanes->lane[i], true);
    return code;
}

static void add_tally(struct tally *all, const struct tally *one)
{
    bool first = all->frames == 0;
    if (one->frames == 0)
        return;
    all->first_ns = first || one->first_ns < all->first_ns ? one->first_ns : all->first_ns;
    all->last_ns = first || one->last_ns > all->last_ns ? one->last_ns : all->last_ns;
    if (first || one->clock_ns > all->clock_ns) {
        all->latest_ns = one->latest_ns;
        all->clock_ns = one->clock_ns;
    }
    all->frames += one->frames;
    all->bytes += one->bytes;
}

static void add_flows(struct ls_flows_stats *all, const struct ls_flows_stats *one)
{
    all->created += one->created;
    all->evicted += one->evicted;
    all->repeats += one->repeats;
    all->unheld += one->unheld;
    all->live += one->live;
}

static void add_source(struct ls_source_stats *all, const struct ls_source_stats *one)
{
    all->frames += one->frames;
    all->bytes += one->bytes;
    all->dropped_kernel += one->dropped_kernel;
    all->dropped_interface += one->dropped_interface;
}

void lanes_state(struct lanes *lanes, struct lanes_state *state)
{
    *state = (struct lanes_state){.ended = 0};
    pthread_mutex_lock(&lanes->lock);
    for (unsigned i = 0; i < lanes->count; i++) {
        const struct lanes_state *told = &lanes->lane[i].told;
        add_tally(&state->tally, &told->tally);
        add_flows(&state->flows, &told->flows);
        add_source(&state->source, &told->source);
        for (size_t k = 0; k < LS_SKIP_COUNT; k++)
            state->skipped[k] += told->skipped[k];
        state->posted += told->posted;
        state->ended += told->ended;
    }
    pthread_mutex_unlock(&lanes->lock);
}
