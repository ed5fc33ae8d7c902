/*
 * pcapng.h - a pcapng file while it is read: its interfaces and their link types
 */
#pragma once

#include "capture/described.h"

enum {
    LS_PCAPNG_TYPES = 64,
    LS_PCAPNG_INTERFACES = 65536
}; /* more of them: damage, or an attack */

/* draft-ietf-opsawg-pcapng section 11.1 */
enum ls_ng_block {
    LS_NG_INTERFACE = 1,
    LS_NG_OLD_PACKET = 2,
    LS_NG_SIMPLE_PACKET = 3,
    LS_NG_STATISTICS = 5,
    LS_NG_PACKET = 6,
    LS_NG_SECTION = 0x0A0D0D0A, /* the same in both byte orders */
};

struct ls_pcapng {
    struct ls_reader base;
    struct ls_filter filter;
    bool begun; /* the first section header is read */
    bool big;   /* byte order of this section */
    uint32_t frame_most;
    struct ls_described *interfaces; /* of this section */
    size_t interface_count, interface_room;
    struct ls_link_type types[LS_PCAPNG_TYPES]; /* each once in either byte order */
    size_t type_count;
};

/* ls_pcapng_describe adds the interface of an Interface Description Block. */
void ls_pcapng_describe(struct ls_pcapng *ng, struct ls_cursor body);

/* ls_pcapng_block does what a block of this type asks for; true when it filled *frame. */
bool ls_pcapng_block(struct ls_pcapng *ng, uint32_t type, struct ls_cursor body,
                     struct ls_frame *frame);
