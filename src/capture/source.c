/* source.c - the frames of files or of an interface, behind one face. */
#include <assert.h>
#include <stdlib.h>

#include "capture/files.h"
#include "capture/live.h"
#include "lyncscope/now.h"

enum {
    LIVE_NOTES = 3, /* of one interface */
    BATCH = 64, /* frames read ahead of their use: enough to share the way to them, few enough that
                   their first bytes stay in the first-level cache */
};

struct ls_source {
    atomic_bool stop;
    bool ended;
    struct ls_live *live;      /* or NULL */
    struct ls_live **lives;    /* of the shares; or NULL */
    struct ls_fanout *fanouts; /* of the interfaces, if there are shares */
    struct ls_source **shares;
    unsigned share_count;
    bool is_share;
    struct ls_files files;
    struct ls_kept kept; /* of files */
    uint64_t batch_mark; /* where it stood before the batch was read */
    struct ls_notes live_notes;
    const char *const *interfaces;
    size_t interface_count;
    struct ls_source_stats stats;
    struct ls_arena *arena;
    char event[LS_LIVE_EVENT];
    size_t at, end; /* of batch: frames not delivered yet */
    struct ls_frame batch[BATCH];
};

static int end(struct ls_source *source)
{
    if (source->share_count > 0 && !source->ended)
        ls_live_finish(source->lives, source->share_count, &source->live_notes);
    else if (source->live != NULL && !source->ended && !source->is_share)
        ls_live_finish(&source->live, 1, &source->live_notes);
    source->ended = true;
    return LS_NEXT_END;
}

/* Fill the batch anew. */
static int refill(struct ls_source *source)
{
    if (source->ended || source->share_count > 0)
        return end(source);
    source->at = source->end = 0;
    if (source->live != NULL) {
        int answer = ls_live_next(source->live, source->batch, BATCH, &source->end);
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

static struct ls_source *open_share(const struct ls_source *source,
                                    const struct ls_source_options *options, bool first,
                                    struct ls_error *error)
{
    struct ls_source *share = calloc(1, sizeof *share);
    if (share == NULL) {
        ls_fail(error, LS_E_MEMORY, "%s: out of memory", options->interfaces[0]);
        return NULL;
    }
    share->is_share = true;
    share->live = ls_live_open(options, source->fanouts, first, &source->stop, error);
    if (share->live != NULL)
        return share;
    ls_source_free(share);
    return NULL;
}

static void close_shares(struct ls_source *source)
{
    for (unsigned i = 0; i < source->share_count; i++)
        ls_source_free(source->shares[i]);
    for (size_t i = 0; source->fanouts != NULL && i < source->interface_count; i++)
        ls_fanout_clear(&source->fanouts[i]);
    free(source->shares);
    free(source->lives);
    free(source->fanouts);
    source->shares = NULL;
    source->lives = NULL;
    source->fanouts = NULL;
    source->share_count = 0;
}

/* The capture begins when all are open, at once for all. */
static void begin_shares(struct ls_source *source)
{
    int64_t now_ns = ls_now_wall();
    for (unsigned i = 0; i < source->share_count; i++)
        ls_live_begin(source->lives[i], now_ns);
}

static int open_shares(struct ls_source *source, const struct ls_source_options *options,
                       struct ls_error *error)
{
    source->fanouts = calloc(options->interface_count, sizeof *source->fanouts);
    source->shares = calloc(options->handles, sizeof *source->shares);
    source->lives = calloc(options->handles, sizeof *source->lives);
    if (source->fanouts == NULL || source->shares == NULL || source->lives == NULL)
        return ls_fail(error, LS_E_MEMORY, "%s: out of memory", options->interfaces[0]);
    for (size_t i = 0; i < options->interface_count; i++)
        ls_fanout_init(&source->fanouts[i]);
    for (unsigned i = 0; i < options->handles; i++) {
        source->shares[i] = open_share(source, options, i == 0, error);
        if (source->shares[i] == NULL)
            return error->code;
        source->lives[i] = source->shares[i]->live;
        source->share_count++;
    }
    begin_shares(source);
    return 0;
}

static int open_one(struct ls_source *source, const struct ls_source_options *options,
                    struct ls_error *error)
{
    struct ls_source_options alone = *options;
    alone.handles = 1;
    source->live = ls_live_open(&alone, NULL, true, &source->stop, error);
    return source->live != NULL ? 0 : LS_E_OPEN;
}

static int open_interfaces(struct ls_source *source, const struct ls_source_options *options,
                           struct ls_error *error)
{
    size_t notes = LIVE_NOTES * options->interface_count;
    if (ls_notes_init(&source->live_notes, source->arena, notes) < 0)
        return ls_fail(error, LS_E_MEMORY, "%s: out of memory", options->interfaces[0]);
    source->interfaces = options->interfaces;
    source->interface_count = options->interface_count;
    if (options->handles <= 1)
        return open_one(source, options, error);
    struct ls_error refused;
    if (open_shares(source, options, &refused) == 0)
        return 0;
    close_shares(source);
    int code =
        open_one(source, options, error); /* which finds again what is not for shares alone */
    if (code == 0)
        ls_live_events_tell(ls_live_events(source->live), "%s; one thread reads", refused.text);
    return code;
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
    close_shares(source);
    ls_files_clear(&source->files);
    ls_kept_clear(&source->kept);
    ls_arena_free(source->arena);
    free(source);
}

bool ls_source_keep(struct ls_source *source)
{
    source->kept.on = source->interface_count == 0;
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
    for (unsigned i = 0; i < source->share_count; i++) {
        struct ls_source_stats part;
        ls_source_stats(source->shares[i], &part);
        stats->frames += part.frames;
        stats->bytes += part.bytes;
        stats->dropped_kernel += part.dropped_kernel;
        stats->dropped_interface += part.dropped_interface;
    }
}

struct ls_source *const *ls_source_shares(const struct ls_source *source, unsigned *count)
{
    *count = source->share_count;
    return source->shares;
}

void ls_source_wake(struct ls_source *share)
{
    if (share->live != NULL)
        ls_live_wake(share->live);
}

const char *ls_source_event(struct ls_source *source)
{
    struct ls_live *live = source->share_count > 0 ? source->lives[0] : source->live;
    bool there = live != NULL && ls_live_events_take(ls_live_events(live), source->event);
    return there ? source->event : NULL;
}

const struct ls_source_note *ls_source_notes(const struct ls_source *source, size_t *count)
{
    const struct ls_notes *notes =
        source->interface_count > 0 ? &source->live_notes : &source->files.notes;
    *count = notes->count;
    return notes->list;
}

const char *const *ls_source_files(const struct ls_source *source, size_t *count)
{
    bool live = source->interface_count > 0;
    *count = live ? source->interface_count : source->files.count;
    return live ? source->interfaces : source->files.names;
}

void ls_source_progress(const struct ls_source *source, uint64_t *done, uint64_t *total)
{
    ls_files_progress(&source->files, done, total);
}
