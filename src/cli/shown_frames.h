/*
 * shown_frames.h - frames as they may be shown: as they are, or rewritten in a buffer of their own
 */
#pragma once

#include "lyncscope/decode.h"

struct shown_frames {
    const struct ls_anonymiser *anonymiser; /* or NULL */
    uint8_t *room;
    size_t size;
};

/* shown_frame replaces frame by what may be shown of it, lent until the next call. */
LS_MUST_USE int shown_frame(struct shown_frames *frames, struct ls_frame *frame,
                            struct ls_error *error);
void shown_frames_clear(struct shown_frames *frames);
