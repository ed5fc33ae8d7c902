/*
 * described.h - what a pcapng file says about one interface
 *
 * draft-ietf-opsawg-pcapng section 4.2 (description) and 4.6 (statistics).
 */
#pragma once

#include "capture/reader.h"
#include "capture/stamp.h"

struct ls_described {
    struct ls_stamp_clock clock;
    uint16_t link_type; /* LINKTYPE_ */
    uint32_t snaplen;
    const struct ls_link_type *type;            /* whoever reads the file fills it in */
    uint64_t dropped_kernel, dropped_interface; /* as of its last statistics */
};

/*
 * ls_described_read reads the body of an Interface Description Block. Damage as libpcap sees it
 * ends the reader; then false.
 */
LS_MUST_USE bool ls_described_read(struct ls_described *described, struct ls_cursor body, bool big,
                                   struct ls_reader *reader);

/*
 * ls_described_drops reads the options of an Interface Statistics Block, whose counters run from
 * the start of the capture, and adds what is new to the reader's. What is damaged in them is left:
 * libpcap does not look at this block at all.
 */
void ls_described_drops(struct ls_described *described, struct ls_cursor options, bool big,
                        struct ls_reader *reader);
