/*
 * both.h - the same file through libpcap and through us, frame by frame
 *
 * libpcap is the measure: the same frames, and an end of the same kind. Where we differ on purpose:
 *
 * - Interfaces of a pcapng file may have different link types and snapshot lengths, and its
 * sections different byte orders. libpcap gives up there; we read on. What it read before must be
 * the same.
 * - Fractions of a second of 2^31 and above are unsigned in pcap; libpcap takes them as negative
 *   where the byte order is the machine's, and as positive where it is not. (Where libpcap reads
 * for us, its word stands.)
 * - if_tsresol finer than 2^-34: libpcap's multiplication overflows. Whole seconds must be the
 * same.
 * - In pcapng, headers of USB, NFLOG, PKTAP, pflog and cooked CAN frames stay as they were written;
 *   libpcap turns them round and mends lengths in them. Nothing above reads them.
 * - A later section whose header has no byte-order magic is damaged to us before its length is
 *   looked at, of which nobody knows the byte order; one that is cut before its magic is cut short.
 */
#pragma once

#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

#define ZLIB_CONST /* next_in points to const */
#include <zlib.h>

#include "capture/reader.h"
#include "capture/stamp.h"
#include "lyncscope/capture.h"
#include "lyncscope/clock.h"

enum ending { COMPLETE, CUT, DAMAGED, REFUSED };

struct seen {
    int64_t time_ns;
    uint32_t captured, wire, hash;
    int link_type;
};

struct reading {
    struct seen *list;
    size_t count, room;
    enum ending ending;
    char why[700];
};

static inline void reading_clear(struct reading *reading)
{
    free(reading->list);
    *reading = (struct reading){0};
}

static inline uint32_t hash_of(const uint8_t *bytes, size_t n)
{
    return (uint32_t)crc32(0, bytes, (uInt)n);
}

static inline void see(struct reading *reading, const struct seen *seen)
{
    if (reading->count == reading->room) {
        reading->room = reading->room > 0 ? reading->room * 2 : 64;
        reading->list = realloc(reading->list, reading->room * sizeof *reading->list);
        if (reading->list == NULL)
            abort();
    }
    reading->list[reading->count++] = *seen;
}

/* What the first bytes say of the format. */
struct head {
    bool pcapng, nano;
    bool plain; /* pcap that we read ourselves */
};

static inline struct head head_of(const uint8_t *bytes, size_t n)
{
    struct head head = {0};
    if (n < LS_STREAM_HEAD)
        return head;
    head.pcapng = memcmp(bytes, "\x0A\x0D\x0D\x0A", 4) == 0;
    head.nano =
        memcmp(bytes, "\xA1\xB2\x3C\x4D", 4) == 0 || memcmp(bytes, "\x4D\x3C\xB2\xA1", 4) == 0;
    head.plain = ls_classic_plain(bytes);
    return head;
}

static inline int64_t their_time(const struct pcap_pkthdr *header, const struct head *head)
{
    int64_t fraction = header->ts.tv_usec;
    if (head->pcapng)
        return ls_pcap_time(header->ts.tv_sec, fraction);
    if (fraction < 0 && head->plain)
        fraction += (INT64_C(1) << 32) * (head->nano ? 1 : 1000);
    return ls_pcap_time((uint32_t)header->ts.tv_sec, fraction);
}

static inline void read_theirs(const char *path, const char *filter, const struct head *head,
                               struct reading *reading)
{
    struct bpf_program program;
    struct pcap_pkthdr *header;
    const u_char *bytes;
    int answer;
    pcap_t *pcap =
        pcap_open_offline_with_tstamp_precision(path, PCAP_TSTAMP_PRECISION_NANO, reading->why);
    if (pcap == NULL) {
        reading->ending = REFUSED;
        return;
    }
    if (filter != NULL) {
        if (pcap_compile(pcap, &program, filter, 1, PCAP_NETMASK_UNKNOWN) < 0) {
            reading->ending = REFUSED;
            pcap_close(pcap);
            return;
        }
        if (pcap_setfilter(pcap, &program) != 0)
            abort();
        pcap_freecode(&program);
    }
    while ((answer = pcap_next_ex(pcap, &header, &bytes)) == 1) {
        struct seen seen = {
            .time_ns = their_time(header, head),
            .captured = header->caplen,
            .wire = header->len > header->caplen ? header->len : header->caplen,
            .hash = hash_of(bytes, header->caplen),
            .link_type = pcap_datalink(pcap),
        };
        see(reading, &seen);
    }
    if (answer == PCAP_ERROR) {
        snprintf(reading->why, sizeof reading->why, "%s", pcap_geterr(pcap));
        reading->ending = strncmp(reading->why, "truncated", 9) == 0 ? CUT : DAMAGED;
    }
    pcap_close(pcap);
}

static inline void see_frame(struct reading *reading, const struct ls_frame *frame)
{
    struct seen seen = {frame->time_ns, frame->captured, frame->wire,
                        hash_of(frame->bytes, frame->captured), frame->link_type};
    see(reading, &seen);
}

/* All bytes of a batch must still be there when its last frame has been lent. */
static inline void read_ours(const char *path, const char *filter, size_t batch,
                             struct reading *reading)
{
    struct ls_error error = {0};
    struct ls_source *source = ls_source_open(
        &(struct ls_source_options){.files = &path, .file_count = 1, .filter = filter}, &error);
    if (source == NULL) {
        reading->ending = REFUSED;
        snprintf(reading->why, sizeof reading->why, "%s", error.text);
        return;
    }
    struct ls_frame one;
    const struct ls_frame *frames = &one;
    size_t count = 1;
    while ((batch == 0 ? ls_source_next(source, &one)
                       : ls_source_next_batch(source, batch, &frames, &count)) == LS_NEXT_FRAME) {
        for (size_t i = 0; i < count; i++)
            see_frame(reading, &frames[i]);
    }
    const struct ls_source_note *notes = ls_source_notes(source, &count);
    if (count > 0 && strstr(notes[0].text, "packets were lost") == NULL) {
        snprintf(reading->why, sizeof reading->why, "%s", notes[0].text);
        reading->ending = strncmp(notes[0].text, "cut short", 9) == 0 ? CUT : DAMAGED;
    }
    ls_source_free(source);
}

/* An if_tsresol option whose resolution libpcap cannot multiply. */
static inline bool has_fine_stamps(const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i + 5 <= n; i++) {
        bool option = memcmp(bytes + i, "\x09\x00\x01\x00", 4) == 0 ||
                      memcmp(bytes + i, "\x00\x09\x00\x01", 4) == 0;
        if (option && bytes[i + 4] > 0x80 + 34)
            return true;
    }
    return false;
}

/* A section header in another byte order than the first one's. libpcap takes its length in the old
 * order before it sees that, and gives up for one reason or the other. */
static inline bool has_other_order(const uint8_t *bytes, size_t n)
{
    for (size_t i = LS_STREAM_HEAD; i + 12 <= n; i++) {
        bool section = memcmp(bytes + i, "\x0A\x0D\x0D\x0A", 4) == 0;
        bool magic = memcmp(bytes + i + 8, "\x1A\x2B\x3C\x4D", 4) == 0 ||
                     memcmp(bytes + i + 8, "\x4D\x3C\x2B\x1A", 4) == 0;
        if (section && magic && memcmp(bytes + 8, bytes + i + 8, 4) != 0)
            return true;
    }
    return false;
}

static inline bool is_cut_before_magic(const uint8_t *bytes, size_t n)
{
    for (size_t left = 8; left < 12 && left <= n; left++) {
        if (memcmp(bytes + n - left, "\x0A\x0D\x0D\x0A", 4) == 0)
            return true;
    }
    return false;
}

static inline bool rewritten_by_libpcap(int link_type)
{
    static const int list[] = {DLT_LINUX_SLL, DLT_PFLOG, DLT_USB_LINUX, DLT_USB_LINUX_MMAPPED,
                               DLT_NFLOG,     DLT_PKTAP, DLT_LINUX_SLL2};
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        if (link_type == list[i])
            return true;
    }
    return false;
}

static inline bool same_time(int64_t a, int64_t b, bool fine)
{
    return a == b || (fine && a / LS_SECOND == b / LS_SECOND);
}

/* Returns NULL, or what is different; *more counts files in which we read on. */
static inline const char *difference(const struct reading *ours, const struct reading *theirs,
                                     const uint8_t *bytes, size_t n, unsigned *more)
{
    bool ng = head_of(bytes, n).pcapng;
    bool fine = ng && has_fine_stamps(bytes, n);
    if (ours->count < theirs->count)
        return "frames are missing";
    for (size_t i = 0; i < theirs->count; i++) {
        const struct seen *a = &ours->list[i], *b = &theirs->list[i];
        if (!same_time(a->time_ns, b->time_ns, fine))
            return "a time differs";
        if (a->captured != b->captured || a->link_type != b->link_type)
            return "a captured length or link type differs";
        if ((a->wire != b->wire || a->hash != b->hash) &&
            !(ng && rewritten_by_libpcap(a->link_type)))
            return "bytes or a length differ";
    }
    if (strstr(theirs->why, "of the first interface") != NULL ||
        (ng && theirs->ending != COMPLETE && has_other_order(bytes, n))) {
        (*more)++;
        return NULL;
    }
    if (ours->count > theirs->count)
        return "there are frames too many";
    bool no_magic = strstr(ours->why, "no byte-order magic") != NULL ||
                    (ng && ours->ending == CUT && is_cut_before_magic(bytes, n));
    if (ours->ending != theirs->ending && !no_magic)
        return "the end is of another kind";
    return NULL;
}

/* What both made of a file, and what is different; the caller gives it back with both_clear. */
struct both {
    struct reading ours, theirs;
    const char *wrong; /* NULL: nothing */
};

/* Reads path, which holds these bytes, both ways; *more counts files in which we read on. */
static inline struct both both_read(const char *path, const uint8_t *bytes, size_t n,
                                    const char *filter, size_t batch, unsigned *more)
{
    struct both both = {0};
    struct head head = head_of(bytes, n);
    read_theirs(path, filter, &head, &both.theirs);
    read_ours(path, filter, batch, &both.ours);
    both.wrong = difference(&both.ours, &both.theirs, bytes, n, more);
    return both;
}

static inline void both_clear(struct both *both)
{
    reading_clear(&both->ours);
    reading_clear(&both->theirs);
}
