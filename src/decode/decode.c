/* decode.c - the way of one frame through the layers, and the counters where it may end */
#include "decode/decoder.h"

#include <stdlib.h>

#include "lyncscope/hash.h"

const char *ls_skip_name(enum ls_skip skip)
{
    static const char *const name[LS_SKIP_COUNT] = {
        [LS_SKIP_NON_IP] = "non-ip",         [LS_SKIP_LINK_TYPE] = "link-type",
        [LS_SKIP_BAD_HEADER] = "bad-header", [LS_SKIP_CUT_HEADER] = "cut-header",
        [LS_SKIP_FRAGMENT] = "fragment",     [LS_SKIP_NESTED] = "nested-too-deep",
    };
    return (unsigned)skip < LS_SKIP_COUNT ? name[skip] : "";
}

struct ls_decoder *ls_decoder_new(struct ls_error *error)
{
    struct ls_decoder *decoder = calloc(1, sizeof *decoder);
    struct ls_hash_key *key = calloc(1, sizeof *key);
    if (decoder == NULL || key == NULL) {
        free(decoder);
        free(key);
        ls_fail(error, LS_E_MEMORY, "decoder: out of memory");
        return NULL;
    }
    *key = ls_hash_key_draw();
    decoder->fragments.key = key;
    return decoder;
}

void ls_decoder_free(struct ls_decoder *decoder)
{
    if (decoder == NULL)
        return;
    fragments_clear(&decoder->fragments);
    free(decoder->fragments.key);
    free(decoder);
}

/*
 * Member by member: assigning the whole becomes "rep stos", which costs more than the rest of
 * decoding. Addresses, payload and ip are always set where a packet comes of it.
 */
static void clear(struct ls_packet *packet, const struct ls_frame *frame)
{
    packet->time_ns = frame->time_ns;
    packet->sport = packet->dport = 0;
    packet->ip_proto = packet->tcp_flags = 0;
    packet->icmp_type = packet->icmp_code = 0;
    packet->v6 = packet->has_ports = packet->cut = false;
    packet->vlan_count = 0;
    packet->vlan[0] = packet->vlan[1] = 0;
    packet->seq = 0;
    packet->trace = 0;
    packet->payload_wire = 0;
    packet->frames = 1;
    packet->datagram = 0;
    packet->wire_bytes = frame->wire;
}

static int step_by_step(struct ls_decoder *decoder, const struct ls_frame *frame,
                        struct ls_packet *packet)
{
    struct ls_cursor in = ls_cursor(frame->bytes, frame->captured);
    uint16_t type = 0;
    int step = link_strip(frame, packet, &in, &type);
    return step == STEP_ON ? ip_decode(decoder, frame, packet, &in, type) : step;
}

enum ls_decoded ls_decode(struct ls_decoder *decoder, const struct ls_frame *frame,
                          struct ls_packet *packet)
{
    if (decoder->fragments.lent != NULL) {
        fragments_release(&decoder->fragments);
        decoder->fragments.joined_count = 0;
    }
    clear(packet, frame);
    int step = plain_decode(frame, packet);
    if (step == STEP_OTHER)
        step = step_by_step(decoder, frame, packet);
    if (step == STEP_ON)
        return LS_DECODED_PACKET;
    if (step == STEP_TUNNEL)
        step = tunnel_decode(decoder, packet);
    if (step == STEP_ON)
        return LS_DECODED_PACKET;
    if (step == STEP_HELD)
        return LS_DECODED_HELD;
    decoder->skipped[step] += packet->frames;
    return LS_DECODED_SKIPPED;
}

const uint64_t *ls_decoder_skipped(const struct ls_decoder *decoder)
{
    return decoder->skipped;
}
