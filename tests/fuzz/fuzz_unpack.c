/*
 * fuzz_unpack.c - gzip and zstd from a stranger
 *
 * The first byte says in what pieces the rest is unpacked. Whatever the pieces are, the same bytes
 * come out and the same is wrong; so, too, from a file, with and without a thread that reads ahead.
 * Only the first 256 KiB are asked for: some kilobytes may unpack to gigabytes.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "capture/stream.h"
#include "capture/unpack.h"
#include "custom.h"

enum { MOST = 256 * 1024 };

struct unpacked {
    uint8_t bytes[MOST];
    size_t n;
    const char *wrong;
};

/* A copy of its exact size is what a sanitizer sees over-reads of. */
static const char *run_copy(struct ls_unpacker *unpacker, struct ls_unpack *io)
{
    uint8_t *copy = malloc(io->in_left + !io->in_left);
    assert(copy != NULL);
    if (io->in_left > 0)
        memcpy(copy, io->in, io->in_left);
    struct ls_unpack part = {copy, io->in_left, io->out, io->out_left};
    const char *wrong = ls_unpacker_run(unpacker, &part);
    assert(wrong != NULL || part.in_left == 0 || part.out_left == 0);
    io->in += io->in_left - part.in_left;
    io->in_left = part.in_left;
    io->out = part.out;
    io->out_left = part.out_left;
    free(copy);
    return wrong;
}

static void unpack(const uint8_t *data, size_t size, size_t in, size_t out, struct unpacked *result)
{
    struct ls_unpacker *unpacker = ls_unpacker_new(ls_packing_of(data, size));
    assert(unpacker != NULL);
    result->n = 0;
    result->wrong = NULL;
    size_t at = 0;
    while (result->wrong == NULL && result->n < MOST &&
           (at < size || ls_unpacker_pending(unpacker))) {
        size_t room = MOST - result->n;
        struct ls_unpack io = {.in = data + at,
                               .in_left = in < size - at ? in : size - at,
                               .out = result->bytes + result->n,
                               .out_left = out < room ? out : room};
        result->wrong = run_copy(unpacker, &io);
        at = (size_t)(io.in - data);
        result->n = (size_t)(io.out - result->bytes);
    }
    if (result->wrong == NULL && result->n < MOST)
        result->wrong = ls_unpacker_end(unpacker);
    ls_unpacker_free(unpacker);
}

static void read_stream(const char *path, bool ahead, size_t piece, struct unpacked *result)
{
    static const atomic_bool never;
    struct ls_error error;
    struct ls_stream *stream = ls_stream_open(path, &never, &error);
    assert(stream != NULL);
    if (ahead)
        ls_stream_read_ahead(stream);
    result->n = 0;
    for (size_t got = 1; got > 0 && result->n < MOST; result->n += got) {
        size_t room = MOST - result->n;
        got = ls_stream_read(stream, result->bytes + result->n, piece < room ? piece : room);
        assert(got <= piece && got <= room);
    }
    const char *wrong = result->n < MOST ? ls_stream_trouble(stream) : NULL;
    free((void *)(uintptr_t)result->wrong);
    result->wrong = wrong != NULL ? strdup(wrong) : NULL;
    ls_stream_free(stream);
}

static void check_same(const struct unpacked *a, const struct unpacked *b)
{
    assert(a->n == b->n && memcmp(a->bytes, b->bytes, a->n) == 0);
    assert((a->wrong == NULL) == (b->wrong == NULL));
    assert(a->wrong == NULL || strcmp(a->wrong, b->wrong) == 0);
}

static void as_file(const uint8_t *data, size_t size, size_t piece)
{
    static struct unpacked alone, ahead;
    char path[64];
    int fd = memfd_create("packed", MFD_CLOEXEC);
    if (fd >= 0 && write(fd, data, size) == (ssize_t)size) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        read_stream(path, false, MOST, &alone);
        read_stream(path, true, piece, &ahead);
        check_same(&alone, &ahead);
    }
    if (fd >= 0)
        close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct unpacked whole, parts;
    if (size < 2)
        return 0;
    size_t in = (data[0] >> 4) * 37u + 1, out = (data[0] & 0xFu) * 997u + 1;
    data++;
    size--;
    if (ls_packing_of(data, size) != LS_PACKING_NONE) {
        unpack(data, size, size, MOST, &whole);
        unpack(data, size, in, out, &parts);
        check_same(&whole, &parts);
    }
    as_file(data, size, out);
    return 0;
}
