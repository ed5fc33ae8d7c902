/*
 * rpc.h - the parts of the DCE/RPC probe: PDUs, known interfaces, announced endpoints
 *
 * Connection-oriented PDUs of C706 chapter 12 and [MS-RPCE] section 2.2.2. Their numbers come in
 * the byte order that the header's data representation states.
 */
#pragma once

#include "lyncscope/probe.h"

enum rpc_type {
    RPC_REQUEST = 0,
    RPC_RESPONSE = 2,
    RPC_FAULT = 3,
    RPC_BIND = 11,
    RPC_BIND_ACK = 12,
    RPC_BIND_NAK = 13,
    RPC_ALTER = 14,
    RPC_ALTER_ACK = 15,
    RPC_AUTH3 = 16,
    RPC_SHUTDOWN = 17,
    RPC_CANCEL = 18,
    RPC_ORPHANED = 19,
};

/* C706 section 12.6.3.1: a PDU in one piece is first and last at once. */
enum { RPC_FIRST = 1, RPC_LAST = 2 };

enum {
    RPC_HEADER = 16,
    RPC_UUID_TEXT = 37, /* with its zero byte */
    RPC_LEVEL_PRIVACY = 6,
};

enum rpc_found {
    RPC_FOUND,
    RPC_WAIT, /* bytes ran out */
    RPC_BAD,  /* no such PDU */
};

struct rpc_pdu {
    uint8_t type;
    uint8_t flags;
    bool big;        /* byte order of the sender */
    uint16_t length; /* the whole PDU */
    uint16_t auth_length;
    uint32_t call;
};

/*
 * rpc_pdu_goes_on says whether it is the last of several fragments. Neither flag set is against the
 * standard, and yet served: servers take such a bind for a whole one.
 */
static inline bool rpc_pdu_goes_on(const struct rpc_pdu *pdu)
{
    return (pdu->flags & (RPC_FIRST | RPC_LAST)) == RPC_LAST;
}

/* rpc_pdu_peek reads the header of the PDU that begins at in, without moving. */
enum rpc_found rpc_pdu_peek(struct ls_cursor in, struct rpc_pdu *pdu);

/*
 * rpc_pdu_body cuts the body out of a PDU of which whole or only a part is there: behind the
 * header, without the authentication trailer. level is that of the trailer, 0 without one or while
 * it is not there.
 */
struct ls_cursor rpc_pdu_body(struct ls_cursor in, const struct rpc_pdu *pdu, uint8_t *level);

static inline uint16_t rpc_u16(struct ls_cursor *in, bool big)
{
    if (big)
        return ls_be16(in);
    return ls_le16(in);
}

static inline uint32_t rpc_u32(struct ls_cursor *in, bool big)
{
    if (big)
        return ls_be32(in);
    return ls_le32(in);
}

/* What an interface means for learning. */
enum rpc_kind {
    RPC_PLAIN,
    RPC_MAPPER, /* endpoint mapper: its answers are towers */
    RPC_DCOM,   /* its answers hold string bindings */
};

struct rpc_interface {
    const char *uuid;
    const char *name;
    enum rpc_kind kind;
    bool forbidden; /* nothing on a Lync server is called through it by its peers */
};

/* rpc_interface_find returns NULL for an interface that is not in the table. */
const struct rpc_interface *rpc_interface_find(const char *uuid);

/* rpc_bind_context steps through the contexts of a bind or alter_context body. */
struct rpc_context {
    uint16_t id;
    char uuid[RPC_UUID_TEXT]; /* of the interface, lower case */
};

/* Checks the fixed part and returns the number of contexts; 0 when it is malformed. */
unsigned rpc_bind_begin(struct ls_cursor *body, bool big);
bool rpc_bind_next(struct ls_cursor *body, bool big, struct rpc_context *context);

/*
 * rpc_opens_bind and rpc_opens_ack say whether a body is one to the last byte. The contexts of a
 * bind that is not in one piece may go on in its next fragment.
 */
bool rpc_opens_bind(struct ls_cursor body, const struct rpc_pdu *pdu);
bool rpc_opens_ack(struct ls_cursor body, const struct rpc_pdu *pdu);

/* Who announces what an answer holds. */
struct rpc_announcer {
    struct ls_draft *draft;
    int64_t time_ns;
    uint8_t side;
};

/* Both search a part of a stub, and find what stands in it as a whole. */
void rpc_find_towers(struct ls_cursor stub, const struct rpc_announcer *who);
void rpc_find_bindings(struct ls_cursor stub, bool big, const struct rpc_announcer *who);
