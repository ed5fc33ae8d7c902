/*
 * lane.c - a turn of a lane: mail, frames, and now and then what has ended
 *
 * A lane whose letters are all on their way takes its own mail until one comes back, so that two
 * lanes that post to each other never wait for each other.
 *
 * A lane that runs out of memory reads no more, and goes on taking mail without looking at it, so
 * that nobody waits for it.
 */
#include "engine/lane.h"

#include <stdlib.h>
#include <string.h>

#include "engine/engine.h"

#include "lyncscope/now.h"

enum {
    TURN_FRAMES = 256,     /* then strangers go to where they belong */
    TIDY_FRAMES = 4096,    /* how often idle flows and overdue fragments are looked for */
    LETTERS_IN_FLIGHT = 8, /* of a lane, besides those being filled */
};

#define TIDY_NS   (LS_SECOND / 2)
/* A block that does not fill stays in the kernel for up to two of its timeouts, each 100 ms. */
#define BEHIND_NS (LS_SECOND / 2)

static bool ending(struct lanes *lanes)
{
    pthread_mutex_lock(&lanes->lock);
    bool is_ending = lanes->ending;
    pthread_mutex_unlock(&lanes->lock);
    return is_ending;
}

static void post(struct lane *lane, unsigned to)
{
    struct lanes *lanes = lane->lanes;
    struct lane *receiver = &lanes->lane[to];
    struct letter *letter = lane->open[to];
    lane->open[to] = NULL;
    letter->next = NULL;
    pthread_mutex_lock(&lanes->lock);
    *receiver->post.inbox_end = letter;
    receiver->post.inbox_end = &letter->next;
    atomic_fetch_add(&receiver->mail, 1);
    pthread_cond_broadcast(&lanes->changed);
    pthread_mutex_unlock(&lanes->lock);
    if (atomic_exchange(&receiver->asleep, false))
        ls_source_wake(receiver->source);
}

static void flush(struct lane *lane)
{
    for (unsigned i = 0; i < lane->lanes->count; i++)
        if (lane->open[i] != NULL)
            post(lane, i);
}

static struct letter *next_letter(struct lane *lane)
{
    if (atomic_load(&lane->mail) == 0)
        return NULL;
    pthread_mutex_lock(&lane->lanes->lock);
    struct letter *letter = lane->post.inbox;
    lane->post.inbox = letter->next;
    if (letter->next == NULL)
        lane->post.inbox_end = &lane->post.inbox;
    atomic_fetch_sub(&lane->mail, 1);
    pthread_mutex_unlock(&lane->lanes->lock);
    return letter;
}

static void send_back(struct letter *letter)
{
    struct lane *owner = letter->from;
    pthread_mutex_lock(&owner->lanes->lock);
    letter->next = owner->post.spare;
    owner->post.spare = letter;
    pthread_cond_broadcast(&owner->lanes->changed);
    pthread_mutex_unlock(&owner->lanes->lock);
}

static int empty(struct lane *lane)
{
    int code = lane->code;
    for (struct letter *letter; (letter = next_letter(lane)) != NULL; send_back(letter))
        if (code == 0)
            code = worker_take(lane->worker, &letter->parcel);
    return code;
}

static struct letter *make_letter(struct lane *lane)
{
    struct letter *letter = calloc(1, sizeof *letter);
    if (letter == NULL || parcel_init(&letter->parcel) < 0) {
        if (letter != NULL)
            parcel_clear(&letter->parcel);
        free(letter);
        return NULL;
    }
    letter->from = lane;
    lane->letters++;
    return letter;
}

static struct letter *spare_letter(struct lane *lane, bool wait)
{
    struct lanes *lanes = lane->lanes;
    pthread_mutex_lock(&lanes->lock);
    while (wait && lane->post.spare == NULL && lane->post.inbox == NULL && !lanes->ending)
        pthread_cond_wait(&lanes->changed, &lanes->lock);
    struct letter *letter = lane->post.spare;
    if (letter != NULL)
        lane->post.spare = letter->next;
    pthread_mutex_unlock(&lanes->lock);
    return letter;
}

/* An empty letter; NULL when memory is out. */
static struct letter *begin_letter(struct lane *lane)
{
    struct letter *letter = spare_letter(lane, false);
    if (letter == NULL && lane->letters < lane->lanes->count + LETTERS_IN_FLIGHT)
        return make_letter(lane);
    while (letter == NULL) {
        if (empty(lane) < 0 || ending(lane->lanes))
            return NULL;
        letter = spare_letter(lane, true);
    }
    parcel_empty(&letter->parcel);
    return letter;
}

static int forward(struct lane *lane, unsigned to, const struct ls_packet *packet)
{
    lane->posted++;
    if (lane->open[to] != NULL && parcel_add(&lane->open[to]->parcel, packet, false, 0))
        return 0;
    if (lane->open[to] != NULL)
        post(lane, to);
    lane->open[to] = begin_letter(lane);
    if (lane->open[to] == NULL || !parcel_add(&lane->open[to]->parcel, packet, false, 0))
        return LS_E_MEMORY;
    return 0;
}

static int deal(struct lane *lane, const struct ls_packet *packet, uint32_t tag)
{
    unsigned to = ls_share_of(&packet->src, &packet->dst, lane->lanes->count);
    uint32_t number;
    if (to != lane->index)
        return forward(lane, to, packet);
    return worker_packet(lane->worker, packet, tag, &number);
}

static int give_up_fragments(struct lane *lane, int64_t now_ns)
{
    struct ls_packet packet;
    int code = 0;
    while (code == 0 && ls_decode_overdue(lane->intake.decoder, now_ns, &packet))
        code = deal(lane, &packet, ls_flows_tag(lane->worker->flows, &packet));
    return code;
}

static int take_frames(struct lane *lane, const struct ls_frame *frames, size_t count)
{
    struct ls_flows *flows = lane->worker->flows;
    const struct decoded *batch = lane->intake.batch;
    int code = 0;
    for (size_t done = 0; done < count && code == 0;) {
        size_t some = intake_decode(&lane->intake, flows, frames + done, count - done);
        for (size_t i = 0; i < some; i++)
            if (batch[i].what == LS_DECODED_PACKET)
                ls_flows_fetch(flows, batch[i].tag);
        for (size_t i = 0; i < some && code == 0; i++)
            if (batch[i].what == LS_DECODED_PACKET)
                code = deal(lane, &batch[i].packet, batch[i].tag);
        done += some;
    }
    return code;
}

/* Whoever posts or calls for rest after the look at mail and resting finds the lane asleep. */
static int next_frames(struct lane *lane, const struct ls_frame **frames, size_t *count)
{
    atomic_store(&lane->asleep, true);
    if (atomic_load(&lane->mail) > 0 || atomic_load(&lane->lanes->resting))
        ls_source_wake(lane->source);
    int next = ls_source_next_batch(lane->source, TURN_FRAMES, frames, count);
    atomic_store(&lane->asleep, false);
    return next;
}

static int read_some(struct lane *lane)
{
    const struct ls_frame *frames;
    int next = LS_NEXT_FRAME;
    lane->turn_ns = ls_now_monotonic();
    for (size_t taken = 0, count; taken < TURN_FRAMES; taken += count) {
        next = next_frames(lane, &frames, &count);
        if (next != LS_NEXT_FRAME)
            break;
        if (take_frames(lane, frames, count) < 0)
            return LS_E_MEMORY;
        lane->intake.tally.clock_ns = lane->turn_ns;
    }
    lane->over = next == LS_NEXT_END;
    lane->idle = next == LS_NEXT_IDLE;
    return 0;
}

/* The clock goes on where no frames come. */
int64_t lane_reached(const struct lane *lane)
{
    const struct tally *tally = &lane->intake.tally;
    int64_t silent_ns = lane->turn_ns - tally->clock_ns - BEHIND_NS;
    if (tally->frames == 0 || lane->over)
        return INT64_MAX;
    return tally->latest_ns + (lane->idle && silent_ns > 0 ? silent_ns : 0);
}

int64_t lanes_slowest(struct lanes *lanes)
{
    int64_t least = INT64_MAX;
    for (unsigned i = 0; i < lanes->count; i++) {
        int64_t here = atomic_load(&lanes->lane[i].reached_ns);
        least = here < least ? here : least;
    }
    return least < INT64_MAX ? least : INT64_MIN;
}

void lane_tell(struct lane *lane, bool drops)
{
    struct lanes_state now = {
        .tally = lane->intake.tally,
        .posted = lane->posted,
        .ended = lane->worker->ended_count,
        .source = lane->told.source,
    };
    ls_flows_stats(lane->worker->flows, &now.flows);
    if (drops)
        ls_source_stats(lane->source, &now.source);
    memcpy(now.skipped, ls_decoder_skipped(lane->intake.decoder), sizeof now.skipped);
    pthread_mutex_lock(&lane->lanes->lock);
    lane->told = now;
    pthread_mutex_unlock(&lane->lanes->lock);
}

/*
 * What was posted comes before the time that it is counted by: letters are sent, then that time is
 * told; and it is asked for before the mail is taken.
 */
static int tidy(struct lane *lane)
{
    uint64_t frames = lane->intake.tally.frames;
    bool due = frames - lane->tidied_frames >= TIDY_FRAMES ||
               lane->turn_ns - lane->tidied_ns >= TIDY_NS || lane->over;
    int64_t own_ns = lane_reached(lane);
    if (due && own_ns < INT64_MAX && give_up_fragments(lane, own_ns) < 0)
        return LS_E_MEMORY;
    flush(lane);
    atomic_store(&lane->reached_ns, own_ns);
    if (!due)
        return 0;
    lane->tidied_frames = frames;
    lane->tidied_ns = lane->turn_ns;
    int64_t now_ns = lanes_slowest(lane->lanes);
    int code = empty(lane);
    if (code == 0)
        code = worker_expire(lane->worker, now_ns);
    lane_tell(lane, false);
    return code;
}

/* With the lock held, as before and after. */
static int take_or_wait(struct lane *lane)
{
    struct lanes *lanes = lane->lanes;
    if (lane->post.inbox == NULL) {
        pthread_cond_wait(&lanes->changed, &lanes->lock);
        return 0;
    }
    pthread_mutex_unlock(&lanes->lock);
    int code = empty(lane);
    pthread_mutex_lock(&lanes->lock);
    return code;
}

static bool is_resting(const struct lanes *lanes, uint64_t round)
{
    return lanes->resting && lanes->round == round && !lanes->ending;
}

/* With the lock held. Its letters are taken all the same, so that nobody waits for it. */
static void note_failure(struct lane *lane, int code)
{
    if (code < 0)
        lane->code = lane->lanes->code = code;
}

/* First all send what they have begun, then all take what came: nothing is under way after. */
static int rest(struct lane *lane)
{
    struct lanes *lanes = lane->lanes;
    flush(lane);
    pthread_mutex_lock(&lanes->lock);
    uint64_t round = lanes->round;
    lanes->flushed++;
    pthread_cond_broadcast(&lanes->changed);
    while (is_resting(lanes, round) && lanes->flushed < lanes->count)
        note_failure(lane, take_or_wait(lane));
    pthread_mutex_unlock(&lanes->lock);
    int code = empty(lane);
    lane_tell(lane, true);
    pthread_mutex_lock(&lanes->lock);
    note_failure(lane, code);
    lanes->at_rest += is_resting(lanes, round); /* the next round may have been called */
    pthread_cond_signal(&lanes->reported);
    while (is_resting(lanes, round))
        pthread_cond_wait(&lanes->changed, &lanes->lock);
    pthread_mutex_unlock(&lanes->lock);
    return lane->code;
}

static void report_end(struct lane *lane)
{
    struct lanes *lanes = lane->lanes;
    atomic_store(&lane->reached_ns, INT64_MAX);
    lane_tell(lane, true);
    pthread_mutex_lock(&lanes->lock);
    lanes->over++;
    lanes->code = lane->code < 0 ? lane->code : lanes->code;
    pthread_cond_signal(&lanes->reported);
    pthread_mutex_unlock(&lanes->lock);
}

/* Its share has ended; others may still have something for it. */
static int linger(struct lane *lane)
{
    struct lanes *lanes = lane->lanes;
    pthread_mutex_lock(&lanes->lock);
    while (lane->post.inbox == NULL && !lanes->resting && !lanes->ending)
        pthread_cond_wait(&lanes->changed, &lanes->lock);
    pthread_mutex_unlock(&lanes->lock);
    return empty(lane);
}

static int turn(struct lane *lane)
{
    if (lane->over)
        return linger(lane);
    int code = empty(lane);
    if (code == 0)
        code = read_some(lane);
    return code == 0 ? tidy(lane) : code;
}

void *lane_run(void *self)
{
    struct lane *lane = self;
    while (!ending(lane->lanes)) {
        bool before = lane->over;
        int code = atomic_load(&lane->lanes->resting) ? rest(lane) : turn(lane);
        if (code < 0) {
            lane->code = code;
            lane->over = true;
        }
        if (lane->over && !before)
            report_end(lane);
    }
    return NULL;
}
