/* frames.c - one number a frame, and one a fragmented datagram. */
#include "engine/frames.h"

#include <stdlib.h>

enum { FRAMES_FIRST = 16384, DATAGRAMS_FIRST = 1024 };

void frames_clear(struct frames *frames)
{
    free(frames->flow);
    free(frames->datagram_flow);
    *frames = (struct frames){0};
}

int frames_add(struct frames *frames, uint32_t number)
{
    if (!frames->wanted)
        return 0;
    if (frames->count == frames->room) {
        size_t room = frames->room ? frames->room * 2 : FRAMES_FIRST;
        uint32_t *grown = realloc(frames->flow, room * sizeof *grown);
        if (grown == NULL)
            return LS_E_MEMORY;
        frames->flow = grown;
        frames->room = room;
    }
    frames->flow[frames->count++] = number;
    return 0;
}

int frames_settle(struct frames *frames, uint32_t datagram, uint32_t number)
{
    if (!frames->wanted)
        return 0;
    if (datagram >= frames->datagram_count) {
        size_t count = datagram < DATAGRAMS_FIRST / 2 ? DATAGRAMS_FIRST : (size_t)datagram * 2;
        uint32_t *grown = realloc(frames->datagram_flow, count * sizeof *grown);
        if (grown == NULL)
            return LS_E_MEMORY;
        for (size_t i = frames->datagram_count; i < count; i++)
            grown[i] = LS_NO_FLOW;
        frames->datagram_flow = grown;
        frames->datagram_count = count;
    }
    frames->datagram_flow[datagram] = number;
    return 0;
}

int frames_join(struct frames *frames, const struct ls_joined *joined, size_t count)
{
    for (size_t i = 0; i < count && frames->wanted; i++) {
        int code = frames_settle(frames, joined[i].datagram, FRAME_HELD | joined[i].into);
        if (code < 0)
            return code;
    }
    return 0;
}

/* A datagram that never had a first part has no flow. */
void frames_end(struct frames *frames)
{
    for (size_t i = 0; i < frames->count; i++) {
        uint32_t number = frames->flow[i];
        while (number != LS_NO_FLOW && (number & FRAME_HELD) != 0) {
            uint32_t datagram = number & ~FRAME_HELD;
            number =
                datagram < frames->datagram_count ? frames->datagram_flow[datagram] : LS_NO_FLOW;
        }
        frames->flow[i] = number;
    }
}
