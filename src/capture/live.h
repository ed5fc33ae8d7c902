/*
 * live.h - frames from interfaces
 */
#pragma once

#include <stdatomic.h>

#include "capture/notes.h"
#include "lyncscope/capture.h"

struct ls_live;

/* ls_live_open starts capturing; what options point to, and stop, must outlive it. */
LS_MUST_USE struct ls_live *ls_live_open(const struct ls_source_options *options,
                                         const atomic_bool *stop, struct ls_error *error);
void ls_live_free(struct ls_live *live); /* NULL is fine */

/* ls_live_next returns an enum ls_next; after LS_NEXT_END ls_live_finish tells what was lost. */
LS_MUST_USE int ls_live_next(struct ls_live *live, struct ls_frame *frame);
void ls_live_stats(struct ls_live *live, struct ls_source_stats *stats);
/* ls_live_event lends the text of something that happened, each once, or NULL. */
const char *ls_live_event(struct ls_live *live);
void ls_live_finish(struct ls_live *live, struct ls_notes *notes);
