/* datagram.c - pieces of one datagram, put in their places */
#include "decode/datagram.h"

#include <assert.h>

enum { UNIT = 8, IPV6_HEADER = 40 };

bool datagram_is(const struct datagram *datagram, const struct ls_packet *packet,
                 const struct fragment *fragment)
{
    return datagram->id == fragment->id && datagram->packet.v6 == packet->v6 &&
           (packet->v6 || datagram->proto == fragment->part.proto) &&
           ls_addr_equal(&datagram->packet.src, &packet->src) &&
           ls_addr_equal(&datagram->packet.dst, &packet->dst);
}

static void keep_header(struct datagram *datagram, const struct fragment *fragment)
{
    size_t n = ls_left(&fragment->header);
    assert(n <= DATAGRAM_HEADROOM);
    datagram->header_bytes = (uint8_t)n;
    datagram->proto = fragment->part.proto;
    memcpy(datagram->memory + DATAGRAM_HEADROOM - n, fragment->header.at, n);
}

/* Claims one unit if it is free; here is how many of its bytes the capture has. */
static void claim(struct datagram *datagram, uint32_t at, const uint8_t *bytes, uint32_t here,
                  uint32_t length)
{
    uint64_t bit = UINT64_C(1) << (at / UNIT % 64);
    uint64_t *word = &datagram->map[at / UNIT / 64];
    if (*word & bit)
        return;
    *word |= bit;
    datagram->claimed++;
    if (here > 0)
        memcpy(datagram->memory + DATAGRAM_HEADROOM + at, bytes, here);
    if (here < length && at + here < datagram->missing)
        datagram->missing = at + here;
}

void datagram_put(struct datagram *datagram, const struct fragment *fragment)
{
    uint32_t wire = fragment->part.wire;
    uint32_t here = fragment->part.here;
    if (fragment->offset == 0 && datagram->header_bytes == 0)
        keep_header(datagram, fragment);
    if (!fragment->more && datagram->total == 0 && fragment->offset + wire >= datagram->end)
        datagram->total = fragment->offset + wire;
    for (uint32_t done = 0; done < wire; done += UNIT) {
        uint32_t at = fragment->offset + done;
        if (datagram->total != 0 && at >= datagram->total)
            break;
        uint32_t length = wire - done < UNIT ? wire - done : UNIT;
        uint32_t got = here > done ? here - done : 0;
        claim(datagram, at, fragment->part.at + (got ? done : 0), got < length ? got : length,
              length);
        if (at + length > datagram->end)
            datagram->end = at + length;
    }
}

bool datagram_whole(const struct datagram *datagram)
{
    return datagram->total != 0 && datagram->header_bytes != 0 &&
           datagram->claimed == (datagram->total + UNIT - 1) / UNIT;
}

/* How many bytes there are from the first on without a hole. */
static uint32_t solid(const struct datagram *datagram)
{
    uint32_t unit = 0;
    while (unit < DATAGRAM_UNITS && datagram->map[unit / 64] == UINT64_MAX)
        unit += 64;
    while (unit < DATAGRAM_UNITS && datagram->map[unit / 64] >> unit % 64 & 1)
        unit++;
    uint32_t bytes = unit * UNIT < datagram->end ? unit * UNIT : datagram->end;
    if (datagram->total != 0 && bytes > datagram->total)
        bytes = datagram->total;
    return bytes < datagram->missing ? bytes : datagram->missing;
}

/* Makes the kept header fit the whole datagram; checksums stay as they were. */
static void patch_header(const struct datagram *datagram, uint8_t *header, uint32_t wire)
{
    uint32_t length = datagram->packet.v6 ? wire : wire + datagram->header_bytes;
    if (length > UINT16_MAX)
        length = UINT16_MAX;
    uint8_t *at = header + (datagram->packet.v6 ? 4 : 2);
    at[0] = (uint8_t)(length >> 8);
    at[1] = (uint8_t)length;
    if (datagram->packet.v6)
        header[6] = datagram->proto;
    else
        header[6] = header[7] = 0;
}

int datagram_packet(struct datagram *datagram, struct ls_packet *packet)
{
    assert(datagram->header_bytes != 0);
    uint8_t *bytes = datagram->memory + DATAGRAM_HEADROOM;
    uint8_t *header = bytes - datagram->header_bytes;
    uint32_t here = solid(datagram);
    uint32_t wire = datagram->total != 0 ? datagram->total : datagram->end;
    patch_header(datagram, header, wire);
    *packet = datagram->packet;
    packet->ip = ls_cursor(header, datagram->header_bytes + here);
    struct part part = {bytes, here, wire, datagram->proto};
    int step = skip_extensions(&part, packet->v6, NULL);
    if (step == STEP_ON)
        step = transport_decode(packet, &part);
    if (!datagram_whole(datagram))
        packet->cut = true;
    return step;
}
