/*
 * stream.h - the bytes of a capture file, unpacked
 *
 * Plain, gzip and zstd are told by the leading bytes. Pipes and standard input are read
 * without seeking. Stored (compressed) bytes are counted for progress.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "lyncscope/error.h"

/* Unpacked bytes that can be looked at before reading: the file header of classic pcap. */
enum { LS_STREAM_HEAD = 24 };

struct ls_stream;

/*
 * ls_stream_open opens path ("-" is standard input) and reads its head. A pipe that is silent is
 * left when *stop becomes true; stop must outlive the stream. Returns NULL and fills error when
 * the file cannot be opened or read.
 */
LS_MUST_USE struct ls_stream *ls_stream_open(const char *path, const atomic_bool *stop,
                                             struct ls_error *error);
void ls_stream_free(struct ls_stream *stream); /* NULL is fine */

/* ls_stream_head lends the first unpacked bytes; fewer than LS_STREAM_HEAD only at the end. */
const uint8_t *ls_stream_head(const struct ls_stream *stream, size_t *n);

/*
 * ls_stream_read reads on from the beginning, head included: at least one byte and at most n. 0 at
 * the end, when the run was stopped, and on failure; then ls_stream_trouble tells.
 */
LS_MUST_USE size_t ls_stream_read(struct ls_stream *stream, uint8_t *out, size_t n);

/*
 * ls_stream_read_ahead has a packed stream unpacked by a thread of its own from here on. Nothing
 * else changes; where no thread can be had, nothing at all.
 */
void ls_stream_read_ahead(struct ls_stream *stream);

/* ls_stream_trouble returns why the stream ended before its time, as a clause; else NULL. */
const char *ls_stream_trouble(const struct ls_stream *stream);

uint64_t ls_stream_done(const struct ls_stream *stream); /* stored bytes taken so far */
uint64_t ls_stream_size(const struct ls_stream *stream); /* stored bytes in all; 0 = unknown */
bool ls_stream_regular(const struct ls_stream *stream);  /* can be opened again from the start */
