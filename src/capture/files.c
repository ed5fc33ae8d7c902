/* files.c - files admitted one by one, then read by turns. */
#include "capture/files.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "capture/paths.h"

enum {
    SPARE_DESCRIPTORS = 64,
    NOTES_A_FILE = 2, /* damage and drops */
};

/* An error begins with the path; a note has it in a field of its own. */
static void note_error(struct ls_files *files, const char *path, const struct ls_error *error)
{
    const char *text = error->text;
    size_t n = strlen(path);
    if (strncmp(text, path, n) == 0 && strncmp(text + n, ": ", 2) == 0)
        text += n + 2;
    ls_notes_add(&files->notes, path, text);
}

static bool stopped(const struct ls_files *files)
{
    return atomic_load_explicit(files->setup.stop, memory_order_relaxed);
}

/* The file is finished; what is missing is noted, unless the reader did not want more. */
static void retire(struct ls_files *files, struct ls_capture_file *file)
{
    char text[640];
    if (!stopped(files) && ls_capture_file_damage(file, text, sizeof text))
        ls_notes_add(&files->notes, file->path, text);
    if (!stopped(files) && ls_capture_file_drops(file, text, sizeof text))
        ls_notes_add(&files->notes, file->path, text);
    files->dropped_kernel += file->reader->dropped_kernel;
    files->dropped_interface += file->reader->dropped_interface;
    file->done = file->size > 0 ? file->size : ls_stream_done(file->stream);
    ls_capture_file_close(file);
}

/* The turn of file has come: open it if need be and read its first frame. */
static bool begin(struct ls_files *files, struct ls_capture_file *file)
{
    struct ls_error error;
    if (file->started)
        return file->ready;
    if (file->reader == NULL && ls_capture_file_open(file, &files->setup, &error) < 0) {
        if (!stopped(files)) /* a stopped stream gives nothing, which is no fault of the file */
            note_error(files, file->path, &error);
        return false;
    }
    if (files->aside) /* not sooner: a thread has the privileges of its beginning */
        ls_stream_read_ahead(file->stream);
    ls_capture_file_start(file);
    return ls_capture_file_advance(file, true);
}

/*
 * Decide which file's frame comes next; the current one is read ahead or finished. Returns NULL
 * when no file is left. Of a file that has lent frames since the last call none is closed here.
 */
static struct ls_capture_file *take_turn(struct ls_files *files)
{
    struct ls_capture_file *file = files->current;
    if (file != NULL && file->ready && !ls_turns_ahead(&files->turns, file))
        return file;
    if (file != NULL && file->ready)
        ls_turns_push(&files->turns, file);
    else if (file != NULL)
        retire(files, file);
    while ((file = ls_turns_pop(&files->turns)) != NULL) {
        if (!begin(files, file)) {
            if (file->reader != NULL)
                retire(files, file);
            continue;
        }
        if (!ls_turns_ahead(&files->turns, file))
            break;
        ls_turns_push(&files->turns, file);
    }
    files->current = file;
    return file;
}

/* A batch ends where a file that lent part of it would have to move those bytes, or is at its end.
 */
static size_t read_by_turns(struct ls_files *files, struct ls_frame *frames, size_t room)
{
    size_t n = 0;
    while (n < room) {
        struct ls_capture_file *file = take_turn(files);
        if (file == NULL)
            break;
        frames[n++] = file->next;
        file->ready = false;
        file->delivered++;
        if (n == room || !ls_capture_file_advance(file, false))
            break;
    }
    return n;
}

size_t ls_files_read(struct ls_files *files, struct ls_frame *frames, size_t room)
{
    struct ls_capture_file *file = files->current;
    if (file != NULL && !file->ready) {
        if (files->turns.count == 0) {
            size_t n = ls_capture_file_read(file, frames, room, true);
            file->delivered += n;
            if (n > 0)
                return n;
        } else {
            (void)ls_capture_file_advance(file, true);
        }
    }
    return read_by_turns(files, frames, room);
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

/* Open and check one file and give it its place in time. A pipe that is alone needs none. */
static int admit(struct ls_files *files, struct ls_capture_file *file, bool alone,
                 struct ls_error *error)
{
    int code = ls_capture_file_open(file, &files->setup, error);
    if (code < 0 || (alone && !file->regular))
        return code;
    if (!file->regular)
        ls_capture_file_start(file);
    return ls_capture_file_peek(file, error);
}

/* A bad file that the user named is an error; one that merely lay in a folder is a note. */
static int admit_all(struct ls_files *files, const struct ls_paths *paths, struct ls_error *error)
{
    struct ls_error why;
    for (size_t i = 0; i < paths->count; i++) {
        struct ls_capture_file *file = &files->list[files->count];
        *file = (struct ls_capture_file){.path = paths->list[i], .number = i};
        int code = admit(files, file, paths->count == 1, &why);
        if (code == 0) {
            files->names[files->count++] = file->path;
            ls_turns_push(&files->turns, file);
            continue;
        }
        bool fatal = code == LS_E_USAGE || code == LS_E_MEMORY || !paths->from_folder[i];
        if (fatal || (i + 1 == paths->count && files->count == 0))
            return ls_fail(error, why.code, "%s", why.text);
        note_error(files, file->path, &why);
    }
    return 0;
}

int ls_files_open(struct ls_files *files, const struct ls_source_options *options,
                  const atomic_bool *stop, struct ls_arena *arena, struct ls_error *error)
{
    struct ls_paths paths = {0};
    int code = ls_paths_expand(&paths, options->files, options->file_count, arena, error);
    if (code < 0)
        goto done;
    files->setup = (struct ls_capture_setup){
        .filter = options->filter != NULL && options->filter[0] != '\0' ? options->filter : NULL,
        .stop = stop,
        .kept = files->kept,
    };
    files->aside = options->threads;
    files->list = calloc(paths.count, sizeof *files->list);
    files->names = calloc(paths.count, sizeof *files->names);
    files->turns.heap = calloc(paths.count, sizeof(struct ls_capture_file *));
    if (files->list == NULL || files->names == NULL || files->turns.heap == NULL ||
        ls_notes_init(&files->notes, arena, NOTES_A_FILE * paths.count) < 0) {
        code = ls_fail(error, LS_E_MEMORY, "captures: out of memory");
        goto done;
    }
    allow_descriptors(paths.count);
    code = admit_all(files, &paths, error);
done:
    ls_paths_clear(&paths);
    return code;
}

void ls_files_clear(struct ls_files *files)
{
    for (size_t i = 0; i < files->count; i++)
        ls_capture_file_close(&files->list[i]);
    free(files->list);
    free(files->names);
    free(files->turns.heap);
}

void ls_files_progress(const struct ls_files *files, uint64_t *done, uint64_t *total)
{
    bool known = files->count > 0;
    *done = 0;
    *total = 0;
    for (size_t i = 0; i < files->count; i++) {
        const struct ls_capture_file *file = &files->list[i];
        *done += file->stream != NULL ? ls_stream_done(file->stream) : file->done;
        *total += file->size;
        known = known && file->size > 0;
    }
    if (!known)
        *total = 0;
}
