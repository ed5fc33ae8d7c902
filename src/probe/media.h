/*
 * media.h - RTP and RTCP, told by consistency over packets (RFC 3550, RFC 3711)
 *
 * A single RTP packet proves nothing: one datagram of noise in eight has a header that could
 * be one. What proves it is several packets that name the same source and count on:
 *
 *   three packets of one source in one direction. Chance for noise, per choice of three:
 *   same source 2^-64, sequence number 1-50 ahead, twice, 2^-20.7, timestamp within 2^24
 *   ahead, twice, 2^-16, version and payload type, three times, 2^-9.4: below 10^-33;
 *   two packets in each direction, of two sources: the pair's 2^-32-10.4-8-6.2 twice, below
 *   10^-34. (One pair alone is below 10^-17, but a fixed header with a counter would pass.)
 *
 * Choosing among the first hundred datagrams multiplies this by at most 2^25, so it stays below
 * 10^-25. The same holds behind RFC 4571 framing and inside a TURN relay.
 *
 * RTCP: a compound packet whose parts sum up exactly and of which a later part names the
 * sender of the first (below 10^-16 each); two different packets of one sender (SRTCP included,
 * whose tail is opaque: version, type and a length that has room twice, 2^-28, and the sender,
 * 2^-32: below 10^-18); one packet of a sender of whose RTP two packets continue; or a sender
 * report alone, of exactly its size, whose clock is ours to ten minutes (2^-32, 2^-21: below
 * 10^-15): who has heard nobody yet sends no more (RFC 5506 section 3.4.2).
 */
#pragma once

#include "lyncscope/probe.h"

enum {
    MEDIA_SOURCES = 8, /* of one direction: video layers have several */
    MEDIA_TYPES = 8,   /* payload types noted, of a flow */
};

struct media_source {
    uint32_t ssrc;
    uint32_t timestamp, print; /* of the newest packet; print: to tell a copy from another */
    uint16_t sequence;
    uint8_t run;   /* packets that continue one another, up to 255 */
    uint8_t jumps; /* times they did not */
    uint8_t type;  /* payload type of the newest */
};

struct media_side {
    struct media_source source[MEDIA_SOURCES];
    uint64_t types[2]; /* set of payload types in runs of two and more */
    uint8_t count;
    bool report_seen; /* an RTCP packet, of report_ssrc */
    uint32_t report_ssrc, report_print;
};

/* All zero to begin with. */
struct media {
    struct media_side side[2];
    uint64_t noted[2]; /* set of payload types already noted */
    uint8_t noted_count;
    bool rtp, rtcp; /* proved */
    int64_t now_ns; /* time of the packet that is shown; its owner keeps it */
};

/*
 * media_feed shows a packet. LS_YES when it proves media, or media is already proved; LS_NO
 * when this cannot be media (before any proof).
 */
enum ls_answer media_feed(struct media *media, uint8_t side, struct ls_cursor packet);

/* media_note writes what is proved by now to draft. */
void media_note(struct media *media, struct ls_draft *draft);

enum rtcp_fit {
    RTCP_NOT,
    RTCP_FITS,   /* the first part does; the rest may be the tail of SRTCP */
    RTCP_PROVES, /* all parts do, exactly, and speak for one sender */
};

/* rtcp_read checks a compound packet (RFC 3550 section 6.1) and returns its first sender. */
enum rtcp_fit rtcp_read(struct ls_cursor packet, uint32_t *ssrc);

/* rtcp_report_is_of says whether packet is nothing but a sender report of that moment. */
bool rtcp_report_is_of(struct ls_cursor packet, int64_t now_ns);
