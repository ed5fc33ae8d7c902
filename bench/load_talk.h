/*
 * load_talk.h - the flows of a load and what each says next
 *
 * A flow is of a kind: its port, its opening words, what it goes on with and how it ends. Nothing
 * is stored beyond the flow itself: every message follows from its seed and its step.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MS INT64_C(1000000)

enum kind {
    KIND_TLS,
    KIND_HTTP,
    KIND_SIP,
    KIND_RTP,
    KIND_DNS,
    KIND_STUN,
    KIND_HANDSHAKE, /* TLS with both flights whole, certificates and all */
    KIND_RPC,
    KIND_SMB,
    KIND_TURN,
    KIND_BROWSER,
    KIND_NTP,
    KIND_RDP,
    KIND_SSH,
    KIND_REFUSED, /* SYN, answered by RST */
    KIND_SYN,     /* SYN, never answered */
    KIND_COUNT
};

struct flow {
    int64_t next_ns;
    uint64_t random;
    uint32_t number;
    uint32_t ip[2]; /* client, server */
    uint16_t port[2];
    uint8_t kind;
    uint32_t step;
    uint32_t bulk;   /* packets beyond the fixed ones */
    uint32_t seq[2]; /* next sequence number of each side */
};

/* One message of a flow: who says it, its bytes, and when the next one follows. */
struct message {
    unsigned side; /* 0 client, 1 server */
    uint8_t flags;
    size_t bytes;
    int64_t gap_ns;
    bool last;
};

uint16_t talk_port(enum kind kind); /* 0: an even one of the media range */
uint8_t talk_protocol(enum kind kind);
unsigned talk_fixed(enum kind kind); /* packets that each flow of the kind has at least */

/* The flow's next message; its payload goes to out (WIRE_PAYLOAD bytes). Moves no step. */
struct message talk_next(struct flow *flow, uint8_t *out);
