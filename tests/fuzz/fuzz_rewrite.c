/*
 * fuzz_rewrite.c - records of (link type, cut, length, bytes) as frames for strangers
 *
 * The length on the wire stays, nothing is written behind the frame, what is shown ends where the
 * transport header does, and does not depend on a byte of the original behind it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lyncscope/decode.h"

enum { FENCE = 0xa5, ROOM_MORE = 16 };

static const int link_types[] = {1, 12, 14, 101, 228, 229, 113, 276, 0, 108, 127, 9};

static uint8_t *rewrite(const struct ls_anonymiser *anonymiser, const struct ls_frame *frame,
                        struct ls_frame *out)
{
    uint8_t *room = malloc(frame->captured + ROOM_MORE);
    if (room == NULL)
        return NULL;
    memset(room, FENCE, frame->captured + ROOM_MORE);
    ls_frame_anonymise(anonymiser, frame, room, out);
    for (size_t i = 0; i < ROOM_MORE; i++)
        if (room[frame->captured + i] != FENCE)
            abort();
    if (out->bytes != room || out->captured > frame->captured || out->wire != frame->wire ||
        out->time_ns != frame->time_ns || out->link_type != frame->link_type)
        abort();
    return room;
}

/* Ports of which a datagram may be a tunnel to one reader and payload to the other. */
static bool may_be_tunnel(const struct ls_packet *packet)
{
    static const uint16_t ports[] = {2152, 3544, 4789, 6081, 6635};
    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++)
        if (packet->dport == ports[i] || packet->sport == ports[i])
            return true;
    return packet->ip_proto != LS_IP_TCP && packet->ip_proto != LS_IP_UDP;
}

/* The decoder says where the payload begins, when it is in the frame itself. */
static void check_payload(const struct ls_frame *frame, const struct ls_frame *out)
{
    struct ls_packet packet;
    struct ls_decoder *decoder = ls_decoder_new(NULL);
    if (decoder == NULL)
        return;
    if (ls_decode(decoder, frame, &packet) == LS_DECODED_PACKET && !may_be_tunnel(&packet)) {
        uintptr_t payload = (uintptr_t)packet.payload.at, start = (uintptr_t)frame->bytes;
        bool inside = payload >= start && payload <= start + frame->captured;
        if (inside && packet.payload.at < packet.payload.end && out->captured > payload - start)
            abort();
    }
    ls_decoder_free(decoder);
}

/* Other bytes behind may make it another packet, of which more or less is shown. */
static void check_tail(const struct ls_anonymiser *anonymiser, const struct ls_frame *frame,
                       uint8_t *bytes, const struct ls_frame *out)
{
    struct ls_frame other;
    for (uint32_t i = out->captured; i < frame->captured; i++)
        bytes[i] ^= 0xff;
    uint8_t *room = rewrite(anonymiser, frame, &other);
    bool same = room == NULL || other.captured != out->captured || out->captured == 0 ||
                memcmp(room, out->bytes, out->captured) == 0;
    free(room);
    if (!same)
        abort();
}

static void feed(const struct ls_anonymiser *anonymiser, struct ls_cursor in)
{
    while (ls_left(&in) > 4) {
        size_t kind = ls_u8(&in) % (sizeof link_types / sizeof link_types[0]);
        uint32_t cut = ls_u8(&in);
        size_t length = ls_be16(&in);
        struct ls_cursor bytes = ls_cut(&in, length < ls_left(&in) ? length : ls_left(&in));
        uint32_t n = (uint32_t)ls_left(&bytes);
        uint8_t *copy = malloc(n + 1); /* its own block: an over-read is seen */
        if (copy == NULL)
            return;
        memcpy(copy + 1, bytes.at, n);
        struct ls_frame frame = {7, copy + 1, n, n + cut % 8, link_types[kind]}, out;
        uint8_t *room = rewrite(anonymiser, &frame, &out);
        if (room != NULL) {
            check_payload(&frame, &out);
            check_tail(anonymiser, &frame, copy + 1, &out);
        }
        free(room);
        free(copy);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char key[] = "a key of the tests";
    struct ls_anonymiser *anonymiser = ls_anonymiser_new(key, sizeof key, NULL);
    if (anonymiser != NULL)
        feed(anonymiser, ls_cursor(data, size));
    ls_anonymiser_free(anonymiser);
    return 0;
}
