/*
 * datagram.h - one datagram while its fragments arrive
 *
 * Offsets are in bytes of the datagram. A fragment claims units of eight bytes (RFC 791
 * section 3.2); a claimed unit is never claimed again, so the first bytes win.
 */
#pragma once

#include "decode/decoder.h"

enum {
    DATAGRAM_BYTES = 65535,
    DATAGRAM_UNITS = 8192,
    DATAGRAM_HEADROOM = 60, /* the longest IPv4 header; stands right before the bytes */
};

struct datagram {
    struct datagram *next;          /* in its bucket, or in the list of those given up */
    struct datagram *older, *newer; /* by arrival */
    struct ls_packet packet;        /* of the fragment that came first; counters of all */
    uint32_t id;
    uint32_t bucket;
    uint32_t total;   /* payload length, or 0 until the last fragment came */
    uint32_t end;     /* of the highest claimed byte */
    uint32_t claimed; /* units */
    uint32_t missing; /* lowest byte that was claimed but cut by the snapshot length */
    uint32_t room;
    uint8_t proto;        /* IPv4: part of the key. IPv6: from the first fragment */
    uint8_t header_bytes; /* 0 until the first fragment came */
    uint8_t *memory;      /* headroom, then room bytes */
    uint64_t map[DATAGRAM_UNITS / 64];
};

/* datagram_is says whether the fragment is of this datagram. */
bool datagram_is(const struct datagram *datagram, const struct ls_packet *packet,
                 const struct fragment *fragment);

/* datagram_put claims what is new of the fragment. Memory for it must be there. */
void datagram_put(struct datagram *datagram, const struct fragment *fragment);

bool datagram_whole(const struct datagram *datagram);

/*
 * datagram_packet fills packet with what there is from the first byte on; datagram must have
 * its first part. Returns STEP_ON, or the enum ls_skip its frames fall under.
 */
int datagram_packet(struct datagram *datagram, struct ls_packet *packet);
