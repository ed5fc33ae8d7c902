/*
 * crew.h - workers in threads of their own, and packets on their way to them
 *
 * The caller's thread reads and decodes. Every packet goes to the worker whose share its
 * conversation is, both directions to the same; in parcels, through a bounded queue, so that a
 * worker sees the packets of a flow in the order of the capture. A worker owns its table; on a
 * packet's way there is no lock, only one a parcel.
 *
 * Threads: all calls are the caller's, which must be one thread. It may look into the workers
 * between crew_rest and the next packet.
 */
#pragma once

#include "engine/frames.h"
#include "engine/worker.h"

#define NO_FRAME SIZE_MAX

struct crew;

/* crew_new starts a thread for each of the workers, which stay the caller's. */
LS_MUST_USE struct crew *crew_new(struct worker *workers, unsigned count, struct frames *frames,
                                  struct ls_error *error);
/* crew_free lets the threads end when they have done what they were given; NULL is fine. */
void crew_free(struct crew *crew);

/*
 * Payloads are copied into parcels unless crew_keep says that those of single frames stay in the
 * source's memory, and under which of its marks. crew_oldest returns the mark from which on they
 * are still looked at.
 */
void crew_keep(struct crew *crew, uint64_t mark);
uint64_t crew_oldest(const struct crew *crew);

/*
 * crew_packet hands on a packet with its payload; frame is its place in frames, or NO_FRAME. Where
 * flow numbers are wanted frames gets them in time, made by crew_number. Returns 0 or LS_E_MEMORY,
 * also of a worker before.
 */
LS_MUST_USE int crew_packet(struct crew *crew, const struct ls_packet *packet, size_t frame);

/* crew_tidy has every worker end, behind the packets given so far, what has ended by now_ns. */
LS_MUST_USE int crew_tidy(struct crew *crew, int64_t now_ns);

/* crew_rest waits until all that was given is done. Returns 0 or LS_E_MEMORY of any worker. */
LS_MUST_USE int crew_rest(struct crew *crew);

/* Of the parcels done so far; they need no rest. */
void crew_stats(const struct crew *crew, struct ls_flows_stats *stats);
size_t crew_waiting(const struct crew *crew); /* flows that have ended, live */

/* One number for a worker's flow, unlike those of all other flows; and the way back. */
static inline uint32_t crew_number(unsigned count, unsigned worker, uint32_t number)
{
    return number * count + worker;
}
