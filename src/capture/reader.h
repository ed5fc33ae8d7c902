/*
 * reader.h - what the readers of capture formats have in common
 *
 * classic.c and pcapng.c take frames straight out of blocks; odd.c hands the bytes to libpcap. They
 * refuse what libpcap refuses; where they read more than it does, pcapng.c says so.
 */
#pragma once

#include "capture/block.h"
#include "capture/linktype.h"
#include "lyncscope/capture.h"
#include "lyncscope/cursor.h"

struct ls_reader {
    /*
     * Reads up to room frames, whose bytes all stay valid until the next call that may refill.
     * 0: no more (then over is set), or none without refilling.
     */
    size_t (*read)(struct ls_reader *reader, struct ls_frame *frames, size_t room, bool refill);
    void (*close)(struct ls_reader *reader); /* frees it; the block stays */
    struct ls_block *block;
    bool filtering;                  /* frames that the filter drops are passed over */
    bool over;                       /* the end, good or bad */
    bool cut;                        /* over in the middle of a record */
    int code;                        /* of the error in why, or 0 */
    char why[PCAP_ERRBUF_SIZE + 80]; /* over because of this */
    /* Packets that were lost when the file was written, as it says itself. */
    uint64_t dropped_kernel, dropped_interface;
};

/*
 * A reader is opened where the file begins and reads up to what is needed for the first filter.
 * They fill error with a text that begins with filter->where, and return NULL.
 */
LS_MUST_USE struct ls_reader *
ls_classic_open(struct ls_block *block, const struct ls_filter *filter, struct ls_error *error);
LS_MUST_USE struct ls_reader *ls_pcapng_open(struct ls_block *block, const struct ls_filter *filter,
                                             struct ls_error *error);
LS_MUST_USE struct ls_reader *ls_odd_open(struct ls_block *block, const struct ls_filter *filter,
                                          struct ls_error *error);

/* ls_classic_plain says whether ls_classic_open reads a file with this header, or libpcap must. */
bool ls_classic_plain(const uint8_t header[LS_STREAM_HEAD]);

/* ls_reader_damage ends the reading with a clause. */
void ls_reader_damage(struct ls_reader *reader, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * ls_reader_want lends the next n bytes of the file, all of them in the buffer then; voids what was
 * lent. NULL ends the reading: the file is over, or cut short.
 */
LS_MUST_USE const uint8_t *ls_reader_want(struct ls_reader *reader, size_t n);

static inline uint16_t ls_order16(struct ls_cursor *c, bool big)
{
    return big ? ls_be16(c) : ls_le16(c);
}

static inline uint32_t ls_order32(struct ls_cursor *c, bool big)
{
    return big ? ls_be32(c) : ls_le32(c);
}
