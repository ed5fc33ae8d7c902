/*
 * linktype.h - what libpcap knows of a link type, and filters compiled for it
 *
 * Numbers in files (LINKTYPE_) and in programs (DLT_) differ for a few types, and the longest frame
 * that libpcap accepts depends on the type. It is asked, with a capture of no packets in memory.
 */
#pragma once

#include <pcap/pcap.h>

#include "lyncscope/capture.h"

/* A filter as the user wrote it, and for which input. */
struct ls_filter {
    const char *text; /* NULL: everything passes */
    const char *where;
};

struct ls_link_type {
    uint32_t number; /* as in the file, with the FCS bits of classic pcap */
    bool big; /* byte order of the file: a null header, and what a filter asks of it, has it */
    int dlt;
    uint32_t most; /* captured bytes of a frame at most */
    bool filtered; /* program holds the compiled filter */
    struct bpf_program program;
};

/* ls_host_is_big says whether this machine puts the highest byte first. */
static inline bool ls_host_is_big(void)
{
    const uint16_t one = 1;
    return *(const uint8_t *)&one == 0;
}

LS_MUST_USE int ls_link_type_make(struct ls_link_type *type, uint32_t number, bool big,
                                  const struct ls_filter *filter, struct ls_error *error);
void ls_link_type_clear(struct ls_link_type *type);

/* ls_link_type_number gives the number in files of a DLT_ value; where names the file. */
LS_MUST_USE int ls_link_type_number(int dlt, uint32_t *number, const char *where,
                                    struct ls_error *error);

/* ls_link_type_snaplen gives the limit that a snapshot length in a file means. */
static inline uint32_t ls_link_type_snaplen(const struct ls_link_type *type, uint32_t stored)
{
    return stored == 0 || stored > INT32_MAX ? type->most : stored;
}

/* ls_link_type_pass runs the filter; wire is the length as the file has it. */
static inline bool ls_link_type_pass(const struct ls_link_type *type, const uint8_t *bytes,
                                     uint32_t wire, uint32_t captured)
{
    return !type->filtered || bpf_filter(type->program.bf_insns, bytes, wire, captured) != 0;
}

/* ls_filter_compile compiles filter for an open handle; where names the input for the message. */
LS_MUST_USE int ls_filter_compile(pcap_t *pcap, const struct ls_filter *filter,
                                  struct bpf_program *program, struct ls_error *error);
