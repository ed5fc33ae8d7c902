/*
 * packets.h - a fuzz target's input as packets, and changes after which they still are packets
 *
 * The input is 'P' and then packets: each two bytes, big endian, and Ethernet. Of the two bytes the
 * lower 14 bits are the length; bit 15 says that the frame was longer on the wire, bit 14 that it
 * came a minute after the one before, instead of a millisecond.
 *
 * A fuzzer that changes bytes blindly breaks lengths long before it reaches what stands behind
 * them. packets_change changes what somebody on the network could: order, direction, ports,
 * payload, segments, fragments, tags. Lengths, checksums and sequence numbers agree afterwards,
 * but for one time in sixteen.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PACKETS_MAX = 400,
    PACKET_BYTES_MAX = 0x3FFF,
    PACKET_CUT = 0x8000,
    PACKET_LATER = 0x4000,
    PACKETS_FORM = 'P',
};

struct packet {
    uint8_t *at; /* memory of its own */
    size_t n;
    unsigned flags; /* PACKET_CUT, PACKET_LATER */
};

struct packets {
    struct packet list[PACKETS_MAX];
    size_t count;
    uint64_t dice;
};

/* Where the headers of a packet are; ip is 0 where there is no IP, payload where no TCP or UDP. */
struct packet_parts {
    size_t ip, transport, payload;
    bool v6, fragment;
    uint8_t proto;
};

/* As LLVMFuzzerMutate: changes size bytes into at most most, and returns how many. */
typedef size_t packet_bytes_change(uint8_t *bytes, size_t size, size_t most);

bool packets_is(const uint8_t *data, size_t size);
/* packets_read takes what is there; packets_clear gives it back. */
void packets_read(struct packets *packets, const uint8_t *data, size_t size);
void packets_clear(struct packets *packets);
/* packets_write leaves out what does not fit into most bytes; returns the bytes used. */
size_t packets_write(const struct packets *packets, uint8_t *data, size_t most);

struct packet_parts packet_parts(const struct packet *packet);
/* packet_mend makes lengths and checksums of IP, TCP and UDP those of what is there. */
void packet_mend(struct packet *packet);
/* packet_resize makes room for n bytes, and returns false when it cannot; new bytes are 0. */
bool packet_resize(struct packet *packet, size_t n);

/* packets_insert puts a copy of n bytes before number at. */
void packets_insert(struct packets *packets, size_t at, const struct packet *copy);
void packets_remove(struct packets *packets, size_t at);

void packets_change(struct packets *packets, packet_bytes_change *change);

/* packets_mutate and packets_cross are libFuzzer's custom mutator and cross-over for this form. */
size_t packets_mutate(uint8_t *data, size_t size, size_t most, unsigned seed,
                      packet_bytes_change *change);
size_t packets_cross(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size, uint8_t *out,
                     size_t most, unsigned seed);

/* packets_random is below limit, which is above 0. */
size_t packets_random(struct packets *packets, size_t limit);
