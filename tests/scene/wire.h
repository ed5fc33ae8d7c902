/*
 * wire.h - packets from conversations, with right checksums, written in time order as pcap
 *
 * Nothing here is random and no clock is read: the same calls give the same file.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "bytes.h"

struct wire;

struct wire_host {
    uint8_t addr[16]; /* IPv4 in the first four */
    bool v6;
};

/* How a conversation looks on the wire. */
struct wire_look {
    unsigned vlan, outer_vlan; /* 0 = none */
    size_t segment;    /* most bytes a TCP segment, or a fragment of a datagram has; 0 = usual */
    bool midstream;    /* no handshake */
    bool swapped;      /* each second pair of segments in the wrong order */
    bool repeated;     /* every data segment sent twice */
    bool mirrored;     /* every frame delivered twice */
    const char *shape; /* of wrap.h, or NULL */
    size_t outer;      /* most bytes a fragment of the outer IPv4 packet has; 0 = whole */
    enum { WIRE_FIN, WIRE_RST, WIRE_OPEN } end;
};

struct conv {
    struct wire *wire;
    struct wire_host host[2]; /* 0 opens */
    uint16_t port[2];
    uint32_t seq[2];
    uint64_t now_us;
    uint16_t ip_id, outer_id;
    uint8_t proto;
    struct wire_look look;
};

struct wire *wire_new(void);
void wire_free(struct wire *wire);

/* wire_cut makes the file one whose snapshot length is so many bytes. */
void wire_cut(struct wire *wire, uint32_t bytes);

/* wire_write sorts the frames by time and writes them; returns false when the file cannot be. */
bool wire_write(struct wire *wire, const char *path);

/* conv_open starts a conversation; for TCP with its handshake unless midstream. */
void conv_open(struct conv *c);
/* conv_send sends bytes from side as segments, or as one datagram, and lets a millisecond pass. */
void conv_send(struct conv *c, int side, const struct bytes *b);
void conv_close(struct conv *c);

void conv_wait(struct conv *c, uint32_t us);
/* The parts of a handshake alone, for attempts that come to nothing. */
void conv_syn(struct conv *c);
void conv_refuse(struct conv *c);

/* conv_icmp sends an ICMP message of side with this type, code and body. */
void conv_icmp(struct conv *c, int side, unsigned type, unsigned code, const struct bytes *body);
