/* engine.c - reads the source step by step and hands packets to the workers. */
#include "engine/engine.h"

#include <stdlib.h>
#include <time.h>

enum {
    STEP_FRAMES = 16384,
    EXPIRE_FRAMES = 4096, /* how often idle flows and overdue fragments are looked for */
};

static int64_t monotonic_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * LS_SECOND + now.tv_nsec;
}

struct ls_engine *ls_engine_new(const struct ls_engine_options *options, struct ls_error *error)
{
    struct ls_engine *engine = calloc(1, sizeof *engine);
    if (engine == NULL) {
        ls_fail(error, LS_E_MEMORY, "out of memory");
        return NULL;
    }
    engine->options = *options;
    engine->started_ns = monotonic_ns();
    engine->decoder = ls_decoder_new(error);
    if (engine->decoder == NULL || worker_init(&engine->worker, options, error) < 0) {
        ls_engine_free(engine);
        return NULL;
    }
    return engine;
}

void ls_engine_free(struct ls_engine *engine)
{
    if (engine == NULL)
        return;
    result_clear(engine);
    worker_clear(&engine->worker);
    ls_decoder_free(engine->decoder);
    free(engine->frame_flow);
    free(engine->held);
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

/* Remembers that the newest frame is a fragment that waits for its datagram. */
static int remember_held(struct ls_engine *engine, uint32_t datagram)
{
    if (engine->held_count == engine->held_room) {
        size_t room = engine->held_room ? engine->held_room * 2 : 64;
        struct held_frame *grown = realloc(engine->held, room * sizeof *grown);
        if (grown == NULL)
            return LS_E_MEMORY;
        engine->held = grown;
        engine->held_room = room;
    }
    engine->held[engine->held_count++] = (struct held_frame){engine->frame_count, datagram};
    return 0;
}

/* The datagram is whole or given up: its waiting frames belong to this flow. */
static void settle_held(struct ls_engine *engine, uint32_t datagram, uint32_t number)
{
    size_t kept = 0;
    for (size_t i = 0; i < engine->held_count; i++) {
        if (engine->held[i].datagram == datagram)
            engine->frame_flow[engine->held[i].frame] = number;
        else
            engine->held[kept++] = engine->held[i];
    }
    engine->held_count = kept;
}

static int take_packet(struct ls_engine *engine, const struct ls_packet *packet, uint32_t *number)
{
    int code = worker_packet(&engine->worker, packet, number);
    if (code == 0 && packet->datagram != 0 && engine->options.keep_frames)
        settle_held(engine, packet->datagram, *number);
    return code;
}

static int give_up_fragments(struct ls_engine *engine, int64_t now_ns)
{
    struct ls_packet packet;
    while (ls_decode_overdue(engine->decoder, now_ns, &packet)) {
        uint32_t number;
        int code = take_packet(engine, &packet, &number);
        if (code < 0)
            return code;
    }
    return 0;
}

static int tidy(struct ls_engine *engine, int64_t now_ns)
{
    int code = give_up_fragments(engine, now_ns);
    if (code < 0)
        return code;
    return worker_expire(&engine->worker, now_ns);
}

static int take_frame(struct ls_engine *engine, const struct ls_frame *frame)
{
    if (engine->frames == 0 || frame->time_ns < engine->first_ns)
        engine->first_ns = frame->time_ns;
    if (engine->frames == 0 || frame->time_ns > engine->last_ns)
        engine->last_ns = frame->time_ns;
    engine->frames++;
    engine->bytes += frame->wire;

    struct ls_packet packet;
    uint32_t number = LS_NO_FLOW;
    int code = 0;
    enum ls_decoded decoded = ls_decode(engine->decoder, frame, &packet);
    if (decoded == LS_DECODED_PACKET)
        code = take_packet(engine, &packet, &number);
    if (code == 0 && decoded == LS_DECODED_HELD && engine->options.keep_frames)
        code = remember_held(engine, packet.datagram);
    if (code == 0 && engine->options.keep_frames)
        code = remember(engine, number);
    if (code == 0 && engine->frames % EXPIRE_FRAMES == 0)
        code = tidy(engine, frame->time_ns);
    return code;
}

static bool ended(const struct ls_engine *engine)
{
    const struct ls_engine_options *options = &engine->options;
    if (options->packet_limit != 0 && engine->frames >= options->packet_limit)
        return true;
    return options->duration_ns != 0 && monotonic_ns() - engine->started_ns >= options->duration_ns;
}

int ls_engine_step(struct ls_engine *engine, struct ls_error *error)
{
    struct ls_frame frame;
    for (int i = 0; i < STEP_FRAMES; i++) {
        if (engine->options.packet_limit != 0 && ended(engine))
            return 0;
        int next = ls_source_next(engine->options.source, &frame);
        if (next == LS_NEXT_END)
            return 0;
        if (next == LS_NEXT_IDLE)
            break;
        if (take_frame(engine, &frame) < 0)
            return ls_fail(error, LS_E_MEMORY, "out of memory after %llu packets",
                           (unsigned long long)engine->frames);
        if (engine->options.live && i % 256 == 255)
            break; /* back to the caller soon, so that time limits and signals count */
    }
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
    if (engine->options.live)
        end_source(engine->options.source);
    if (tidy(engine, INT64_MAX) < 0 || result_make(engine) < 0)
        return ls_fail(error, LS_E_MEMORY, "out of memory");
    *result = &engine->result;
    return 0;
}

void ls_engine_progress(const struct ls_engine *engine, uint64_t *frames, uint64_t *done,
                        uint64_t *total)
{
    *frames = engine->frames;
    ls_source_progress(engine->options.source, done, total);
}
