/*
 * parcel.h - packets for one worker
 *
 * Payload is lent by the source where it keeps what it read, else it is copied in here.
 */
#pragma once

#include "lyncscope/decode.h"

/*
 * Enough that a lock a parcel does not count, few enough that what one thread writes is still in a
 * cache when the other reads it.
 */
enum { PARCEL_PACKETS = 256 };

struct parcel_packet {
    struct ls_packet packet; /* ip, which probes do not read, is empty */
    size_t frame;            /* or NO_FRAME */
    uint32_t number;         /* out: of its flow in the worker's table */
};

struct parcel {
    struct parcel_packet *packets; /* room for PARCEL_PACKETS */
    size_t count;
    uint8_t *bytes;
    size_t used, room;
    uint64_t mark;   /* of the source, at its first packet */
    int64_t tidy_ns; /* behind the packets: end what has ended by then */
};

LS_MUST_USE int parcel_init(struct parcel *parcel);
void parcel_clear(struct parcel *parcel); /* a zeroed one is fine */

/*
 * parcel_add copies a packet and, unless it stays where it is, its payload. Returns true, or false
 * where there is no room; an empty parcel has room for any packet unless memory is out.
 */
LS_MUST_USE bool parcel_add(struct parcel *parcel, const struct ls_packet *packet, bool stays,
                            size_t frame);
void parcel_empty(struct parcel *parcel);
