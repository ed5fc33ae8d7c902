/* source.c - the frames of files or of an interface, behind one face. */
#include <assert.h>
#include <stdlib.h>

#include "capture/files.h"
#include "capture/live.h"

enum {
    LIVE_NOTES = 3, /* of one interface */
    BATCH = 64, /* frames read ahead of their use: enough to share the way to them, few enough that
                   their first bytes stay in the first-level cache */
};

struct ls_source {
    atomic_bool stop;
    bool ended;
    struct ls_live *live; /* or NULL */
    struct ls_files files;
    struct ls_kept kept; /* of files */
    uint64_t batch_mark; /* where it stood before the batch was read */
    struct ls_notes live_notes;
    const char *const *interfaces;
    size_t interface_count;
    struct ls_source_stats stats;
    struct ls_arena *arena;
    size_t at, end; /* of batch: frames not delivered yet */
    struct ls_frame batch[BATCH];
};

static int end(struct ls_source *source)
{
    if (source->live != NULL && !source->ended)
        ls_live_finish(source->live, &source->live_notes);
    source->ended = true;
    return LS_NEXT_END;
}

/* Fill the batch anew. */
static int refill(struct ls_source *source)
{
    if (source->ended)
        return end(source);
    source->at = source->end = 0;
    if (source->live != NULL) {
        int answer = ls_live_next(source->live, source->batch);
        source->end = answer == LS_NEXT_FRAME;
        return answer == LS_NEXT_END ? end(source) : answer;
    }
    source->batch_mark = source->kept.mark;
    source->end = ls_files_read(&source->files, source->batch, BATCH);
    return source->end > 0 ? LS_NEXT_FRAME : end(source);
}

/* A live source delivers what had come before it ends. */
static inline bool stopped(const struct ls_source *source)
{
    return source->live == NULL && atomic_load_explicit(&source->stop, memory_order_relaxed);
}

int ls_source_next(struct ls_source *source, struct ls_frame *frame)
{
    if (stopped(source))
        return end(source);
    if (source->at == source->end) {
        int answer = refill(source);
        if (answer != LS_NEXT_FRAME)
            return answer;
    }
    *frame = source->batch[source->at++];
    source->stats.frames++;
    source->stats.bytes += frame->wire;
    return LS_NEXT_FRAME;
}

int ls_source_next_batch(struct ls_source *source, size_t most, const struct ls_frame **frames,
                         size_t *count)
{
    *count = 0;
    if (stopped(source))
        return end(source);
    if (source->at == source->end) {
        int answer = refill(source);
        if (answer != LS_NEXT_FRAME)
            return answer;
    }
    size_t ready = source->end - source->at;
    size_t n = ready < most ? ready : most;
    *frames = source->batch + source->at;
    for (size_t i = 0; i < n; i++)
        source->stats.bytes += (*frames)[i].wire;
    source->stats.frames += n;
    source->at += n;
    *count = n;
    return LS_NEXT_FRAME;
}

static int open_interfaces(struct ls_source *source, const struct ls_source_options *options,
                           struct ls_error *error)
{
    size_t notes = LIVE_NOTES * options->interface_count;
    if (ls_notes_init(&source->live_notes, source->arena, notes) < 0)
        return ls_fail(error, LS_E_MEMORY, "%s: out of memory", options->interfaces[0]);
    source->interfaces = options->interfaces;
    source->interface_count = options->interface_count;
    source->live = ls_live_open(options, &source->stop, error);
    return source->live != NULL ? 0 : LS_E_OPEN;
}

struct ls_source *ls_source_open(const struct ls_source_options *options, struct ls_error *error)
{
    assert((options->file_count > 0) != (options->interface_count > 0));
    struct ls_source *source = calloc(1, sizeof *source);
    if (source != NULL)
        source->arena = ls_arena_new();
    if (source == NULL || source->arena == NULL) {
        free(source);
        ls_fail(error, LS_E_MEMORY, "captures: out of memory");
        return NULL;
    }
    atomic_init(&source->stop, false);
    source->files.kept = &source->kept;
    int code = options->interface_count > 0
                   ? open_interfaces(source, options, error)
                   : ls_files_open(&source->files, options, &source->stop, source->arena, error);
    if (code == 0)
        return source;
    ls_source_free(source);
    return NULL;
}

void ls_source_free(struct ls_source *source)
{
    if (source == NULL)
        return;
    ls_live_free(source->live);
    ls_files_clear(&source->files);
    ls_kept_clear(&source->kept);
    ls_arena_free(source->arena);
    free(source);
}

bool ls_source_keep(struct ls_source *source)
{
    source->kept.on = source->live == NULL;
    return source->kept.on;
}

uint64_t ls_source_mark(const struct ls_source *source)
{
    return source->batch_mark;
}

size_t ls_source_let_go(struct ls_source *source, uint64_t mark)
{
    ls_kept_let_go(&source->kept, mark);
    return source->kept.count;
}

void ls_source_stop(struct ls_source *source)
{
    atomic_store_explicit(&source->stop, true, memory_order_relaxed);
}

void ls_source_stats(struct ls_source *source, struct ls_source_stats *stats)
{
    *stats = source->stats;
    stats->dropped_kernel = source->files.dropped_kernel;
    stats->dropped_interface = source->files.dropped_interface;
    if (source->live != NULL)
        ls_live_stats(source->live, stats);
}

const char *ls_source_event(struct ls_source *source)
{
    return source->live != NULL ? ls_live_event(source->live) : NULL;
}

const struct ls_source_note *ls_source_notes(const struct ls_source *source, size_t *count)
{
    const struct ls_notes *notes =
        source->live != NULL ? &source->live_notes : &source->files.notes;
    *count = notes->count;
    return notes->list;
}

const char *const *ls_source_files(const struct ls_source *source, size_t *count)
{
    *count = source->live != NULL ? source->interface_count : source->files.count;
    return source->live != NULL ? source->interfaces : source->files.names;
}

void ls_source_progress(const struct ls_source *source, uint64_t *done, uint64_t *total)
{
    ls_files_progress(&source->files, done, total);
}
