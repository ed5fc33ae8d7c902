/*
 * fuzz_decode.c - records of (link type, cut, length, bytes) through one decoder
 *
 * Every record must end in a packet, be held, or be counted; at the end no frame may be missing.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lyncscope/decode.h"

static const int link_types[] = {1, 12, 14, 101, 228, 229, 113, 276, 0, 108, 127, 9};

static void touch_bytes(const struct ls_packet *packet)
{
    volatile uint8_t sink = 0; /* so that the reads are not optimised away */
    for (const uint8_t *at = packet->payload.at; at < packet->payload.end; at++)
        sink ^= *at;
    for (const uint8_t *at = packet->ip.at; at < packet->ip.end; at++)
        sink ^= *at;
    (void)sink;
    if (ls_left(&packet->payload) > packet->payload_wire)
        abort();
}

static uint64_t feed(struct ls_decoder *decoder, struct ls_cursor in, uint64_t *out)
{
    uint64_t frames = 0;
    struct ls_packet packet;
    while (ls_left(&in) > 4) {
        size_t kind = ls_u8(&in) % (sizeof link_types / sizeof link_types[0]);
        uint32_t cut = ls_u8(&in);
        size_t length = ls_be16(&in);
        struct ls_cursor bytes = ls_cut(&in, length < ls_left(&in) ? length : ls_left(&in));
        uint8_t *copy = malloc(ls_left(&bytes) + 1); /* its own block: an over-read is seen */
        if (copy == NULL)
            return frames;
        uint32_t n = (uint32_t)ls_left(&bytes);
        memcpy(copy + 1, bytes.at, n);
        struct ls_frame frame = {(int64_t)frames, copy + 1, n, n + cut % 8, link_types[kind]};
        frames++;
        if (ls_decode(decoder, &frame, &packet) == LS_DECODED_PACKET) {
            touch_bytes(&packet);
            *out += packet.frames;
        }
        free(copy);
    }
    while (ls_decode_overdue(decoder, INT64_MAX, &packet)) {
        touch_bytes(&packet);
        *out += packet.frames;
    }
    return frames;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ls_decoder *decoder = ls_decoder_new(NULL);
    if (decoder == NULL)
        return 0;
    uint64_t out = 0;
    uint64_t frames = feed(decoder, ls_cursor(data, size), &out);
    for (int i = 0; i < LS_SKIP_COUNT; i++)
        out += ls_decoder_skipped(decoder)[i];
    if (out != frames)
        abort();
    ls_decoder_free(decoder);
    return 0;
}
