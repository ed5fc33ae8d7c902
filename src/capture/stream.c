/* stream.c - file descriptor and unpacking put together. */
#include "capture/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/ahead.h"
#include "capture/unpack.h"

enum { STORED_BYTES = 64 * 1024, STOP_CHECK_MS = 100 };

struct ls_stream {
    int fd;
    bool regular;
    uint64_t size;
    _Atomic uint64_t done;
    const atomic_bool *stop;
    atomic_bool left;             /* nobody will take what is read */
    struct ls_ahead *ahead;       /* unpacks, on a thread of its own; or NULL */
    struct ls_unpacker *unpacker; /* NULL: bytes are taken as they are */
    uint8_t *stored;              /* read ahead: the magic number, later only compressed data */
    size_t stored_at, stored_end;
    bool at_end;   /* no stored bytes are left to read */
    bool finished; /* unpacking has ended, well or badly */
    uint8_t head[LS_STREAM_HEAD];
    size_t head_at, head_end;
    char trouble[160];
};

static bool stopped(const struct ls_stream *stream)
{
    return atomic_load_explicit(stream->stop, memory_order_relaxed) ||
           atomic_load_explicit(&stream->left, memory_order_relaxed);
}

/* Wait for a pipe, but not longer than the reader wants to go on. */
static bool wait_for_pipe(const struct ls_stream *stream)
{
    struct pollfd ready = {.fd = stream->fd, .events = POLLIN};
    while (!stopped(stream)) {
        int count = poll(&ready, 1, STOP_CHECK_MS);
        if (count > 0 || (count < 0 && errno != EINTR))
            return true;
    }
    return false;
}

/* Read stored bytes; 0 at the end, on failure (then with trouble) and when stopped. */
static size_t read_stored(struct ls_stream *stream, void *bytes, size_t n)
{
    ssize_t got = 0;
    do {
        if (stream->regular ? stopped(stream) : !wait_for_pipe(stream))
            break;
        got = read(stream->fd, bytes, n);
    } while (got < 0 && (errno == EINTR || errno == EAGAIN));
    if (got < 0)
        snprintf(stream->trouble, sizeof stream->trouble, "it cannot be read: %s", strerror(errno));
    if (got <= 0) {
        stream->at_end = true;
        return 0;
    }
    atomic_fetch_add_explicit(&stream->done, (uint64_t)got, memory_order_relaxed);
    return (size_t)got;
}

static size_t read_plain(struct ls_stream *stream, uint8_t *out, size_t n)
{
    size_t ahead = stream->stored_end - stream->stored_at;
    if (ahead == 0)
        return stream->at_end ? 0 : read_stored(stream, out, n);
    if (ahead > n)
        ahead = n;
    memcpy(out, stream->stored + stream->stored_at, ahead);
    stream->stored_at += ahead;
    return ahead;
}

static void finish(struct ls_stream *stream, const char *clause)
{
    stream->finished = true;
    if (clause != NULL && stream->trouble[0] == '\0')
        snprintf(stream->trouble, sizeof stream->trouble, "%s", clause);
}

/* Hand stored bytes to the unpacker until at least one byte has come out. */
static size_t read_packed(struct ls_stream *stream, uint8_t *out, size_t n)
{
    struct ls_unpack io = {.out = out, .out_left = n};
    while (io.out_left == n && !stream->finished) {
        bool pending = ls_unpacker_pending(stream->unpacker);
        if (stream->stored_at == stream->stored_end && !stream->at_end && !pending) {
            stream->stored_at = 0;
            stream->stored_end = read_stored(stream, stream->stored, STORED_BYTES);
        }
        io.in = stream->stored + stream->stored_at;
        io.in_left = stream->stored_end - stream->stored_at;
        const char *wrong = ls_unpacker_run(stream->unpacker, &io);
        stream->stored_at = stream->stored_end - io.in_left;
        if (wrong != NULL)
            finish(stream, wrong);
        else if (stream->at_end && io.in_left == 0 && !ls_unpacker_pending(stream->unpacker))
            finish(stream, ls_unpacker_end(stream->unpacker));
    }
    return n - io.out_left;
}

/* Where the unpacking ends, the last bytes and what is wrong are known together. */
static size_t read_aside(void *self, uint8_t *out, size_t n, bool *last)
{
    struct ls_stream *stream = self;
    size_t got = read_packed(stream, out, n);
    *last = stream->finished;
    return got;
}

void ls_stream_read_ahead(struct ls_stream *stream)
{
    struct ls_ahead_from from = {.self = stream, .read = read_aside};
    if (stream->unpacker != NULL && stream->ahead == NULL && !stream->finished)
        stream->ahead = ls_ahead_new(&from); /* without, it is unpacked as it is asked for */
}

static size_t read_unpacked(struct ls_stream *stream, uint8_t *out, size_t n)
{
    if (stream->ahead != NULL)
        return ls_ahead_read(stream->ahead, out, n);
    if (stream->unpacker != NULL)
        return read_packed(stream, out, n);
    return read_plain(stream, out, n);
}

size_t ls_stream_read(struct ls_stream *stream, uint8_t *out, size_t n)
{
    size_t ahead = stream->head_end - stream->head_at;
    if (ahead == 0)
        return read_unpacked(stream, out, n);
    if (ahead > n)
        ahead = n;
    memcpy(out, stream->head + stream->head_at, ahead);
    stream->head_at += ahead;
    return ahead;
}

static int read_head(struct ls_stream *stream)
{
    while (stream->stored_end < LS_PACKING_MAGIC && !stream->at_end)
        stream->stored_end += read_stored(stream, stream->stored + stream->stored_end,
                                          LS_PACKING_MAGIC - stream->stored_end);
    enum ls_packing packing = ls_packing_of(stream->stored, stream->stored_end);
    if (packing != LS_PACKING_NONE) {
        stream->unpacker = ls_unpacker_new(packing);
        if (stream->unpacker == NULL)
            return LS_E_MEMORY;
    }
    while (stream->head_end < LS_STREAM_HEAD) {
        size_t got = read_unpacked(stream, stream->head + stream->head_end,
                                   LS_STREAM_HEAD - stream->head_end);
        if (got == 0)
            break;
        stream->head_end += got;
    }
    return 0;
}

static int open_fd(struct ls_stream *stream, const char *path, struct ls_error *error)
{
    bool from_stdin = strcmp(path, "-") == 0;
    stream->fd = from_stdin ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                            : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    struct stat about;
    if (stream->fd < 0 || fstat(stream->fd, &about) < 0)
        return ls_fail(error, LS_E_OPEN, "%s: %s", from_stdin ? "standard input" : path,
                       strerror(errno));
    if (S_ISDIR(about.st_mode))
        return ls_fail(error, LS_E_OPEN, "%s: is a folder", path);
    stream->regular = S_ISREG(about.st_mode) && !from_stdin;
    if (S_ISREG(about.st_mode))
        stream->size = (uint64_t)about.st_size;
    return 0;
}

struct ls_stream *ls_stream_open(const char *path, const atomic_bool *stop, struct ls_error *error)
{
    struct ls_stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL)
        goto memory;
    stream->fd = -1;
    stream->stop = stop;
    stream->stored = malloc(STORED_BYTES);
    if (stream->stored == NULL)
        goto memory;
    if (open_fd(stream, path, error) < 0) {
        ls_stream_free(stream);
        return NULL;
    }
    if (read_head(stream) < 0)
        goto memory;
    return stream;
memory:
    ls_fail(error, LS_E_MEMORY, "%s: out of memory", path);
    ls_stream_free(stream);
    return NULL;
}

void ls_stream_free(struct ls_stream *stream)
{
    if (stream == NULL)
        return;
    atomic_store_explicit(&stream->left, true, memory_order_relaxed);
    ls_ahead_free(stream->ahead);
    if (stream->fd >= 0)
        close(stream->fd);
    ls_unpacker_free(stream->unpacker);
    free(stream->stored);
    free(stream);
}

const uint8_t *ls_stream_head(const struct ls_stream *stream, size_t *n)
{
    *n = stream->head_end;
    return stream->head;
}

/* What the thread found out about bytes further on is not known yet. */
const char *ls_stream_trouble(const struct ls_stream *stream)
{
    if (stream->ahead != NULL && !ls_ahead_is_last(stream->ahead))
        return NULL;
    return stream->trouble[0] != '\0' ? stream->trouble : NULL;
}

uint64_t ls_stream_done(const struct ls_stream *stream)
{
    return atomic_load_explicit(&stream->done, memory_order_relaxed);
}

uint64_t ls_stream_size(const struct ls_stream *stream)
{
    return stream->size;
}

bool ls_stream_regular(const struct ls_stream *stream)
{
    return stream->regular;
}
