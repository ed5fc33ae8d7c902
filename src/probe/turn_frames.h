/*
 * turn_frames.h - what stands around STUN, TURN and media on TCP
 *
 *   [MS-TURN] 2.1.1: a fixed TLS 1.0 hello from either side, nothing encrypted after it
 *   [MS-TURN] 2.1.4: 02 00 length message | 03 00 length data
 *   [MS-TURN] 2.2.3: FF 10 length session-id(8) data
 *   RFC 4571 section 2: length packet
 */
#pragma once

#include "lyncscope/probe.h"

enum turn_kind {
    TURN_PLAIN_FRAME = 0, /* RFC 4571 */
    TURN_CONTROL_FRAME = 0x0200,
    TURN_DATA_FRAME = 0x0300,
    TURN_MULTIPLEXED_FRAME = 0xFF10,
};

struct turn_frame {
    uint16_t kind;         /* enum turn_kind */
    struct ls_cursor body; /* after the length */
    struct ls_cursor whole;
    uint32_t missing; /* bytes still to come, when the answer was LS_MAYBE; 0: not known */
};

/*
 * turn_hello reads the pseudo-TLS hello of either side and moves past it; what follows at once
 * must be a frame. *client is the side that plays the client.
 */
enum ls_answer turn_hello(struct ls_cursor *in, uint8_t side, uint8_t *client);

/*
 * turn_is_tpkt tells RFC 1006 section 6, which begins with 03 00 too: its length has its own
 * four bytes in it, and X.224 follows with a length indicator, then E0, D0 or F0 (RDP).
 */
bool turn_is_tpkt(struct ls_cursor in);

/*
 * turn_frame cuts the next frame out of in, which must not be empty; typed: of [MS-TURN], else
 * of RFC 4571. LS_MAYBE when its end is still to come. Unless the stream is proved, LS_NO
 * comes as soon as the bytes that are here speak against it.
 */
enum ls_answer turn_frame(struct ls_cursor *in, bool typed, bool proved, struct turn_frame *frame);
