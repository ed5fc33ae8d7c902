/* rewrite.h - what the parts share that make frames for strangers. See rewrite.c. */
#pragma once

#include "decode/decoder.h"

struct rewrite {
    const struct ls_anonymiser *anonymiser;
    const struct ls_frame *frame;
    uint8_t *room;                    /* a copy of the frame; offsets are those of the frame */
    uint32_t known;                   /* bytes from the start that may be shown */
    uint32_t gre[LS_TUNNELS_MAX + 1]; /* offsets of the GRE headers with a checksum */
    size_t gre_count;
};

/* An IP packet on the way: where its header is, and what stands behind the headers read. */
struct walk {
    uint32_t header; /* offset of the IP header */
    bool v6, later_piece;
    struct part part;
};

static inline uint32_t rewrite_offset(const struct rewrite *r, const uint8_t *at)
{
    return (uint32_t)(at - r->frame->bytes);
}

static inline void put16(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

/* RFC 1071: sum_up adds the bytes to a sum, sum_fold makes it a checksum. */
uint32_t sum_up(uint32_t sum, const uint8_t *bytes, size_t n);
uint32_t sum_fold(uint32_t sum);

/* The address at this place of the room becomes its stand-in. */
void rewrite_v4(const struct rewrite *r, uint8_t *at);
void rewrite_v6(const struct rewrite *r, uint8_t *at);

/* rewrite_transport returns how many bytes of the transport may be shown. */
uint32_t rewrite_transport(const struct rewrite *r, const struct walk *w);

/* rewrite_tunnel blanks what a tunnel's own header, between two offsets, says beyond its kind. */
void rewrite_tunnel(struct rewrite *r, const struct ls_packet *packet, uint32_t from, uint32_t to);
/* rewrite_gre_sums mends the checksums of all GRE headers, once all else is as it will be shown. */
void rewrite_gre_sums(struct rewrite *r);
