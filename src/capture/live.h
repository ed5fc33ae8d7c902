/*
 * live.h - frames from interfaces
 */
#pragma once

#include <stdatomic.h>

#include "capture/fanout.h"
#include "capture/live_events.h"
#include "capture/notes.h"
#include "lyncscope/capture.h"

struct ls_live;

/*
 * ls_live_open starts capturing; what options point to, stop and fanouts must outlive it. fanouts
 * has one for each interface where this is one of several shares, else it is NULL. error->code is
 * LS_E_LIMIT where the system gives no shares. Only the first share tells of events.
 */
LS_MUST_USE struct ls_live *ls_live_open(const struct ls_source_options *options,
                                         struct ls_fanout *fanouts, bool first,
                                         const atomic_bool *stop, struct ls_error *error);
void ls_live_free(struct ls_live *live); /* NULL is fine */

/* ls_live_begin: what was captured before now is not delivered. */
void ls_live_begin(struct ls_live *live, int64_t now_ns);

/*
 * ls_live_next returns an enum ls_next; *count is above 0 exactly with LS_NEXT_FRAME. After
 * LS_NEXT_END ls_live_finish tells what was lost. ls_live_wake ends, from any thread, its waiting
 * for frames or the next one.
 */
LS_MUST_USE int ls_live_next(struct ls_live *live, struct ls_frame *frames, size_t room,
                             size_t *count);
void ls_live_wake(struct ls_live *live);
void ls_live_stats(struct ls_live *live, struct ls_source_stats *stats);
/* ls_live_events lends what happened to its interfaces and was not asked for yet. */
struct ls_live_events *ls_live_events(struct ls_live *live);
/* ls_live_finish tells of all shares of a capture, whose threads have ended. */
void ls_live_finish(struct ls_live *const *shares, size_t count, struct ls_notes *notes);
