/*
 * file.h - one capture file: opened, checked, and read in batches of frames
 *
 * A file can be closed and opened again from its beginning when it is a regular one; what
 * was learned at the first opening (size, time of the first frame) stays.
 */
#pragma once

#include "capture/reader.h"

struct ls_capture_file {
    const char *path;
    size_t number;            /* order in which files were given */
    struct ls_stream *stream; /* NULL while closed */
    struct ls_block block;
    struct ls_reader *reader; /* NULL while closed */
    bool filtered;
    bool regular;  /* may be closed and opened again */
    bool started;  /* its frames are being delivered */
    uint64_t size; /* stored bytes; 0 = unknown */
    uint64_t done; /* stored bytes that were read, once the file is finished */
    uint64_t delivered;
    /* The next frame, read ahead to compare times. Of a file that has not started only the time is
       known, and it may be that of a frame which the filter drops. */
    struct ls_frame next;
    bool ready; /* next is filled, bytes and all */
};

struct ls_capture_setup {
    const char *filter; /* or NULL */
    const atomic_bool *stop;
    struct ls_kept *kept;
};

/*
 * ls_capture_file_open opens the file and compiles the filter for its (first) link type; no frame
 * is read. On failure the file is closed again.
 */
LS_MUST_USE int ls_capture_file_open(struct ls_capture_file *file,
                                     const struct ls_capture_setup *setup, struct ls_error *error);
void ls_capture_file_close(struct ls_capture_file *file);

/*
 * ls_capture_file_peek, right after opening, finds the time at which the file takes its turn among
 * others. A regular file is closed again; of a pipe the first frame is kept. Fails, closed, when
 * the filter does not fit an interface described before the first frame.
 */
LS_MUST_USE int ls_capture_file_peek(struct ls_capture_file *file, struct ls_error *error);

/* ls_capture_file_start, after opening, lets the filter work; then frames may be read. */
void ls_capture_file_start(struct ls_capture_file *file);

/*
 * ls_capture_file_read fills up to room frames. Their bytes stay valid until the next call with
 * refill. 0 with refill means the end, good or bad; without, that it is time to refill.
 */
static inline size_t ls_capture_file_read(struct ls_capture_file *file, struct ls_frame *frames,
                                          size_t room, bool refill)
{
    return file->reader->read(file->reader, frames, room, refill);
}

/* ls_capture_file_advance reads the next frame ahead; false as when read returns 0. */
static inline bool ls_capture_file_advance(struct ls_capture_file *file, bool refill)
{
    file->ready = ls_capture_file_read(file, &file->next, 1, refill) == 1;
    return file->ready;
}

/*
 * ls_capture_file_damage, at the end: writes what is missing as one clause and returns true, or
 * returns false when the file was complete.
 */
bool ls_capture_file_damage(const struct ls_capture_file *file, char *text, size_t room);

/* ls_capture_file_drops does the same for packets that the file says were lost when it was made. */
bool ls_capture_file_drops(const struct ls_capture_file *file, char *text, size_t room);
