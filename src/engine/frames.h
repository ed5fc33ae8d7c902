/*
 * frames.h - which flow each frame of the source belongs to
 *
 * Wanted only where evidence will be written. A frame that is a fragment belongs to the flow of its
 * datagram, which is known later, or to none.
 */
#pragma once

#include <stdbool.h>

#include "lyncscope/engine.h"

/* In flow: the rest of the number is a datagram's. Flow numbers stay below it. */
#define FRAME_HELD (UINT32_C(1) << 31)

struct frames {
    bool wanted; /* else all calls do nothing */
    uint32_t *flow;
    size_t count, room;
    uint32_t *datagram_flow; /* flow of each fragmented datagram, by its number */
    size_t datagram_count;
};

void frames_clear(struct frames *frames);

/* frames_add says where the next frame belongs. Returns 0 or LS_E_MEMORY, as do the others. */
LS_MUST_USE int frames_add(struct frames *frames, uint32_t number);
/* frames_settle: the datagram is whole or given up; its frames belong to this flow. */
LS_MUST_USE int frames_settle(struct frames *frames, uint32_t datagram, uint32_t number);
/* frames_join does so for datagrams that turned out to be parts of others. */
LS_MUST_USE int frames_join(struct frames *frames, const struct ls_joined *joined, size_t count);
/* frames_end: no frames follow. Those of a datagram get its flow. */
void frames_end(struct frames *frames);
