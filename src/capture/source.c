/*
 * source.c - files in time order, or an interface, as one run of frames
 *
 * Every file is opened and checked first. A regular file is then closed until the time of its first
 * frame comes, so a folder of rotated captures needs few descriptors; a file that is the only one
 * stays open and is read without looking at any other.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "capture/file.h"
#include "capture/live.h"
#include "capture/notes.h"
#include "capture/paths.h"
#include "capture/turns.h"

enum {
    BUFFER_BYTES = 64 * 1024, /* of stdio, for each open file: fits the second-level cache */
    SPARE_DESCRIPTORS = 64,
};

struct ls_source {
    atomic_bool stop;
    bool ended;
    struct ls_live *live;            /* or NULL */
    struct ls_capture_file *current; /* its frame was lent last */
    struct ls_turns turns;           /* the other files that are not finished */
    struct ls_source_stats stats;
    struct ls_capture_file *files;
    const char **names;
    size_t file_count;
    struct ls_capture_setup setup;
    struct ls_notes notes;
    struct ls_arena *arena;
};

/* An error begins with the path; a note has it in a field of its own. */
static void note_error(struct ls_source *source, const char *path, const struct ls_error *error)
{
    const char *text = error->text;
    size_t n = strlen(path);
    if (strncmp(text, path, n) == 0 && strncmp(text + n, ": ", 2) == 0)
        text += n + 2;
    ls_notes_add(&source->notes, path, text);
}

/* The file is finished; what is missing is noted, unless the reader did not want more. */
static void retire(struct ls_source *source, struct ls_capture_file *file)
{
    char text[512];
    bool stopped = atomic_load_explicit(&source->stop, memory_order_relaxed);
    if (!stopped && ls_capture_file_damage(file, text, sizeof text))
        ls_notes_add(&source->notes, file->path, text);
    file->done = file->size > 0 ? file->size : ls_stream_done(file->stream);
    ls_capture_file_close(file);
}

/* The turn of file has come: open it if need be and read its first frame. */
static bool begin(struct ls_source *source, struct ls_capture_file *file)
{
    struct ls_error error;
    if (file->started)
        return file->answer == 1;
    if ((file->pcap == NULL && ls_capture_file_open(file, &source->setup, &error) < 0) ||
        ls_capture_file_start(file, &error) < 0) {
        note_error(source, file->path, &error);
        return false;
    }
    return ls_capture_file_advance(file);
}

/*
 * Decide which file's frame comes next. ready says whether the current file holds one. Returns
 * NULL when no file is left.
 */
static struct ls_capture_file *take_turn(struct ls_source *source, bool ready)
{
    struct ls_capture_file *file = source->current;
    if (ready && !ls_turns_ahead(&source->turns, file))
        return file;
    if (ready)
        ls_turns_push(&source->turns, file);
    else if (file != NULL)
        retire(source, file);
    while ((file = ls_turns_pop(&source->turns)) != NULL) {
        if (!begin(source, file)) {
            if (file->pcap != NULL)
                retire(source, file);
            continue;
        }
        if (!ls_turns_ahead(&source->turns, file))
            break;
        ls_turns_push(&source->turns, file);
    }
    source->current = file;
    return file;
}

static int end(struct ls_source *source)
{
    if (source->live != NULL && !source->ended)
        ls_live_finish(source->live, &source->notes);
    source->ended = true;
    return LS_NEXT_END;
}

static int next_live(struct ls_source *source, struct ls_frame *frame)
{
    int answer = ls_live_next(source->live, frame);
    if (answer == LS_NEXT_END)
        return end(source);
    if (answer == LS_NEXT_FRAME) {
        source->stats.frames++;
        source->stats.bytes += frame->wire;
    }
    return answer;
}

int ls_source_next(struct ls_source *source, struct ls_frame *frame)
{
    if (source->ended || atomic_load_explicit(&source->stop, memory_order_relaxed))
        return end(source);
    if (source->live != NULL)
        return next_live(source, frame);

    struct ls_capture_file *file = source->current;
    bool ready = file != NULL && ls_capture_file_advance(file);
    if (!ready || source->turns.count > 0)
        file = take_turn(source, ready);
    if (file == NULL)
        return end(source);

    const struct pcap_pkthdr *header = file->header;
    frame->time_ns = file->time_ns;
    frame->bytes = file->bytes;
    frame->captured = header->caplen;
    frame->wire = header->len > header->caplen ? header->len : header->caplen;
    frame->link_type = file->link_type;
    file->delivered++;
    source->stats.frames++;
    source->stats.bytes += frame->wire;
    return LS_NEXT_FRAME;
}

/* Many files may overlap in time and then are open together. */
static void allow_descriptors(size_t count)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)count + SPARE_DESCRIPTORS;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

/* Open and check one file and give it its place in time. A pipe that is alone has no need of one.
 */
static int admit(struct ls_source *source, struct ls_capture_file *file, bool alone,
                 struct ls_error *error)
{
    int code = ls_capture_file_open(file, &source->setup, error);
    if (code < 0 || (alone && !file->regular))
        return code;
    if (!file->regular)
        code = ls_capture_file_start(file, error);
    if (code == 0)
        return ls_capture_file_peek(file, error);
    ls_capture_file_close(file);
    return code;
}

/* A bad file that the user named is an error; one that merely lay in a folder is a note. */
static int admit_all(struct ls_source *source, const struct ls_paths *paths, struct ls_error *error)
{
    struct ls_error why;
    for (size_t i = 0; i < paths->count; i++) {
        struct ls_capture_file *file = &source->files[source->file_count];
        *file = (struct ls_capture_file){.path = paths->list[i], .number = i};
        int code = admit(source, file, paths->count == 1, &why);
        if (code == 0) {
            source->names[source->file_count++] = file->path;
            ls_turns_push(&source->turns, file);
            continue;
        }
        bool fatal = code == LS_E_USAGE || code == LS_E_MEMORY || !paths->from_folder[i];
        if (fatal || (i + 1 == paths->count && source->file_count == 0))
            return ls_fail(error, why.code, "%s", why.text);
        note_error(source, file->path, &why);
    }
    return 0;
}

static int open_files(struct ls_source *source, const struct ls_source_options *options,
                      struct ls_error *error)
{
    struct ls_paths paths = {0};
    int code = ls_paths_expand(&paths, options->files, options->file_count, source->arena, error);
    if (code < 0)
        goto done;
    source->setup = (struct ls_capture_setup){
        .filter = options->filter != NULL && options->filter[0] != '\0' ? options->filter : NULL,
        .stop = &source->stop,
        .buffer_bytes = BUFFER_BYTES,
    };
    source->files = calloc(paths.count, sizeof *source->files);
    source->names = calloc(paths.count, sizeof *source->names);
    source->turns.heap = calloc(paths.count, sizeof(struct ls_capture_file *));
    if (source->files == NULL || source->names == NULL || source->turns.heap == NULL ||
        ls_notes_init(&source->notes, source->arena, paths.count) < 0) {
        code = ls_fail(error, LS_E_MEMORY, "captures: out of memory");
        goto done;
    }
    allow_descriptors(paths.count);
    code = admit_all(source, &paths, error);
done:
    ls_paths_clear(&paths);
    return code;
}

static int open_interface(struct ls_source *source, const struct ls_source_options *options,
                          struct ls_error *error)
{
    enum { LIVE_NOTES = 3 };
    if (ls_notes_init(&source->notes, source->arena, LIVE_NOTES) < 0)
        return ls_fail(error, LS_E_MEMORY, "%s: out of memory", options->interface);
    source->live = ls_live_open(options, &source->stop, error);
    return source->live != NULL ? 0 : LS_E_OPEN;
}

struct ls_source *ls_source_open(const struct ls_source_options *options, struct ls_error *error)
{
    assert((options->file_count > 0) != (options->interface != NULL));
    struct ls_source *source = calloc(1, sizeof *source);
    if (source != NULL)
        source->arena = ls_arena_new();
    if (source == NULL || source->arena == NULL) {
        free(source);
        ls_fail(error, LS_E_MEMORY, "captures: out of memory");
        return NULL;
    }
    atomic_init(&source->stop, false);
    int code = options->interface != NULL ? open_interface(source, options, error)
                                          : open_files(source, options, error);
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
    for (size_t i = 0; i < source->file_count; i++)
        ls_capture_file_close(&source->files[i]);
    free(source->files);
    free(source->names);
    free(source->turns.heap);
    ls_arena_free(source->arena);
    free(source);
}

void ls_source_stop(struct ls_source *source)
{
    atomic_store_explicit(&source->stop, true, memory_order_relaxed);
}

void ls_source_stats(struct ls_source *source, struct ls_source_stats *stats)
{
    *stats = source->stats;
    if (source->live != NULL)
        ls_live_stats(source->live, stats);
}

const struct ls_source_note *ls_source_notes(const struct ls_source *source, size_t *count)
{
    *count = source->notes.count;
    return source->notes.list;
}

const char *const *ls_source_files(const struct ls_source *source, size_t *count)
{
    *count = source->file_count;
    return source->names;
}

void ls_source_progress(const struct ls_source *source, uint64_t *done, uint64_t *total)
{
    bool known = source->file_count > 0;
    *done = 0;
    *total = 0;
    for (size_t i = 0; i < source->file_count; i++) {
        const struct ls_capture_file *file = &source->files[i];
        *done += file->pcap != NULL ? ls_stream_done(file->stream) : file->done;
        *total += file->size;
        known = known && file->size > 0;
    }
    if (!known)
        *total = 0;
}
