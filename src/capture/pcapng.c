/*
 * pcapng.c - pcapng, draft-ietf-opsawg-pcapng: blocks, one after the other
 *
 * Held against the same rules as libpcap 1.10, but for what libpcap has no means to say: interfaces
 * of different link types and snapshot lengths, and sections in different byte orders, are read.
 * Headers of USB, NFLOG and CAN frames stay in the byte order they were written in.
 */
#include "capture/pcapng.h"

#include <stdlib.h>

enum {
    BLOCK_HEAD = 8,
    BLOCK_TAIL = 4,
    PACKET_HEAD = 28,
    SECTION_PEEK = 12, /* as far as the byte-order magic */
    SECTION_LEAST = 28,
    SECTION_MOST = 1024 * 1024, /* of the first one */
    BLOCK_MOST = 16 * 1024 * 1024,
    OPTIONS_MOST = 128 * 1024, /* beside a frame that is as long as its type allows */
};

struct head {
    uint32_t type, length;
};

/*
 * Section 3.1 and, for a section, 4.1: its byte-order magic comes after its length. False, and c
 * has failed, when the bytes are not there; false alone when there is no such magic.
 */
static inline bool head_read(struct ls_pcapng *ng, struct ls_cursor *c, struct head *head)
{
    struct ls_cursor ahead = *c;
    head->type = ls_order32(c, ng->big);
    if (head->type == LS_NG_SECTION) {
        ls_take(&ahead, BLOCK_HEAD);
        uint32_t magic = ls_le32(&ahead);
        c->failed = ahead.failed;
        ng->big = magic == 0x4D3C2B1A;
        if (!ng->big && magic != 0x1A2B3C4D)
            return false;
    }
    head->length = ls_order32(c, ng->big);
    return !c->failed;
}

/*
 * A frame of the longest kind with its options must fit, and so must anything reasonable. Of the
 * first section header libpcap looks at no more than the size.
 */
static inline bool length_fits(const struct ls_pcapng *ng, uint32_t length)
{
    if (!ng->begun)
        return length >= SECTION_LEAST && length <= SECTION_MOST;
    uint32_t most = BLOCK_MOST;
    if (ng->frame_most > BLOCK_MOST - OPTIONS_MOST - 32)
        most = ng->frame_most + OPTIONS_MOST + 32;
    return length >= BLOCK_HEAD + BLOCK_TAIL && length % 4 == 0 && length <= most;
}

/* Cut the next block out; false when it is not whole in the buffer or not sound. */
static inline bool block_cut(struct ls_pcapng *ng, struct ls_cursor *c, struct head *head,
                             struct ls_cursor *body)
{
    if (!head_read(ng, c, head) || !length_fits(ng, head->length))
        return false;
    *body = ls_cut(c, head->length - BLOCK_HEAD - BLOCK_TAIL);
    uint32_t again = ls_order32(c, ng->big);
    return !c->failed && (again == head->length || !ng->begun);
}

/* Get the next block into the buffer, whole and sound; false at the end, good or bad. */
static bool refill_block(struct ls_pcapng *ng)
{
    struct ls_reader *reader = &ng->base;
    struct head head = {0};
    struct ls_cursor c, body;
    const uint8_t *at = ls_reader_want(reader, BLOCK_HEAD);
    if (at == NULL)
        return false;
    c = ls_cursor(at, BLOCK_HEAD);
    if (ls_le32(&c) == LS_NG_SECTION && ls_reader_want(reader, SECTION_PEEK) == NULL)
        return false;
    c = ls_block_rest(reader->block);
    if (!head_read(ng, &c, &head)) {
        ls_reader_damage(reader, "a section header has no byte-order magic");
        return false;
    }
    if (!length_fits(ng, head.length)) {
        ls_reader_damage(reader, "a block has a length of %u bytes", head.length);
        return false;
    }
    if (ls_reader_want(reader, head.length) == NULL)
        return false;
    c = ls_block_rest(reader->block);
    if (!block_cut(ng, &c, &head, &body))
        ls_reader_damage(reader, "the two lengths of a block differ");
    return !reader->over;
}

/*
 * The one block that matters for speed: a sound Enhanced Packet Block (section 4.3), whole in the
 * buffer, of a known interface. False for everything else, which then goes the long way.
 */
static inline __attribute__((always_inline)) bool
quick_packet(const struct ls_pcapng *ng, struct ls_cursor *rest, struct ls_frame *frame, bool big)
{
    struct ls_cursor c = *rest;
    struct ls_cursor head = ls_cut(&c, PACKET_HEAD);
    if (c.failed)
        return false;
    uint32_t type = ls_order32(&head, big);
    uint32_t length = ls_order32(&head, big);
    uint32_t interface = ls_order32(&head, big);
    uint64_t high = ls_order32(&head, big);
    uint64_t stamp = high << 32 | ls_order32(&head, big);
    uint32_t captured = ls_order32(&head, big);
    uint32_t wire = ls_order32(&head, big);
    if (type != LS_NG_PACKET || interface >= ng->interface_count ||
        length < PACKET_HEAD + BLOCK_TAIL || length % 4 != 0 || length > BLOCK_MOST)
        return false;
    const struct ls_described *from = &ng->interfaces[interface];
    const uint32_t room = length - PACKET_HEAD - BLOCK_TAIL;
    const uint8_t *bytes = ls_take(&c, room);
    struct ls_cursor tail = ls_cut(&c, BLOCK_TAIL);
    if (c.failed || ls_order32(&tail, big) != length || captured > room || captured > from->snaplen)
        return false;
    *frame = (struct ls_frame){
        .time_ns = ls_stamp_ns(&from->clock, stamp),
        .bytes = bytes,
        .captured = captured,
        .wire = wire > captured ? wire : captured,
        .link_type = from->type->dlt,
    };
    *rest = c;
    return true;
}

static inline size_t quick_packets(const struct ls_pcapng *ng, struct ls_cursor *rest,
                                   struct ls_frame *frames, size_t room)
{
    struct ls_cursor c = *rest;
    size_t n = 0;
    if (ng->big) {
        while (n < room && quick_packet(ng, &c, &frames[n], true))
            n++;
    } else {
        while (n < room && quick_packet(ng, &c, &frames[n], false))
            n++;
    }
    *rest = c;
    return n;
}

/* The blocks that are whole in the buffer. */
static size_t blocks(struct ls_pcapng *ng, struct ls_frame *frames, size_t room)
{
    struct ls_cursor rest = ls_block_rest(ng->base.block);
    size_t n = 0;
    while (n < room && !ng->base.over) {
        if (!ng->base.filtering)
            n += quick_packets(ng, &rest, &frames[n], room - n);
        struct ls_cursor c = rest, body;
        struct head head;
        if (n == room || !block_cut(ng, &c, &head, &body))
            break;
        rest = c;
        n += ls_pcapng_block(ng, head.type, body, &frames[n]);
    }
    ls_block_take_to(ng->base.block, &rest);
    return n;
}

static size_t pcapng_read(struct ls_reader *reader, struct ls_frame *frames, size_t room,
                          bool refill)
{
    struct ls_pcapng *ng = (struct ls_pcapng *)reader;
    size_t n;
    do {
        n = blocks(ng, frames, room);
    } while (n == 0 && refill && refill_block(ng));
    return n;
}

static void explain(const struct ls_pcapng *ng, struct ls_error *error)
{
    const struct ls_reader *reader = &ng->base;
    const char *where = ng->filter.where;
    if (reader->code == LS_E_USAGE || reader->code == LS_E_MEMORY)
        ls_fail(error, reader->code, "%s", reader->why);
    else if (reader->code < 0)
        ls_fail(error, LS_E_FORMAT, "%s: its file header is not usable: %s", where, reader->why);
    else if (reader->cut)
        ls_fail(error, LS_E_FORMAT, "%s: is cut short in its file header", where);
    else
        ls_fail(error, LS_E_FORMAT, "%s: its file header is not usable: it describes no interface",
                where);
}

/* As far as the first interface, whose link type the filter must fit; libpcap asks for it too. */
static bool read_first(struct ls_pcapng *ng)
{
    struct ls_frame none;
    while (ng->interface_count == 0 && refill_block(ng)) {
        struct ls_cursor c = ls_block_rest(ng->base.block), body;
        struct head head;
        if (!block_cut(ng, &c, &head, &body))
            return false;
        ls_block_take_to(ng->base.block, &c);
        ls_pcapng_block(ng, head.type, body, &none);
    }
    return !ng->base.over;
}

static void pcapng_close(struct ls_reader *reader)
{
    struct ls_pcapng *ng = (struct ls_pcapng *)reader;
    for (size_t i = 0; i < ng->type_count; i++)
        ls_link_type_clear(&ng->types[i]);
    free(ng->interfaces);
    free(ng);
}

struct ls_reader *ls_pcapng_open(struct ls_block *block, const struct ls_filter *filter,
                                 struct ls_error *error)
{
    struct ls_pcapng *ng = calloc(1, sizeof *ng);
    if (ng == NULL) {
        ls_fail(error, LS_E_MEMORY, "%s: out of memory", filter->where);
        return NULL;
    }
    ng->base = (struct ls_reader){.read = pcapng_read, .close = pcapng_close, .block = block};
    ng->filter = *filter;
    if (read_first(ng))
        return &ng->base;
    explain(ng, error);
    pcapng_close(&ng->base);
    return NULL;
}
