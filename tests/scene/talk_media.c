/* talk_media.c - STUN (RFC 8489), MS-TURN ([MS-TURN]), RTP (RFC 3550), RFC 4571 framing. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "talk.h"

/* What stands before each unit on TCP. */
enum framing { FRAMING_NONE, FRAMING_RFC4571, FRAMING_TURN_CONTROL, FRAMING_TURN_DATA };

static void say_framed(struct conv *c, int side, enum framing framing, struct bytes *b)
{
    struct bytes out = {0};
    if (framing == FRAMING_TURN_CONTROL || framing == FRAMING_TURN_DATA) {
        put8(&out, framing == FRAMING_TURN_CONTROL ? 2 : 3);
        put8(&out, 0);
        put16(&out, (unsigned)(b->n + (framing == FRAMING_TURN_DATA ? 2 : 0)));
    }
    if (framing == FRAMING_RFC4571 || framing == FRAMING_TURN_DATA)
        put16(&out, (unsigned)b->n);
    put(&out, b->at, b->n);
    bytes_clear(b);
    say(c, side, &out);
}

static enum framing framing_of(const struct conv *c)
{
    return c->proto == 6 ? FRAMING_RFC4571 : FRAMING_NONE;
}

static size_t open_attribute(struct bytes *b, unsigned type)
{
    put16(b, type);
    return put_hole(b, 2);
}

static void put_attribute(struct bytes *b, unsigned type, const char *hex)
{
    size_t hole = open_attribute(b, type);
    put_hex(b, hex);
    fill_hole(b, hole, 2);
}

static void put_text_attribute(struct bytes *b, unsigned type, const char *text, bool pad)
{
    size_t hole = open_attribute(b, type);
    put_text(b, text);
    fill_hole(b, hole, 2);
    while (pad && b->n % 4 != 0)
        put8(b, 0);
}

static void put_fingerprint(struct bytes *b, size_t start)
{
    uint32_t crc;
    size_t length = b->n - start - 20 + 8;
    b->at[start + 2] = (uint8_t)(length >> 8);
    b->at[start + 3] = (uint8_t)length;
    crc = (uint32_t)crc32(0, b->at + start, (uInt)(b->n - start)) ^ 0x5354554eU;
    put16(b, 0x8028);
    put16(b, 4);
    put32(b, crc);
}

static void put_binding(struct bytes *b, unsigned type, bool microsoft, uint32_t seed)
{
    size_t start = b->n;
    put16(b, type);
    put16(b, 0);
    put32(b, 0x2112a442);
    put_noise(b, 12, seed);
    if (type == 0x0001) {
        put_text_attribute(b, 0x0006, "remo:loca", true);
        put_attribute(b, 0x0024, "6e001eff");
    } else {
        put_attribute(b, 0x0020, "0001e2812b12a443");
    }
    if (microsoft)
        put_attribute(b, 0x8070, "00000003");
    put_fingerprint(b, start);
}

static void check_path(struct conv *c, bool microsoft)
{
    for (int side = 0; side < 2; side++) {
        struct bytes b = {0};
        put_binding(&b, 0x0001, microsoft, c->port[0] + (unsigned)side);
        say_framed(c, side, framing_of(c), &b);
        put_binding(&b, 0x0101, microsoft, c->port[0] + (unsigned)side);
        say_framed(c, !side, framing_of(c), &b);
    }
}

static void talk_stun(struct conv *c, struct words *words)
{
    check_path(c, flag(words, "microsoft"));
}

static void put_rtp(struct bytes *b, unsigned type, unsigned sequence, uint32_t stamp,
                    uint32_t ssrc, size_t size)
{
    put8(b, 0x80);
    put8(b, type);
    put16(b, sequence);
    put32(b, stamp);
    put32(b, ssrc);
    put_noise(b, size, sequence);
}

static void put_report(struct bytes *b, uint32_t ssrc)
{
    put_hex(b, "80c80006");
    put32(b, ssrc);
    put_noise(b, 20, ssrc);
    put_hex(b, "81ca0003");
    put32(b, ssrc);
    put_hex(b, "0104756d6d790000");
}

static void say_rtp(struct conv *c, struct words *words, enum framing framing)
{
    unsigned type = number(words, "pt", 114);
    unsigned count = number(words, "count", 20);
    unsigned size = number(words, "size", 60);
    bool one_way = flag(words, "one-way");
    bool reports = flag(words, "rtcp");
    unsigned stamps = type == 121 || type == 122 || type == 127 || type == 34 ? 3000 : 320;
    uint32_t ssrc = 0x0abb0000U + c->port[0];
    for (unsigned i = 0; i < count; i++) {
        for (int side = 0; side < (one_way ? 1 : 2); side++) {
            struct bytes b = {0};
            uint32_t own = ssrc + (unsigned)side * 0x1000000U;
            put_rtp(&b, type, 1000 + i, 5000 + i * stamps, own, size);
            say_framed(c, side, framing, &b);
            if (reports && i % 10 == 9) {
                put_report(&b, own);
                say_framed(c, side, framing, &b);
            }
        }
        conv_wait(c, 18000);
    }
}

static void talk_rtp(struct conv *c, struct words *words)
{
    if (c->proto == 6 && !flag(words, "no-check"))
        check_path(c, true);
    say_rtp(c, words, framing_of(c));
}

static void talk_rtcp(struct conv *c, struct words *words)
{
    for (unsigned i = 0; i < number(words, "count", 6); i++) {
        struct bytes b = {0};
        put_report(&b, 0x0abb0000U + c->port[0] + i % 2 * 0x1000000U);
        say_framed(c, i % 2 ? 1 : 0, framing_of(c), &b);
        conv_wait(c, 500000);
    }
}

/* [MS-TURN] 2.2: attributes are not padded, and the magic cookie attribute comes first. */
static size_t open_turn(struct bytes *b, unsigned type, uint32_t seed)
{
    put16(b, type);
    size_t hole = put_hole(b, 2);
    put32(b, 0x2112a442);
    put_noise(b, 12, seed);
    put_attribute(b, 0x000f, "72c64bc6");
    return hole;
}

static void close_turn(struct bytes *b, size_t hole)
{
    size_t length = b->n - hole - 16;
    b->at[hole - 2] = (uint8_t)(length >> 8);
    b->at[hole - 1] = (uint8_t)length;
}

static void allocate(struct conv *c, struct words *words, enum framing framing)
{
    struct bytes b = {0};
    bool admission = flag(words, "admission");
    size_t message = open_turn(&b, 0x0003, 1);
    put_attribute(&b, 0x8008, "00000004");
    close_turn(&b, message);
    say_framed(c, 0, framing, &b);

    message = open_turn(&b, 0x0113, 1);
    put_attribute(&b, 0x0009, "00000401556e617574686f72697a6564");
    put_text_attribute(&b, 0x0014, "5f2a9c01d3", false);
    put_text_attribute(&b, 0x0015, "\"rtcmedia\"", false);
    close_turn(&b, message);
    say_framed(c, 1, framing, &b);

    message = open_turn(&b, 0x0003, 2);
    put_attribute(&b, 0x8008, "00000004");
    put_text_attribute(&b, 0x0014, "5f2a9c01d3", false);
    put_text_attribute(&b, 0x0015, "\"rtcmedia\"", false);
    put_text_attribute(&b, 0x0006, "alice", false);
    if (admission)
        put_attribute(&b, 0x8056, "00000000");
    put_attribute(&b, 0x0008, "000102030405060708090a0b0c0d0e0f10111213");
    close_turn(&b, message);
    say_framed(c, 0, framing, &b);

    message = open_turn(&b, 0x0103, 2);
    put_attribute(&b, 0x000d, "0000003c");
    size_t relay = open_attribute(&b, 0x0001);
    put_hex(&b, "0001");
    put16(&b, number(words, "relay", 50000));
    put(&b, c->host[1].addr, 4);
    fill_hole(&b, relay, 2);
    close_turn(&b, message);
    say_framed(c, 1, framing, &b);
}

static void relay_check(struct conv *c, int side, enum framing framing)
{
    struct bytes b = {0};
    size_t message = open_turn(&b, side == 0 ? 0x0004 : 0x0115, 3);
    if (side == 0)
        put_attribute(&b, 0x0011, "0001c350cb007109");
    size_t data = open_attribute(&b, 0x0013);
    put_binding(&b, side == 0 ? 0x0001 : 0x0101, true, 77);
    fill_hole(&b, data, 2);
    close_turn(&b, message);
    say_framed(c, side, framing, &b);
}

/* The templates of [MS-TURN] 2.1.1: no cipher that encrypts, and nothing encrypted after it. */
static void pseudo_tls(struct conv *c)
{
    struct bytes b = {0};
    put_hex(&b, "160301002d010000290301");
    put_noise(&b, 32, c->port[0]);
    put_hex(&b, "00000200180100");
    say(c, 0, &b);
    put_hex(&b, "160301004e020000460301");
    put_noise(&b, 32, c->port[0] + 1U);
    put8(&b, 0x20);
    put_noise(&b, 32, c->port[0] + 2U);
    put_hex(&b, "0018000e000000");
    say(c, 1, &b);
}

static void talk_turn(struct conv *c, struct words *words)
{
    bool stream = c->proto == 6;
    enum framing control = stream ? FRAMING_TURN_CONTROL : FRAMING_NONE;
    if (stream && !flag(words, "bare"))
        pseudo_tls(c);
    allocate(c, words, control);
    if (flag(words, "no-media"))
        return;
    relay_check(c, 0, control);
    relay_check(c, 1, control);
    say_rtp(c, words, stream ? FRAMING_TURN_DATA : FRAMING_NONE);
}

const struct verb talk_media_verbs[] = {
    {"stun", talk_stun}, {"rtp", talk_rtp}, {"rtcp", talk_rtcp}, {"turn", talk_turn}, {NULL, NULL}};
