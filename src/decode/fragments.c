/*
 * fragments.c - datagrams waiting for their fragments (RFC 791 section 3.2, RFC 8200 section 4.5)
 *
 * Pieces may come in any order. Memory is bounded: at most 1,024 datagrams and 4 MiB wait;
 * the one that has waited longest is given up first. What is given up becomes a packet with cut
 * set when its first part is there (fetched by ls_decode_overdue, at most 4 MiB of them), else
 * its frames are counted.
 */
#include <stdlib.h>

#include "decode/datagram.h"
#include "lyncscope/clock.h"
#include "lyncscope/hash.h"

enum {
    DATAGRAMS_MAX = 1024,
    MEMORY_MAX = 4 * 1024 * 1024,
    ROOM_FIRST = 2048,
};

#define PATIENCE_NS (30 * LS_SECOND)

static size_t cost(uint32_t room)
{
    return sizeof(struct datagram) + DATAGRAM_HEADROOM + room;
}

static void discard(struct datagram *datagram)
{
    free(datagram->memory);
    free(datagram);
}

void fragments_release(struct fragments *fragments)
{
    while (fragments->lent != NULL) {
        struct datagram *datagram = fragments->lent;
        fragments->lent = datagram->next;
        discard(datagram);
    }
}

static uint32_t bucket_of(const struct fragments *fragments, const struct ls_packet *packet,
                          uint32_t id)
{
    uint64_t words[5] = {[4] = id};
    memcpy(words, packet->src.bytes, 16);
    memcpy(words + 2, packet->dst.bytes, 16);
    return (uint32_t)(ls_hash_words(fragments->key, words, 5) % FRAGMENT_BUCKETS);
}

static struct datagram *find(const struct fragments *fragments, uint32_t bucket,
                             const struct ls_packet *packet, const struct fragment *fragment)
{
    struct datagram *datagram = fragments->bucket[bucket];
    while (datagram != NULL && !datagram_is(datagram, packet, fragment))
        datagram = datagram->next;
    return datagram;
}

/* Takes a waiting datagram out of its bucket and out of the line. */
static void unlink_waiting(struct fragments *fragments, struct datagram *datagram)
{
    struct datagram **at = &fragments->bucket[datagram->bucket];
    while (*at != datagram)
        at = &(*at)->next;
    *at = datagram->next;
    *(datagram->older ? &datagram->older->newer : &fragments->oldest) = datagram->newer;
    *(datagram->newer ? &datagram->newer->older : &fragments->newest) = datagram->older;
    datagram->next = NULL;
    fragments->count--;
    fragments->bytes -= cost(datagram->room);
}

static void link_waiting(struct fragments *fragments, struct datagram *datagram)
{
    datagram->next = fragments->bucket[datagram->bucket];
    fragments->bucket[datagram->bucket] = datagram;
    datagram->older = fragments->newest;
    *(fragments->newest ? &fragments->newest->newer : &fragments->oldest) = datagram;
    fragments->newest = datagram;
    fragments->count++;
    fragments->bytes += cost(datagram->room);
}

static struct datagram *pop_given_up(struct fragments *fragments)
{
    struct datagram *datagram = fragments->given_up;
    if (datagram == NULL)
        return NULL;
    fragments->given_up = datagram->next;
    if (fragments->given_up == NULL)
        fragments->given_up_last = NULL;
    fragments->given_up_bytes -= cost(datagram->room);
    return datagram;
}

static void count_lost(struct ls_decoder *decoder, struct datagram *datagram)
{
    decoder->skipped[LS_SKIP_FRAGMENT] += datagram->packet.frames;
    discard(datagram);
}

/* Owners who never fetch what was given up lose it, oldest first; it is counted all the same. */
static void give_up(struct ls_decoder *decoder, struct datagram *datagram)
{
    struct fragments *fragments = &decoder->fragments;
    unlink_waiting(fragments, datagram);
    if (datagram->header_bytes == 0) {
        count_lost(decoder, datagram);
        return;
    }
    *(fragments->given_up ? &fragments->given_up_last->next : &fragments->given_up) = datagram;
    fragments->given_up_last = datagram;
    fragments->given_up_bytes += cost(datagram->room);
    while (fragments->given_up_bytes > MEMORY_MAX)
        count_lost(decoder, pop_given_up(fragments));
}

/* Room for one datagram more, or for more bytes of the one in use: the longest waiting goes. */
static bool make_room(struct ls_decoder *decoder, size_t more, const struct datagram *in_use)
{
    struct fragments *fragments = &decoder->fragments;
    while (fragments->bytes + more > MEMORY_MAX ||
           (in_use == NULL && fragments->count >= DATAGRAMS_MAX)) {
        struct datagram *oldest = fragments->oldest;
        if (oldest != NULL && oldest == in_use)
            oldest = oldest->newer;
        if (oldest == NULL)
            return false;
        give_up(decoder, oldest);
    }
    return true;
}

static struct datagram *start(struct ls_decoder *decoder, uint32_t bucket,
                              const struct ls_packet *packet, const struct fragment *fragment)
{
    if (!make_room(decoder, cost(0), NULL))
        return NULL;
    struct datagram *datagram = calloc(1, sizeof *datagram);
    uint8_t *memory = malloc(DATAGRAM_HEADROOM);
    if (datagram == NULL || memory == NULL) {
        free(datagram);
        free(memory);
        return NULL;
    }
    datagram->packet = *packet;
    datagram->packet.frames = 0;
    datagram->packet.wire_bytes = 0;
    datagram->packet.datagram = ++decoder->fragments.started;
    datagram->id = fragment->id;
    datagram->proto = fragment->part.proto;
    datagram->bucket = bucket;
    datagram->missing = UINT32_MAX;
    datagram->memory = memory;
    link_waiting(&decoder->fragments, datagram);
    return datagram;
}

static bool enlarge(struct ls_decoder *decoder, struct datagram *datagram, uint32_t end)
{
    if (end <= datagram->room)
        return true;
    uint32_t room = datagram->room ? datagram->room : ROOM_FIRST;
    while (room < end)
        room *= 2;
    uint32_t more = room - datagram->room;
    if (!make_room(decoder, more, datagram))
        return false;
    uint8_t *memory = realloc(datagram->memory, DATAGRAM_HEADROOM + room);
    if (memory == NULL)
        return false;
    datagram->memory = memory;
    datagram->room = room;
    decoder->fragments.bytes += more;
    return true;
}

static void count_frame(struct datagram *datagram, const struct ls_packet *packet)
{
    datagram->packet.frames += packet->frames;
    datagram->packet.wire_bytes += packet->wire_bytes;
    if (packet->time_ns < datagram->packet.time_ns)
        datagram->packet.time_ns = packet->time_ns;
}

static bool overdue(const struct datagram *datagram, int64_t now_ns)
{
    if (now_ns == INT64_MAX)
        return true;
    return now_ns > INT64_MIN + PATIENCE_NS && datagram->packet.time_ns < now_ns - PATIENCE_NS;
}

/* A datagram put together inside a tunnel is lent beside the one that carried its last piece. */
static int deliver(struct ls_decoder *decoder, struct datagram *datagram, struct ls_packet *packet)
{
    datagram->next = decoder->fragments.lent;
    decoder->fragments.lent = datagram;
    return datagram_packet(datagram, packet);
}

/* What came out of one datagram goes into another: its frames follow it there. */
static bool join(struct fragments *fragments, uint32_t datagram, uint32_t into)
{
    if (fragments->joined_count == fragments->joined_room) {
        size_t room = fragments->joined_room ? fragments->joined_room * 2 : 4;
        struct ls_joined *grown = realloc(fragments->joined, room * sizeof *grown);
        if (grown == NULL)
            return false;
        fragments->joined = grown;
        fragments->joined_room = room;
    }
    fragments->joined[fragments->joined_count++] = (struct ls_joined){datagram, into};
    return true;
}

const struct ls_joined *ls_decoder_joined(const struct ls_decoder *decoder, size_t *count)
{
    *count = decoder->fragments.joined_count;
    return decoder->fragments.joined;
}

int fragments_add(struct ls_decoder *decoder, struct ls_packet *packet,
                  const struct fragment *fragment)
{
    uint32_t wire = fragment->part.wire;
    if ((fragment->more && wire % 8 != 0) || wire == 0 || wire > DATAGRAM_BYTES - fragment->offset)
        return LS_SKIP_BAD_HEADER;
    uint32_t bucket = bucket_of(&decoder->fragments, packet, fragment->id);
    struct datagram *datagram = find(&decoder->fragments, bucket, packet, fragment);
    if (datagram != NULL && overdue(datagram, packet->time_ns)) {
        give_up(decoder, datagram); /* the id is in use again */
        datagram = NULL;
    }
    if (datagram == NULL)
        datagram = start(decoder, bucket, packet, fragment);
    if (datagram == NULL || !enlarge(decoder, datagram, fragment->offset + wire))
        return LS_SKIP_FRAGMENT;
    if (packet->datagram != 0 &&
        !join(&decoder->fragments, packet->datagram, datagram->packet.datagram))
        return LS_SKIP_FRAGMENT;
    count_frame(datagram, packet);
    datagram_put(datagram, fragment);
    packet->datagram = datagram->packet.datagram;
    if (!datagram_whole(datagram))
        return STEP_HELD;
    unlink_waiting(&decoder->fragments, datagram);
    return deliver(decoder, datagram, packet);
}

/* The next datagram that had its time and has a first part; those without are counted. */
static struct datagram *next_overdue(struct ls_decoder *decoder, int64_t now_ns)
{
    struct fragments *fragments = &decoder->fragments;
    while (fragments->given_up == NULL && fragments->oldest != NULL &&
           overdue(fragments->oldest, now_ns))
        give_up(decoder, fragments->oldest);
    return pop_given_up(fragments);
}

bool ls_decode_overdue(struct ls_decoder *decoder, int64_t now_ns, struct ls_packet *packet)
{
    struct datagram *datagram;
    fragments_release(&decoder->fragments);
    decoder->fragments.joined_count = 0;
    while ((datagram = next_overdue(decoder, now_ns)) != NULL) {
        int step = deliver(decoder, datagram, packet);
        if (step == STEP_TUNNEL)
            step = tunnel_decode(decoder, packet);
        if (step == STEP_ON)
            return true;
        if (step != STEP_HELD) /* a fragment inside, which waits in its own right */
            decoder->skipped[step] += packet->frames;
        fragments_release(&decoder->fragments);
    }
    return false;
}

void fragments_clear(struct fragments *fragments)
{
    fragments_release(fragments);
    free(fragments->joined);
    struct datagram *datagram;
    while ((datagram = fragments->oldest) != NULL) {
        unlink_waiting(fragments, datagram);
        discard(datagram);
    }
    while ((datagram = pop_given_up(fragments)) != NULL)
        discard(datagram);
}
