/*
 * files.h - many capture files as one run of frames in time order
 *
 * Every file is opened and checked first. A regular file is then closed until the time of its first
 * frame comes, so a folder of rotated captures needs few descriptors; a file that is the only one
 * is read without looking at any other.
 */
#pragma once

#include "capture/notes.h"
#include "capture/turns.h"

struct ls_files {
    struct ls_capture_file *list;
    const char **names;
    size_t count;
    struct ls_capture_file *current; /* its frame was lent last */
    struct ls_turns turns;           /* the other files that are not finished */
    struct ls_capture_setup setup;
    struct ls_kept *kept; /* the caller's */
    bool aside;           /* packed files are unpacked by threads of their own */
    struct ls_notes notes;
    uint64_t dropped_kernel, dropped_interface; /* as finished files say */
};

/* ls_files_open, with kept set, opens and checks what options name; texts live in arena. */
LS_MUST_USE int ls_files_open(struct ls_files *files, const struct ls_source_options *options,
                              const atomic_bool *stop, struct ls_arena *arena,
                              struct ls_error *error);
void ls_files_clear(struct ls_files *files); /* zeroed is fine */

/* ls_files_read lends up to room frames, all valid until the next call; 0 at the end. */
LS_MUST_USE size_t ls_files_read(struct ls_files *files, struct ls_frame *frames, size_t room);

void ls_files_progress(const struct ls_files *files, uint64_t *done, uint64_t *total);
