/* engine.c - reads the source step by step and hands packets to the workers. */
#include "engine/engine.h"

#include <stdlib.h>

#include "lyncscope/now.h"

enum {
    STEP_FRAMES = 16384,
    STEP_LIVE_FRAMES = 256, /* back to the caller soon, so that time limits and signals count */
    KEPT_BLOCKS = 64,     /* of the source, each of 128 KiB; a full ring for each worker is less */
    EXPIRE_FRAMES = 4096, /* how often idle flows and overdue fragments are looked for */
};

#define STEP_LANES_NS (LS_SECOND / 20)

/* What is kept of a flow is asked for at any time: by its one worker, in the caller's thread. */
static unsigned crew_size(const struct ls_engine_options *options)
{
    return options->workers > 1 && options->keeping.bytes == 0 ? options->workers : 1;
}

/* One worker is the caller's thread; more have threads of their own. */
static int make_workers(struct ls_engine *engine, struct ls_error *error)
{
    unsigned shares;
    ls_source_shares(engine->options.source, &shares);
    unsigned count = shares > 1 ? shares : crew_size(&engine->options);
    engine->workers = calloc(count, sizeof *engine->workers);
    if (engine->workers == NULL)
        return ls_fail(error, LS_E_MEMORY, "out of memory");
    for (; engine->worker_count < count; engine->worker_count++) {
        struct worker *worker = &engine->workers[engine->worker_count];
        if (worker_init(worker, &engine->options, count, error) < 0) {
            worker_clear(worker);
            return LS_E_MEMORY;
        }
        worker->learned = count == 1 ? engine->learned : NULL;
    }
    if (count == 1)
        return 0;
    if (shares > 1) {
        engine->lanes = lanes_new(ls_source_shares(engine->options.source, &shares),
                                  engine->workers, count, error);
        return engine->lanes != NULL ? 0 : LS_E_LIMIT;
    }
    engine->crew = crew_new(engine->workers, count, &engine->belong, error);
    engine->keeps = engine->crew != NULL && ls_source_keep(engine->options.source);
    return engine->crew != NULL ? 0 : LS_E_LIMIT;
}

struct ls_engine *ls_engine_new(const struct ls_engine_options *options, struct ls_error *error)
{
    struct ls_engine *engine = calloc(1, sizeof *engine);
    if (engine == NULL) {
        ls_fail(error, LS_E_MEMORY, "out of memory");
        return NULL;
    }
    engine->options = *options;
    engine->belong.wanted = options->keep_frames;
    engine->started_ns = ls_now_monotonic();
    engine->intake.decoder = ls_decoder_new(error);
    if (engine->intake.decoder == NULL || (options->live && live_learned(engine, error) < 0) ||
        make_workers(engine, error) < 0) {
        ls_engine_free(engine);
        return NULL;
    }
    if (options->keeping.bytes == 0)
        return engine;
    engine->keeper = keeper_new(&options->keeping);
    if (engine->keeper != NULL)
        return engine;
    ls_engine_free(engine);
    ls_fail(error, LS_E_MEMORY, "no memory for %zu bytes of packets", options->keeping.bytes);
    return NULL;
}

void ls_engine_free(struct ls_engine *engine)
{
    if (engine == NULL)
        return;
    lanes_free(engine->lanes);
    crew_free(engine->crew);
    result_clear(engine);
    for (unsigned i = 0; i < engine->worker_count; i++)
        worker_clear(&engine->workers[i]);
    free(engine->workers);
    ls_learned_set_free(engine->learned);
    ls_decoder_free(engine->intake.decoder);
    keeper_free(engine->keeper);
    frames_clear(&engine->belong);
    free(engine->lent);
    glance_clear(&engine->glance);
    free(engine);
}

/* A datagram is whole or given up: its frames are this flow's. */
static int settle(struct ls_engine *engine, uint32_t datagram, uint32_t number)
{
    int code = frames_settle(&engine->belong, datagram, number);
    if (code == 0 && engine->keeper != NULL)
        code = keeper_settle(engine->keeper, datagram, number);
    return code;
}

/* Inside a tunnel a datagram may be a fragment itself: its frames go where that one goes. */
static int settle_joined(struct ls_engine *engine)
{
    size_t count;
    const struct ls_joined *joined = ls_decoder_joined(engine->intake.decoder, &count);
    for (size_t i = 0; i < count && engine->keeper != NULL; i++)
        keeper_join(engine->keeper, joined[i].datagram, joined[i].into);
    return frames_join(&engine->belong, joined, count);
}

static int take_packet(struct ls_engine *engine, const struct ls_packet *packet, uint32_t tag,
                       uint32_t *number)
{
    int code = worker_packet(engine->workers, packet, tag, number);
    if (code == 0 && packet->datagram != 0)
        code = settle(engine, packet->datagram, *number);
    return code;
}

/* A packet that no frame of its own brought. */
static int take_given_up(struct ls_engine *engine, const struct ls_packet *packet)
{
    uint32_t number;
    if (engine->crew != NULL)
        return crew_packet(engine->crew, packet, NO_FRAME);
    return take_packet(engine, packet, ls_flows_tag(engine->workers->flows, packet), &number);
}

static int give_up_fragments(struct ls_engine *engine, int64_t now_ns)
{
    struct ls_packet packet;
    while (ls_decode_overdue(engine->intake.decoder, now_ns, &packet)) {
        int code = settle_joined(engine);
        if (code == 0)
            code = take_given_up(engine, &packet);
        if (code < 0)
            return code;
    }
    return settle_joined(engine);
}

/* Flows end by themselves only where idle ones do, or at the end of all. */
static int tidy(struct ls_engine *engine, int64_t now_ns)
{
    int code = give_up_fragments(engine, now_ns);
    if (code < 0)
        return code;
    if (engine->crew == NULL)
        return worker_expire(engine->workers, now_ns);
    return engine->options.live || now_ns == INT64_MAX ? crew_tidy(engine->crew, now_ns) : 0;
}

/* What is in no flow is no evidence. */
static int keep(struct ls_engine *engine, const struct ls_frame *frame, uint32_t number)
{
    if (number == LS_NO_FLOW)
        return 0;
    if ((number & FRAME_HELD) == 0)
        return keeper_add(engine->keeper, frame, number);
    keeper_hold(engine->keeper, frame, number & ~FRAME_HELD);
    return 0;
}

/* The flow of a frame without a packet. */
static uint32_t no_packet(const struct decoded *decoded)
{
    return decoded->what == LS_DECODED_HELD ? FRAME_HELD | decoded->packet.datagram : LS_NO_FLOW;
}

static int take_decoded(struct ls_engine *engine, const struct decoded *decoded,
                        const struct ls_frame *frame)
{
    uint32_t number = no_packet(decoded);
    int code = 0;
    if (decoded->what == LS_DECODED_PACKET)
        code = take_packet(engine, &decoded->packet, decoded->tag, &number);
    if (code == 0)
        code = frames_add(&engine->belong, number);
    if (code == 0 && engine->keeper != NULL)
        code = keep(engine, frame, number);
    return code;
}

static int take_batch(struct ls_engine *engine, const struct ls_frame *frames, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (engine->intake.batch[i].what == LS_DECODED_PACKET)
            ls_flows_fetch(engine->workers->flows, engine->intake.batch[i].tag);
    for (size_t i = 0; i < count; i++) {
        int code = take_decoded(engine, &engine->intake.batch[i], &frames[i]);
        if (code < 0)
            return code;
    }
    return 0;
}

/* As take_batch; the flow of a frame that brought a packet is known later. */
static int give_batch(struct ls_engine *engine, size_t count)
{
    struct frames *belong = &engine->belong;
    for (size_t i = 0; i < count; i++) {
        const struct decoded *decoded = &engine->intake.batch[i];
        size_t frame = belong->wanted ? belong->count : NO_FRAME;
        int code = frames_add(belong, no_packet(decoded));
        if (code == 0 && decoded->what == LS_DECODED_PACKET)
            code = crew_packet(engine->crew, &decoded->packet, frame);
        if (code < 0)
            return code;
    }
    return 0;
}

static int take_frames(struct ls_engine *engine, const struct ls_frame *frames, size_t count)
{
    const struct ls_flows *flows = engine->crew == NULL ? engine->workers->flows : NULL;
    for (size_t done = 0; done < count;) {
        uint64_t before = engine->intake.tally.frames;
        size_t some = intake_decode(&engine->intake, flows, frames + done, count - done);
        int code = settle_joined(engine);
        if (code == 0)
            code = engine->crew == NULL ? take_batch(engine, frames + done, some)
                                        : give_batch(engine, some);
        done += some;
        if (code == 0 && before / EXPIRE_FRAMES != engine->intake.tally.frames / EXPIRE_FRAMES)
            code = tidy(engine, frames[done - 1].time_ns);
        if (code < 0)
            return code;
    }
    return 0;
}

static bool ended(const struct ls_engine *engine)
{
    const struct ls_engine_options *options = &engine->options;
    return options->packet_limit != 0 && engine->intake.tally.frames >= options->packet_limit;
}

/* How many frames may be asked for: a run may be limited to the packet. */
static size_t room(const struct ls_engine *engine)
{
    uint64_t limit = engine->options.packet_limit;
    if (limit == 0 || limit - engine->intake.tally.frames > BATCH_FRAMES)
        return BATCH_FRAMES;
    return (size_t)(limit - engine->intake.tally.frames);
}

static int out_of_memory(const struct ls_engine *engine, struct ls_error *error)
{
    return ls_fail(error, LS_E_MEMORY, "out of memory after %llu packets",
                   (unsigned long long)engine->intake.tally.frames);
}

static void stop_in_time(struct ls_engine *engine, int64_t now_ns)
{
    int64_t limit = engine->options.duration_ns;
    if (limit != 0 && now_ns - engine->started_ns >= limit)
        ls_source_stop(engine->options.source); /* what had come by now is still read */
}

/* Few packets come, or none: flows end all the same. */
static int tidy_by_clock(struct ls_engine *engine, bool heard)
{
    int64_t now = ls_now_monotonic();
    if (heard)
        engine->intake.tally.clock_ns = now;
    stop_in_time(engine, now);
    if (engine->intake.tally.frames == 0 || now - engine->tidied_ns < LS_SECOND / 2)
        return 0;
    engine->tidied_ns = now;
    return tidy(engine, engine_now(engine, now));
}

static bool is_low(const struct ls_engine *engine)
{
    return engine->keeper != NULL && keeper_is_low(engine->keeper);
}

/* Payloads stay where they were read, until the workers have looked at them. */
static int let_go(struct ls_engine *engine)
{
    uint64_t mark = ls_source_mark(engine->options.source);
    crew_keep(engine->crew, mark);
    if (mark == engine->mark)
        return 0;
    engine->mark = mark;
    size_t kept = ls_source_let_go(engine->options.source, crew_oldest(engine->crew));
    if (kept < (size_t)KEPT_BLOCKS * engine->worker_count)
        return 0;
    int code = crew_rest(engine->crew); /* a parcel that does not fill keeps all that is newer */
    ls_source_let_go(engine->options.source, mark);
    return code;
}

static void hear_lanes(struct ls_engine *engine)
{
    lanes_state(engine->lanes, &engine->told);
    engine->intake.tally = engine->told.tally;
}

static int step_lanes(struct ls_engine *engine, struct ls_error *error)
{
    int more = lanes_wait(engine->lanes, STEP_LANES_NS);
    hear_lanes(engine);
    stop_in_time(engine, ls_now_monotonic());
    return more < 0 ? out_of_memory(engine, error) : more;
}

int engine_rest(struct ls_engine *engine)
{
    if (engine->crew != NULL)
        return crew_rest(engine->crew);
    if (engine->lanes == NULL)
        return 0;
    int code = lanes_rest(engine->lanes);
    hear_lanes(engine);
    return code;
}

int ls_engine_step(struct ls_engine *engine, struct ls_error *error)
{
    if (engine->lanes != NULL)
        return step_lanes(engine, error);
    uint64_t before = engine->intake.tally.frames;
    size_t step = engine->options.live ? STEP_LIVE_FRAMES : STEP_FRAMES;
    for (size_t taken = 0, count; taken < step && !ended(engine) && !is_low(engine);
         taken += count) {
        const struct ls_frame *frames;
        int next = ls_source_next_batch(engine->options.source, room(engine), &frames, &count);
        if (next == LS_NEXT_END)
            return 0;
        if (next == LS_NEXT_IDLE)
            break;
        if ((engine->keeps && let_go(engine) < 0) || take_frames(engine, frames, count) < 0)
            return out_of_memory(engine, error);
    }
    if (engine->options.live && tidy_by_clock(engine, engine->intake.tally.frames != before) < 0)
        return out_of_memory(engine, error);
    return !ended(engine);
}

/* A live source counts its drops when it ends, and a limit of ours may have ended the run first. */
static void end_source(struct ls_source *source)
{
    struct ls_frame frame;
    while (ls_source_next(source, &frame) != LS_NEXT_END)
        continue;
}

int ls_engine_finish(struct ls_engine *engine, const struct ls_result **result,
                     struct ls_error *error)
{
    engine->finished = true;
    if (engine->options.live)
        ls_source_stop(engine->options.source);
    int code = engine->lanes != NULL ? lanes_finish(engine->lanes) : 0;
    if (engine->options.live)
        end_source(engine->options.source);
    if (engine->lanes == NULL)
        code = tidy(engine, INT64_MAX);
    if (code == 0)
        code = engine_rest(engine);
    if (engine->options.live && code == 0)
        code = ls_engine_state(engine, result);
    if (engine->options.live)
        return code < 0 ? ls_fail(error, LS_E_MEMORY, "out of memory") : 0;
    if (code < 0 || result_make(engine) < 0)
        return ls_fail(error, LS_E_MEMORY, "out of memory");
    *result = &engine->result;
    return 0;
}

void ls_engine_interrupt(struct ls_engine *engine)
{
    engine->interrupted = true;
}

void ls_engine_progress(const struct ls_engine *engine, uint64_t *frames, uint64_t *done,
                        uint64_t *total)
{
    *frames = engine->intake.tally.frames;
    ls_source_progress(engine->options.source, done, total);
}
