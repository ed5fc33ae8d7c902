/*
 * unpack.h - gzip (RFC 1952) and Zstandard (RFC 8878) as a stream
 *
 * Bytes go in as they arrive and come out as they are ready; memory is bounded by the
 * window of the format (32 KiB; 128 MiB at most for Zstandard). Members and frames may follow one
 * another.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lyncscope/error.h"

enum ls_packing { LS_PACKING_NONE, LS_PACKING_GZIP, LS_PACKING_ZSTD };

enum { LS_PACKING_MAGIC = 4 }; /* leading bytes that ls_packing_of wants to see */

/* ls_packing_of tells the compression from the leading bytes of a file. */
enum ls_packing ls_packing_of(const uint8_t *bytes, size_t n);

struct ls_unpacker;

LS_MUST_USE struct ls_unpacker *ls_unpacker_new(enum ls_packing packing);
void ls_unpacker_free(struct ls_unpacker *unpacker); /* NULL is fine */

/* Stored bytes still to be read and room still to be filled; ls_unpacker_run moves both. */
struct ls_unpack {
    const uint8_t *in;
    size_t in_left;
    uint8_t *out;
    size_t out_left;
};

/*
 * ls_unpacker_run unpacks until the input is used up or the room is full. Returns NULL, or a
 * clause that says what is wrong with the data.
 */
LS_MUST_USE const char *ls_unpacker_run(struct ls_unpacker *unpacker, struct ls_unpack *io);

/* ls_unpacker_pending says whether running again without input may give more output. */
bool ls_unpacker_pending(const struct ls_unpacker *unpacker);

/* ls_unpacker_end, at the end of the input: NULL, or a clause when the data is cut short. */
LS_MUST_USE const char *ls_unpacker_end(const struct ls_unpacker *unpacker);
