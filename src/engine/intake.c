/* intake.c - the first two steps of a frame's way. */
#include "engine/intake.h"

static void count_frames(struct tally *tally, const struct ls_frame *frames, size_t count)
{
    int64_t first = tally->frames ? tally->first_ns : frames[0].time_ns;
    int64_t last = tally->frames ? tally->last_ns : frames[0].time_ns;
    uint64_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        first = frames[i].time_ns < first ? frames[i].time_ns : first;
        last = frames[i].time_ns > last ? frames[i].time_ns : last;
        bytes += frames[i].wire;
    }
    tally->first_ns = first;
    tally->last_ns = last;
    tally->latest_ns = frames[count - 1].time_ns;
    tally->frames += count;
    tally->bytes += bytes;
}

/*
 * Whether this frame is to be dealt with before the next is decoded: a datagram put together
 * lasts until then, and so does what was joined.
 */
static bool ends_batch(const struct intake *intake, const struct decoded *decoded)
{
    size_t joined;
    if (decoded->packet.datagram == 0)
        return false;
    ls_decoder_joined(intake->decoder, &joined);
    return decoded->what == LS_DECODED_PACKET || joined > 0;
}

size_t intake_decode(struct intake *intake, const struct ls_flows *flows,
                     const struct ls_frame *frames, size_t count)
{
    size_t done = 0;
    bool last = false;
    while (done < count && done < BATCH_FRAMES && !last) {
        struct decoded *decoded = &intake->batch[done];
        decoded->what = ls_decode(intake->decoder, &frames[done++], &decoded->packet);
        if (decoded->what == LS_DECODED_PACKET && flows != NULL)
            decoded->tag = ls_flows_tag(flows, &decoded->packet);
        last = ends_batch(intake, decoded);
    }
    count_frames(&intake->tally, frames, done);
    return done;
}
