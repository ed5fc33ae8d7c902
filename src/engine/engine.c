/* engine.c - reads the source step by step and hands packets to the workers. */
#include "engine/engine.h"

#include <stdlib.h>

/* In frame_flow: the rest of the number is a datagram's. Flow numbers stay below it. */
#define HELD (UINT32_C(1) << 31)

enum {
    STEP_FRAMES = 16384,
    STEP_LIVE_FRAMES = 256, /* back to the caller soon, so that time limits and signals count */
    EXPIRE_FRAMES = 4096,   /* how often idle flows and overdue fragments are looked for */
};

struct ls_engine *ls_engine_new(const struct ls_engine_options *options, struct ls_error *error)
{
    struct ls_engine *engine = calloc(1, sizeof *engine);
    if (engine == NULL) {
        ls_fail(error, LS_E_MEMORY, "out of memory");
        return NULL;
    }
    engine->options = *options;
    engine->started_ns = engine_clock();
    engine->decoder = ls_decoder_new(error);
    if (engine->decoder == NULL || worker_init(&engine->worker, options, error) < 0) {
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
    result_clear(engine);
    worker_clear(&engine->worker);
    ls_decoder_free(engine->decoder);
    keeper_free(engine->keeper);
    free(engine->frame_flow);
    free(engine->datagram_flow);
    free(engine->lent);
    glance_clear(&engine->glance);
    free(engine);
}

static int remember(struct ls_engine *engine, uint32_t number)
{
    if (engine->frame_count == engine->frame_room) {
        size_t room = engine->frame_room ? engine->frame_room * 2 : STEP_FRAMES;
        uint32_t *grown = realloc(engine->frame_flow, room * sizeof *grown);
        if (grown == NULL)
            return LS_E_MEMORY;
        engine->frame_flow = grown;
        engine->frame_room = room;
    }
    engine->frame_flow[engine->frame_count++] = number;
    return 0;
}

/* The datagram is whole or given up: its frames belong to this flow. */
static int settle_datagram(struct ls_engine *engine, uint32_t datagram, uint32_t number)
{
    if (datagram >= engine->datagram_count) {
        size_t count = datagram < 512 ? 1024 : (size_t)datagram * 2;
        uint32_t *grown = realloc(engine->datagram_flow, count * sizeof *grown);
        if (grown == NULL)
            return LS_E_MEMORY;
        for (size_t i = engine->datagram_count; i < count; i++)
            grown[i] = LS_NO_FLOW;
        engine->datagram_flow = grown;
        engine->datagram_count = count;
    }
    engine->datagram_flow[datagram] = number;
    return 0;
}

/* Inside a tunnel a datagram may be a fragment itself: its frames go where that one goes. */
static int settle_joined(struct ls_engine *engine)
{
    size_t count;
    const struct ls_joined *joined = ls_decoder_joined(engine->decoder, &count);
    for (size_t i = 0; i < count && engine->keeper != NULL; i++)
        keeper_join(engine->keeper, joined[i].datagram, joined[i].into);
    for (size_t i = 0; i < count && engine->options.keep_frames; i++) {
        int code = settle_datagram(engine, joined[i].datagram, HELD | joined[i].into);
        if (code < 0)
            return code;
    }
    return 0;
}

/* Frames that waited for their datagram get its flow, or none when it never had a first part. */
static void settle_held(struct ls_engine *engine)
{
    for (size_t i = 0; i < engine->frame_count; i++) {
        uint32_t number = engine->frame_flow[i];
        while (number != LS_NO_FLOW && (number & HELD) != 0) {
            uint32_t datagram = number & ~HELD;
            number =
                datagram < engine->datagram_count ? engine->datagram_flow[datagram] : LS_NO_FLOW;
        }
        engine->frame_flow[i] = number;
    }
}

static int take_packet(struct ls_engine *engine, const struct ls_packet *packet, uint32_t tag,
                       uint32_t *number)
{
    int code = worker_packet(&engine->worker, packet, tag, number);
    if (code == 0 && packet->datagram != 0 && engine->options.keep_frames)
        code = settle_datagram(engine, packet->datagram, *number);
    if (code == 0 && packet->datagram != 0 && engine->keeper != NULL)
        code = keeper_settle(engine->keeper, packet->datagram, *number);
    return code;
}

static int give_up_fragments(struct ls_engine *engine, int64_t now_ns)
{
    struct ls_packet packet;
    while (ls_decode_overdue(engine->decoder, now_ns, &packet)) {
        uint32_t number;
        uint32_t tag = ls_flows_tag(engine->worker.flows, &packet);
        int code = settle_joined(engine);
        if (code == 0)
            code = take_packet(engine, &packet, tag, &number);
        if (code < 0)
            return code;
    }
    return settle_joined(engine);
}

static int tidy(struct ls_engine *engine, int64_t now_ns)
{
    int code = give_up_fragments(engine, now_ns);
    if (code < 0)
        return code;
    return worker_expire(&engine->worker, now_ns);
}

static void count_frames(struct ls_engine *engine, const struct ls_frame *frames, size_t count)
{
    int64_t first = engine->frames ? engine->first_ns : frames[0].time_ns;
    int64_t last = engine->frames ? engine->last_ns : frames[0].time_ns;
    uint64_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        first = frames[i].time_ns < first ? frames[i].time_ns : first;
        last = frames[i].time_ns > last ? frames[i].time_ns : last;
        bytes += frames[i].wire;
    }
    engine->first_ns = first;
    engine->last_ns = last;
    engine->latest_ns = frames[count - 1].time_ns;
    engine->frames += count;
    engine->bytes += bytes;
}

/*
 * Whether this frame is to be dealt with before the next is decoded: a datagram put together
 * lasts until then, and so does what was joined.
 */
static bool ends_batch(const struct ls_engine *engine, const struct decoded *decoded)
{
    size_t joined;
    if (decoded->packet.datagram == 0)
        return false;
    ls_decoder_joined(engine->decoder, &joined);
    return decoded->what == LS_DECODED_PACKET || joined > 0;
}

static size_t decode_some(struct ls_engine *engine, const struct ls_frame *frames, size_t count)
{
    size_t done = 0;
    bool last = false;
    while (done < count && done < BATCH_FRAMES && !last) {
        struct decoded *decoded = &engine->batch[done];
        decoded->what = ls_decode(engine->decoder, &frames[done++], &decoded->packet);
        if (decoded->what == LS_DECODED_PACKET)
            decoded->tag = ls_flows_tag(engine->worker.flows, &decoded->packet);
        last = ends_batch(engine, decoded);
    }
    count_frames(engine, frames, done);
    return done;
}

/* What is in no flow is no evidence. */
static int keep(struct ls_engine *engine, const struct ls_frame *frame, uint32_t number)
{
    if (number == LS_NO_FLOW)
        return 0;
    if ((number & HELD) == 0)
        return keeper_add(engine->keeper, frame, number);
    keeper_hold(engine->keeper, frame, number & ~HELD);
    return 0;
}

static int take_decoded(struct ls_engine *engine, const struct decoded *decoded,
                        const struct ls_frame *frame)
{
    uint32_t number = LS_NO_FLOW;
    int code = 0;
    if (decoded->what == LS_DECODED_PACKET)
        code = take_packet(engine, &decoded->packet, decoded->tag, &number);
    if (decoded->what == LS_DECODED_HELD)
        number = HELD | decoded->packet.datagram;
    if (code == 0 && engine->options.keep_frames)
        code = remember(engine, number);
    if (code == 0 && engine->keeper != NULL)
        code = keep(engine, frame, number);
    return code;
}

static int take_batch(struct ls_engine *engine, const struct ls_frame *frames, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (engine->batch[i].what == LS_DECODED_PACKET)
            ls_flows_fetch(engine->worker.flows, engine->batch[i].tag);
    for (size_t i = 0; i < count; i++) {
        int code = take_decoded(engine, &engine->batch[i], &frames[i]);
        if (code < 0)
            return code;
    }
    return 0;
}

static int take_frames(struct ls_engine *engine, const struct ls_frame *frames, size_t count)
{
    for (size_t done = 0; done < count;) {
        uint64_t before = engine->frames;
        size_t some = decode_some(engine, frames + done, count - done);
        int code = settle_joined(engine);
        if (code == 0)
            code = take_batch(engine, frames + done, some);
        done += some;
        if (code == 0 && before / EXPIRE_FRAMES != engine->frames / EXPIRE_FRAMES)
            code = tidy(engine, frames[done - 1].time_ns);
        if (code < 0)
            return code;
    }
    return 0;
}

static bool ended(const struct ls_engine *engine)
{
    const struct ls_engine_options *options = &engine->options;
    return options->packet_limit != 0 && engine->frames >= options->packet_limit;
}

/* How many frames may be asked for: a run may be limited to the packet. */
static size_t room(const struct ls_engine *engine)
{
    uint64_t limit = engine->options.packet_limit;
    if (limit == 0 || limit - engine->frames > BATCH_FRAMES)
        return BATCH_FRAMES;
    return (size_t)(limit - engine->frames);
}

static int out_of_memory(const struct ls_engine *engine, struct ls_error *error)
{
    return ls_fail(error, LS_E_MEMORY, "out of memory after %llu packets",
                   (unsigned long long)engine->frames);
}

/* Few packets come, or none: flows end all the same. */
static int tidy_by_clock(struct ls_engine *engine, bool heard)
{
    int64_t now = engine_clock();
    if (heard)
        engine->last_clock_ns = now;
    int64_t limit = engine->options.duration_ns;
    if (limit != 0 && now - engine->started_ns >= limit)
        ls_source_stop(engine->options.source); /* what had come by now is still read */
    if (engine->frames == 0 || now - engine->tidied_ns < LS_SECOND / 2)
        return 0;
    engine->tidied_ns = now;
    return tidy(engine, engine_now(engine, now));
}

static bool is_low(const struct ls_engine *engine)
{
    return engine->keeper != NULL && keeper_is_low(engine->keeper);
}

int ls_engine_step(struct ls_engine *engine, struct ls_error *error)
{
    uint64_t before = engine->frames;
    size_t step = engine->options.live ? STEP_LIVE_FRAMES : STEP_FRAMES;
    for (size_t taken = 0, count; taken < step && !ended(engine) && !is_low(engine);
         taken += count) {
        const struct ls_frame *frames;
        int next = ls_source_next_batch(engine->options.source, room(engine), &frames, &count);
        if (next == LS_NEXT_END)
            return 0;
        if (next == LS_NEXT_IDLE)
            break;
        if (take_frames(engine, frames, count) < 0)
            return out_of_memory(engine, error);
    }
    if (engine->options.live && tidy_by_clock(engine, engine->frames != before) < 0)
        return out_of_memory(engine, error);
    return !ended(engine);
}

/* A live source counts its drops when it ends, and a limit of ours may have ended the run first. */
static void end_source(struct ls_source *source)
{
    struct ls_frame frame;
    ls_source_stop(source);
    while (ls_source_next(source, &frame) != LS_NEXT_END)
        continue;
}

int ls_engine_finish(struct ls_engine *engine, const struct ls_result **result,
                     struct ls_error *error)
{
    engine->finished = true;
    if (engine->options.live)
        end_source(engine->options.source);
    int code = tidy(engine, INT64_MAX);
    if (engine->options.live && code == 0)
        code = ls_engine_state(engine, result);
    if (engine->options.live)
        return code < 0 ? ls_fail(error, LS_E_MEMORY, "out of memory") : 0;
    settle_held(engine);
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
    *frames = engine->frames;
    ls_source_progress(engine->options.source, done, total);
}
