/*
 * stun_message.h - one STUN or MS-TURN message
 *
 * Two formats share the 20-byte header of RFC 8489 section 5: STUN proper, with the magic
 * cookie in the header and attributes padded to four bytes; and [MS-TURN] section 2.2, an older
 * draft with the cookie in the first attribute and no padding at all.
 */
#pragma once

#include "lyncscope/probe.h"

enum {
    STUN_BINDING = 0x0001,
    STUN_SEND_INDICATION = 0x0016, /* RFC 8656 section 18 */
    STUN_DATA_INDICATION = 0x0017,
    TURN_ALLOCATE = 0x0003,
    TURN_ALLOCATED = 0x0103,
    TURN_ALLOCATE_ERROR = 0x0113,
    MSTURN_SEND = 0x0004, /* [MS-TURN] section 2.2.1 */
    MSTURN_DATA_INDICATION = 0x0115,
    MSTURN_SET_ACTIVE = 0x0006,
    MSTURN_SET_ACTIVE_DONE = 0x0106,
    MSTURN_SET_ACTIVE_ERROR = 0x0116,
};

/* A message that was read whole. Everything is lent by the bytes it was read from. */
struct stun_message {
    uint16_t type;
    bool ms_turn;
    bool cut;                    /* the last attributes are missing */
    const uint8_t *id;           /* 16 bytes: magic cookie and transaction id */
    struct ls_cursor attributes; /* for stun_attribute_next, by copy */
};

struct stun_attribute {
    uint16_t type;
    struct ls_cursor value;
};

/*
 * stun_message_read reads the message in begins with and moves past it. LS_YES is proof: the
 * cookie is there, the attributes end exactly where the length says, and a FINGERPRINT, when
 * there is one, is right. LS_MAYBE when bytes ran out.
 */
enum ls_answer stun_message_read(struct ls_cursor *in, struct stun_message *message);

/*
 * stun_message_read_cut is for a datagram the snapshot length cut: what is here must be right,
 * and in place of the length a known message type speaks.
 */
enum ls_answer stun_message_read_cut(struct ls_cursor in, struct stun_message *message);

/* stun_message_may_start says whether in could be the first bytes of a message. */
bool stun_message_may_start(const struct ls_cursor *in);

/* stun_attribute_next steps through message->attributes, of which at is a copy. */
bool stun_attribute_next(const struct stun_message *message, struct ls_cursor *at,
                         struct stun_attribute *attribute);

/* stun_message_client says which side is the client when side sent the message, or NONE. */
uint8_t stun_message_client(const struct stun_message *message, uint8_t side);
