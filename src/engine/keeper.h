/*
 * keeper.h - the packets that may become evidence in a run without end
 *
 * Whether a flow has findings is known when it has ended. Until then its first frames lie in a ring
 * of bytes that all flows share, and each flow's are chained. Who has need of room takes the oldest
 * first, and may look at its flow before it goes.
 *
 * A frame of a datagram that is not whole yet belongs to no flow; it waits under the datagram's
 * number.
 */
#pragma once

#include "lyncscope/engine.h"

struct keeper;

LS_MUST_USE struct keeper *keeper_new(const struct ls_keeping *wish);
void keeper_free(struct keeper *keeper); /* NULL is fine */

/* keeper_add keeps a frame of a flow, if it is one of its first. Returns 0 or LS_E_MEMORY. */
LS_MUST_USE int keeper_add(struct keeper *keeper, const struct ls_frame *frame, uint32_t flow);
/* keeper_hold keeps a frame of the datagram of this number. */
void keeper_hold(struct keeper *keeper, const struct ls_frame *frame, uint32_t number);
/* keeper_settle says of which flow a datagram is, keeper_join of which other datagram. */
LS_MUST_USE int keeper_settle(struct keeper *keeper, uint32_t number, uint32_t flow);
void keeper_join(struct keeper *keeper, uint32_t number, uint32_t into);

/* keeper_take lends the oldest frame of a flow until the next keeper_add or keeper_hold. */
LS_MUST_USE bool keeper_take(struct keeper *keeper, uint32_t flow, struct ls_frame *frame);
/* keeper_forget drops all of a flow: its number is about to be another's. */
void keeper_forget(struct keeper *keeper, uint32_t flow);
void keeper_tell(const struct keeper *keeper, uint32_t flow, struct ls_kept_tally *kept);

/* keeper_is_low says whether room has to be made before many more frames come. */
bool keeper_is_low(const struct keeper *keeper);
/* keeper_oldest says whose frame has to go next, while there is too little room. */
LS_MUST_USE bool keeper_oldest(struct keeper *keeper, uint32_t *flow);
/* keeper_drop drops the oldest frame of a flow. */
void keeper_drop(struct keeper *keeper, uint32_t flow);
