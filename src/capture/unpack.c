/* unpack.c - gzip through zlib and Zstandard through libzstd, as one kind of stream. */
#include "capture/unpack.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define ZLIB_CONST /* next_in points to const */
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum {
    GZIP_ONLY = 16,  /* added to the window size: zlib takes no bare zlib or raw data then */
    ZSTD_HEADER = 3, /* of a block, RFC 8878 section 3.1.1.2 */
};

struct ls_unpacker {
    enum ls_packing packing;
    z_stream gzip;
    ZSTD_DCtx *zstd;
    size_t zstd_next; /* bytes that libzstd asks for: of a block, with the header of the next */
    bool inside;      /* a member or frame has begun and is not finished */
    bool pending;     /* output that found no room may wait inside the library */
    bool done;        /* padding follows; the rest is skipped */
};

enum ls_packing ls_packing_of(const uint8_t *bytes, size_t n)
{
    static const uint8_t gzip[] = {0x1F, 0x8B, 0x08};
    static const uint8_t zstd[] = {0x28, 0xB5, 0x2F, 0xFD};
    static const uint8_t skippable[] = {0x2A, 0x4D, 0x18}; /* RFC 8878 section 3.1.2 */

    if (n >= sizeof gzip && memcmp(bytes, gzip, sizeof gzip) == 0)
        return LS_PACKING_GZIP;
    if (n >= sizeof zstd && memcmp(bytes, zstd, sizeof zstd) == 0)
        return LS_PACKING_ZSTD;
    if (n >= 4 && bytes[0] >> 4 == 5 && memcmp(bytes + 1, skippable, sizeof skippable) == 0)
        return LS_PACKING_ZSTD;
    return LS_PACKING_NONE;
}

struct ls_unpacker *ls_unpacker_new(enum ls_packing packing)
{
    struct ls_unpacker *unpacker = calloc(1, sizeof *unpacker);
    if (unpacker == NULL)
        return NULL;
    unpacker->packing = packing;
    bool ready = false;
    if (packing == LS_PACKING_GZIP) {
        ready = inflateInit2(&unpacker->gzip, MAX_WBITS + GZIP_ONLY) == Z_OK;
    } else if (packing == LS_PACKING_ZSTD) {
        unpacker->zstd = ZSTD_createDCtx();
        ready = unpacker->zstd != NULL;
        unpacker->zstd_next = ready ? ZSTD_initDStream(unpacker->zstd) : 0;
    }
    if (!ready) {
        free(unpacker);
        return NULL;
    }
    return unpacker;
}

void ls_unpacker_free(struct ls_unpacker *unpacker)
{
    if (unpacker == NULL)
        return;
    if (unpacker->packing == LS_PACKING_GZIP)
        inflateEnd(&unpacker->gzip);
    ZSTD_freeDCtx(unpacker->zstd);
    free(unpacker);
}

static unsigned clamp(size_t n)
{
    return n > UINT32_MAX / 2 ? UINT32_MAX / 2 : (unsigned)n;
}

static int inflate_some(z_stream *gzip, struct ls_unpack *io)
{
    gzip->next_in = io->in;
    gzip->avail_in = clamp(io->in_left);
    gzip->next_out = io->out;
    gzip->avail_out = clamp(io->out_left);
    int answer = inflate(gzip, Z_NO_FLUSH);
    io->in_left -= (size_t)(gzip->next_in - io->in);
    io->in = gzip->next_in;
    io->out_left -= (size_t)(gzip->next_out - io->out);
    io->out = gzip->next_out;
    return answer;
}

/* RFC 1952 section 2.2: members follow one another; tapes and block devices pad with zeros. */
static const char *gzip_step(struct ls_unpacker *unpacker, struct ls_unpack *io)
{
    bool between = !unpacker->inside && unpacker->gzip.total_in > 0;
    if (between && *io->in == 0)
        unpacker->done = true;
    if (unpacker->done) {
        io->in += io->in_left;
        io->in_left = 0;
        return NULL;
    }
    if (between)
        inflateReset(&unpacker->gzip);
    int answer = inflate_some(&unpacker->gzip, io);
    unpacker->inside = answer != Z_STREAM_END;
    if (answer == Z_MEM_ERROR)
        return "no memory is left to unpack the gzip data";
    if (answer != Z_OK && answer != Z_STREAM_END && answer != Z_BUF_ERROR)
        return "the gzip data is damaged";
    return NULL;
}

/* A block without the header of the next; nothing while an earlier one waits for room. */
static size_t zstd_bite(const struct ls_unpacker *unpacker)
{
    size_t next = unpacker->zstd_next;
    if (unpacker->pending)
        return 0;
    return next > ZSTD_HEADER ? next - ZSTD_HEADER : next;
}

/*
 * When libzstd finds damage it does not say what it wrote to the output in the same call. So it is
 * shown one block at a time: then what came before the damage is out.
 */
static const char *zstd_step(struct ls_unpacker *unpacker, struct ls_unpack *io)
{
    size_t some = zstd_bite(unpacker);
    ZSTD_inBuffer in = {.src = io->in, .size = some < io->in_left ? some : io->in_left};
    ZSTD_outBuffer out = {.dst = io->out, .size = io->out_left};
    size_t left = ZSTD_decompressStream(unpacker->zstd, &out, &in);
    io->in += in.pos;
    io->in_left -= in.pos;
    io->out += out.pos;
    io->out_left -= out.pos;
    unpacker->inside = left != 0;
    unpacker->zstd_next = left != 0 ? left : ZSTD_initDStream(unpacker->zstd);
    if (ZSTD_getErrorCode(left) == ZSTD_error_frameParameter_windowTooLarge)
        return "the zstd data needs a window of more than 128 MiB";
    if (ZSTD_isError(left))
        return "the zstd data is damaged";
    return NULL;
}

const char *ls_unpacker_run(struct ls_unpacker *unpacker, struct ls_unpack *io)
{
    while (io->out_left > 0 && (io->in_left > 0 || unpacker->pending)) {
        const char *wrong = unpacker->packing == LS_PACKING_GZIP ? gzip_step(unpacker, io)
                                                                 : zstd_step(unpacker, io);
        if (wrong != NULL)
            return wrong;
        unpacker->pending = unpacker->inside && io->out_left == 0;
    }
    return NULL;
}

bool ls_unpacker_pending(const struct ls_unpacker *unpacker)
{
    return unpacker->pending;
}

const char *ls_unpacker_end(const struct ls_unpacker *unpacker)
{
    if (!unpacker->inside)
        return NULL;
    if (unpacker->packing == LS_PACKING_GZIP)
        return "the gzip data is cut short";
    return "the zstd data is cut short";
}
