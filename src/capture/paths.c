/* paths.c - folders spelt out; what is no capture in them is passed over. */
#include "capture/paths.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "capture/sniff.h"
#include "capture/stream.h"

static int add(struct ls_paths *paths, const char *path, bool from_folder)
{
    if (paths->count == paths->room) {
        size_t room = paths->room > 0 ? paths->room * 2 : 16;
        const char **list = realloc(paths->list, room * sizeof *list);
        if (list == NULL)
            return LS_E_MEMORY;
        paths->list = list;
        bool *flags = realloc(paths->from_folder, room * sizeof *flags);
        if (flags == NULL)
            return LS_E_MEMORY;
        paths->from_folder = flags;
        paths->room = room;
    }
    paths->list[paths->count] = path;
    paths->from_folder[paths->count] = from_folder;
    paths->count++;
    return 0;
}

static char *join(struct ls_arena *arena, const char *folder, const char *name)
{
    size_t length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/')
        length--;
    bool root = length == 1 && folder[0] == '/';
    char *path;
    if (asprintf(&path, "%.*s%s%s", (int)length, folder, root ? "" : "/", name) < 0)
        return NULL;
    char *kept = ls_arena_text(arena, path, strlen(path));
    free(path);
    return kept;
}

/* A regular file that is a capture, or one that cannot be opened: that is told, not passed over. */
static bool belongs(const char *path)
{
    static const atomic_bool never = false;
    struct stat about;
    if (stat(path, &about) < 0 || !S_ISREG(about.st_mode))
        return false;
    struct ls_stream *stream = ls_stream_open(path, &never, NULL);
    if (stream == NULL)
        return true;
    size_t n;
    const uint8_t *head = ls_stream_head(stream, &n);
    bool capture = ls_capture_kind_of(head, n) != LS_CAPTURE_NO;
    ls_stream_free(stream);
    return capture;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int add_folder(struct ls_paths *paths, const char *folder, struct ls_arena *arena,
                      struct ls_error *error)
{
    struct dirent **entries;
    size_t before = paths->count;
    int code = 0;
    int count = scandir(folder, &entries, NULL, by_name);
    if (count < 0)
        return ls_fail(error, LS_E_OPEN, "%s: %s", folder, strerror(errno));
    for (int i = 0; i < count; i++) {
        char *path = join(arena, folder, entries[i]->d_name);
        if (path == NULL)
            code = LS_E_MEMORY;
        else if (code == 0 && belongs(path))
            code = add(paths, path, true);
        free(entries[i]);
    }
    free(entries);
    if (code < 0)
        return ls_fail(error, code, "%s: out of memory", folder);
    if (paths->count == before)
        return ls_fail(error, LS_E_FORMAT, "%s: no capture is in this folder", folder);
    return 0;
}

static int add_given(struct ls_paths *paths, const char *path, struct ls_arena *arena,
                     struct ls_error *error)
{
    struct stat about;
    bool from_stdin = strcmp(path, "-") == 0;
    for (size_t i = 0; from_stdin && i < paths->count; i++) {
        if (strcmp(paths->list[i], "-") == 0)
            return ls_fail(error, LS_E_USAGE, "-: standard input can be read only once");
    }
    if (!from_stdin && stat(path, &about) == 0 && S_ISDIR(about.st_mode))
        return add_folder(paths, path, arena, error);
    if (add(paths, path, false) < 0)
        return ls_fail(error, LS_E_MEMORY, "%s: out of memory", path);
    return 0;
}

int ls_paths_expand(struct ls_paths *paths, const char *const *given, size_t count,
                    struct ls_arena *arena, struct ls_error *error)
{
    for (size_t i = 0; i < count; i++) {
        int code = add_given(paths, given[i], arena, error);
        if (code < 0)
            return code;
    }
    return 0;
}

void ls_paths_clear(struct ls_paths *paths)
{
    free(paths->list);
    free(paths->from_folder);
    *paths = (struct ls_paths){0};
}
