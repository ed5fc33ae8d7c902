/*
 * classic.c - classic pcap, draft-ietf-opsawg-pcap: micro- and nanoseconds, either byte order
 *
 * Versions before 2.4 and modified record headers are libpcap's, and so are link types whose
 * headers it rewrites. A record is held against the limits as libpcap 1.10 does: above the type's
 * limit the file is damaged; above the snapshot length the frame is clipped.
 */
#include <assert.h>
#include <stdlib.h>

#include "capture/reader.h"
#include "lyncscope/clock.h"

enum { RECORD_BYTES = 16 };

struct header {
    bool big;
    bool nano;
    bool plain; /* a magic number and version that are read here */
    uint32_t snaplen, link_type;
};

struct classic {
    struct ls_reader base;
    struct ls_link_type type;
    uint32_t snaplen;
    uint32_t unit_ns;
    bool big;
};

/* Section 4: the magic number tells byte order and resolution. */
static struct header header_read(const uint8_t bytes[LS_STREAM_HEAD])
{
    struct ls_cursor c = ls_cursor(bytes, LS_STREAM_HEAD);
    struct header header = {0};
    uint32_t magic = ls_be32(&c);
    header.big = magic == 0xA1B2C3D4 || magic == 0xA1B23C4D;
    header.nano = magic == 0xA1B23C4D || magic == 0x4D3CB2A1;
    bool known = header.big || header.nano || magic == 0xD4C3B2A1;
    uint16_t major = ls_order16(&c, header.big);
    uint16_t minor = ls_order16(&c, header.big);
    header.plain = known && major == 2 && minor == 4;
    ls_take(&c, 8); /* reserved */
    header.snaplen = ls_order32(&c, header.big);
    header.link_type = ls_order32(&c, header.big);
    return header;
}

/*
 * Link types with a header in the byte order of the machine that wrote the file. libpcap turns
 * it round; in USB captures it also mends lengths. LINKTYPE_ numbers: LINUX_SLL, PFLOG, USB_LINUX,
 * USB_LINUX_MMAPPED, NFLOG, PKTAP, LINUX_SLL2.
 */
static bool rewritten(uint32_t link_type)
{
    static const uint16_t list[] = {113, 117, 189, 220, 239, 258, 276};
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        if ((link_type & 0x03FFFFFF) == list[i])
            return true;
    }
    return false;
}

bool ls_classic_plain(const uint8_t bytes[LS_STREAM_HEAD])
{
    struct header header = header_read(bytes);
    uint32_t type = header.link_type & 0x03FFFFFF;
    bool usb = type == 189 || type == 220;
    return header.plain && !usb && (header.big == ls_host_is_big() || !rewritten(header.link_type));
}

struct record {
    uint32_t seconds, fraction, captured, wire;
};

/* Section 5. The byte order is a constant where this is called, so it costs nothing a packet. */
static inline __attribute__((always_inline)) struct record record_read(struct ls_cursor *c,
                                                                       bool big)
{
    struct record record = {.seconds = ls_order32(c, big)};
    record.fraction = ls_order32(c, big);
    record.captured = ls_order32(c, big);
    record.wire = ls_order32(c, big);
    return record;
}

/* The records that are whole in the buffer. */
static inline __attribute__((always_inline)) size_t
records(struct classic *classic, struct ls_frame *frames, size_t room, bool big)
{
    const struct ls_link_type *type = &classic->type;
    const uint32_t most = type->most, snaplen = classic->snaplen, unit_ns = classic->unit_ns;
    const int dlt = type->dlt;
    const bool filtering = classic->base.filtering;
    struct ls_cursor rest = ls_block_rest(classic->base.block);
    size_t n = 0;
    while (n < room) {
        struct ls_cursor c = rest;
        struct ls_cursor header = ls_cut(&c, RECORD_BYTES);
        if (c.failed)
            break;
        struct record record = record_read(&header, big);
        if (record.captured > most)
            break;
        const uint8_t *bytes = ls_take(&c, record.captured);
        if (c.failed)
            break;
        rest = c;
        uint32_t captured = record.captured < snaplen ? record.captured : snaplen;
        if (filtering && !ls_link_type_pass(type, bytes, record.wire, captured))
            continue;
        frames[n++] = (struct ls_frame){
            /* Unsigned seconds and microseconds of 32 bits stay below LS_TIME_MOST. */
            .time_ns = (int64_t)record.seconds * LS_SECOND + (int64_t)record.fraction * unit_ns,
            .bytes = bytes,
            .captured = captured,
            .wire = record.wire > captured ? record.wire : captured,
            .link_type = dlt,
        };
    }
    ls_block_take_to(classic->base.block, &rest);
    return n;
}

/* Get the next record into the buffer, whole; false at the end, good or bad. */
static bool refill_record(struct classic *classic)
{
    struct ls_reader *reader = &classic->base;
    const uint8_t *at = ls_reader_want(reader, RECORD_BYTES);
    if (at == NULL)
        return false;
    struct ls_cursor c = ls_cursor(at, RECORD_BYTES);
    struct record record = record_read(&c, classic->big);
    if (record.captured > classic->type.most) {
        ls_reader_damage(reader, "a captured length of %u, at most %u can be", record.captured,
                         classic->type.most);
        return false;
    }
    return ls_reader_want(reader, RECORD_BYTES + (size_t)record.captured) != NULL;
}

static size_t classic_read(struct ls_reader *reader, struct ls_frame *frames, size_t room,
                           bool refill)
{
    struct classic *classic = (struct classic *)reader;
    size_t n = 0;
    do {
        n = classic->big ? records(classic, frames, room, true)
                         : records(classic, frames, room, false);
    } while (n == 0 && refill && refill_record(classic));
    return n;
}

static void classic_close(struct ls_reader *reader)
{
    struct classic *classic = (struct classic *)reader;
    ls_link_type_clear(&classic->type);
    free(classic);
}

struct ls_reader *ls_classic_open(struct ls_block *block, const struct ls_filter *filter,
                                  struct ls_error *error)
{
    const uint8_t *bytes = ls_block_want(block, LS_STREAM_HEAD);
    assert(bytes != NULL && ls_classic_plain(bytes));
    struct header header = header_read(bytes);
    struct classic *classic = calloc(1, sizeof *classic);
    if (classic == NULL) {
        ls_fail(error, LS_E_MEMORY, "%s: out of memory", filter->where);
        return NULL;
    }
    if (ls_link_type_make(&classic->type, header.link_type, header.big, filter, error) < 0) {
        free(classic);
        return NULL;
    }
    classic->base =
        (struct ls_reader){.read = classic_read, .close = classic_close, .block = block};
    classic->snaplen = ls_link_type_snaplen(&classic->type, header.snaplen);
    classic->unit_ns = header.nano ? 1 : 1000;
    classic->big = header.big;
    ls_block_take(block, LS_STREAM_HEAD);
    return &classic->base;
}
