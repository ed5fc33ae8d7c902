/* shown_frames.c - stand-ins in frames. */
#include "cli/shown_frames.h"

#include <stdlib.h>

int shown_frame(struct shown_frames *frames, struct ls_frame *frame, struct ls_error *error)
{
    struct ls_frame shown;
    if (frames->anonymiser == NULL)
        return 0;
    if (frame->captured > frames->size) {
        uint8_t *grown = realloc(frames->room, frame->captured);
        if (grown == NULL)
            return ls_fail(error, LS_E_MEMORY, "out of memory");
        frames->room = grown;
        frames->size = frame->captured;
    }
    ls_frame_anonymise(frames->anonymiser, frame, frames->room, &shown);
    *frame = shown;
    return 0;
}

void shown_frames_clear(struct shown_frames *frames)
{
    free(frames->room);
    *frames = (struct shown_frames){0};
}
