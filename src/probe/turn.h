/*
 * turn.h - one STUN or TURN conversation, over UDP (stun.c) or TCP (turn_tcp.c)
 *
 * What both share: noting what a message says, and looking into the packets it carries.
 */
#pragma once

#include "probe/media.h"
#include "probe/stun_message.h"

enum turn_mode {
    TURN_START,   /* nothing decided */
    TURN_FRAMES,  /* [MS-TURN] section 2.1.4: type, zero, length */
    TURN_LENGTHS, /* RFC 4571 section 2: length */
    TURN_BARE,    /* RFC 8489 section 6.2.2: message after message */
    TURN_LOST,    /* nothing that can be read any more */
};

/* All zero to begin with. */
struct turn {
    struct media media; /* relayed, or framed on TCP */
    uint64_t session;   /* of multiplexed TURN */
    bool session_seen;
    bool proved;
    bool client_told;
    uint16_t datagrams;
    uint8_t media_datagrams; /* of them RTP or RTCP by their first byte */
    uint8_t mode[2];         /* enum turn_mode, TCP */
    uint32_t skip[2];        /* bytes left of a frame nobody waits for, TCP */
};

/* One look at the conversation. draft is NULL to try out what would be proved. */
struct turn_talk {
    struct turn *turn;
    const struct ls_view *view;
    struct ls_draft *draft;
    uint8_t side;
    bool framed;         /* the packet at hand had an RFC 4571 length */
    enum ls_proto outer; /* what carries the packet at hand, or NONE */
};

/* turn_message notes a message and what it carries. */
void turn_message(struct turn_talk *talk, const struct stun_message *message);

/*
 * turn_packet looks at a carried packet: STUN, RTP or RTCP, after an RFC 4571 length or not.
 * LS_YES when it is proved, with talk->outer proved around it; LS_NO when it is neither.
 */
enum ls_answer turn_packet(struct turn_talk *talk, struct ls_cursor packet);

/*
 * turn_multiplexed reads FF 10 length session-id(8) data, [MS-TURN] section 2.2.3. The data is
 * STUN, or the session id has been seen before: LS_YES; the first time: LS_MAYBE.
 */
enum ls_answer turn_multiplexed(struct turn_talk *talk, struct ls_cursor in);

/* turn_tcp_look is the look of the probe for streams. */
enum ls_answer turn_tcp_look(struct turn *turn, struct ls_view *view, struct ls_draft *draft);
