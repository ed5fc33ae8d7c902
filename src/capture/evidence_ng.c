/*
 * evidence_ng.c - evidence as pcapng, draft-ietf-opsawg-pcapng, with comments on packets
 *
 * One section; an interface for each link type, described right before its first frame. Stamps are
 * nanoseconds, the finest any input comes as.
 */
#include <stdlib.h>
#include <string.h>

#include "capture/evidence.h"
#include "capture/linktype.h"
#include "capture/pcapng.h"
#include "lyncscope/clock.h"

enum {
    OPTION_END = 0,
    OPT_COMMENT = 1,
    SHB_USERAPPL = 4,
    IF_TSRESOL = 9,
    IF_TSOFFSET = 14,
    NANOSECONDS = 9, /* 10^-9 */
    BLOCK_FRAME = 12,
    PACKET_FIELDS = 20,
    TEXT_MOST = 65532, /* a length of 16 bits, padding aside */
};

/* Stamps have no sign: before 1970 they count from a time before any frame's. */
#define EARLY_S (LS_TIME_MOST / LS_SECOND + 1)

static uint32_t padded(uint32_t n)
{
    return (n + 3) & ~UINT32_C(3);
}

static void write_number(FILE *file, uint64_t number, size_t n)
{
    uint8_t bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(number >> 8 * i);
    fwrite(bytes, 1, n, file);
}

static void write_bytes(FILE *file, const void *bytes, uint32_t n)
{
    fwrite(bytes, 1, n, file);
    write_number(file, 0, padded(n) - n);
}

/* Section 3.5. */
static void write_option(FILE *file, uint16_t code, const void *bytes, uint32_t n)
{
    write_number(file, code, 2);
    write_number(file, n, 2);
    write_bytes(file, bytes, n);
}

/* No longer than an option can be, and no character cut in two. */
static uint32_t text_length(const char *text)
{
    size_t n = strlen(text);
    if (n <= TEXT_MOST)
        return (uint32_t)n;
    for (n = TEXT_MOST; n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80;)
        n--;
    return (uint32_t)n;
}

/* A text with its end of options; 0 where there is none. */
static uint32_t text_room(const char *text)
{
    return text != NULL ? 4 + padded(text_length(text)) + 4 : 0;
}

static void write_text(FILE *file, uint16_t code, const char *text)
{
    if (text == NULL)
        return;
    write_option(file, code, text, text_length(text));
    write_option(file, OPTION_END, "", 0);
}

static void begin_block(FILE *file, uint32_t type, uint32_t body)
{
    write_number(file, type, 4);
    write_number(file, body + BLOCK_FRAME, 4);
}

static void end_block(FILE *file, uint32_t body)
{
    write_number(file, body + BLOCK_FRAME, 4);
}

/* Section 4.2. A snapshot length of 0 is none: frames of many sources may meet here. */
static void write_interface(FILE *file, uint32_t number, bool before_1970)
{
    static const uint8_t resolution = NANOSECONDS;
    uint32_t body = 8 + 8 + (before_1970 ? 12 : 0) + 4;
    begin_block(file, LS_NG_INTERFACE, body);
    write_number(file, number, 2);
    write_number(file, 0, 2 + 4);
    write_option(file, IF_TSRESOL, &resolution, 1);
    if (before_1970) {
        write_number(file, IF_TSOFFSET, 2);
        write_number(file, 8, 2);
        write_number(file, (uint64_t)-EARLY_S, 8);
    }
    write_option(file, OPTION_END, "", 0);
    end_block(file, body);
}

/* The number of the interface that frames of this kind are of; negative after a failure. */
static int64_t interface_of(struct ls_evidence_file *file, int link_type, bool before_1970,
                            struct ls_error *error)
{
    size_t count = file->interface_count;
    for (size_t i = 0; i < count; i++) {
        const struct ls_evidence_interface *known = &file->interfaces[i];
        if (known->link_type == link_type && known->before_1970 == before_1970)
            return (int64_t)i;
    }
    uint32_t number;
    if (ls_link_type_number(link_type, &number, file->path, error) < 0)
        return error->code;
    struct ls_evidence_interface *grown = realloc(file->interfaces, (count + 1) * sizeof *grown);
    if (grown == NULL)
        return ls_fail(error, LS_E_MEMORY, "%s: out of memory", file->path);
    grown[count] = (struct ls_evidence_interface){link_type, before_1970};
    file->interfaces = grown;
    file->interface_count++;
    write_interface(file->file, number, before_1970);
    return (int64_t)count;
}

/* Section 4.1, and the first interface: readers want one even where there is no frame. */
int ls_evidence_ng_begin(struct ls_evidence_file *file, const char *application,
                         struct ls_error *error)
{
    uint32_t body = 16 + text_room(application);
    begin_block(file->file, LS_NG_SECTION, body);
    write_number(file->file, 0x1A2B3C4D, 4);
    write_number(file->file, 1, 4);          /* version 1.0 */
    write_number(file->file, UINT64_MAX, 8); /* as long as it gets */
    write_text(file->file, SHB_USERAPPL, application);
    end_block(file->file, body);
    return interface_of(file, file->link_type, false, error) < 0 ? error->code : 0;
}

/* Section 4.3. */
int ls_evidence_ng_add(struct ls_evidence_file *file, const struct ls_frame *frame,
                       const char *comment, struct ls_error *error)
{
    bool early = frame->time_ns < 0;
    int64_t interface = interface_of(file, frame->link_type, early, error);
    if (interface < 0)
        return error->code;
    uint64_t stamp = (uint64_t)(frame->time_ns + (early ? EARLY_S * LS_SECOND : 0));
    uint32_t body = PACKET_FIELDS + padded(frame->captured) + text_room(comment);
    begin_block(file->file, LS_NG_PACKET, body);
    write_number(file->file, (uint64_t)interface, 4);
    write_number(file->file, stamp >> 32, 4);
    write_number(file->file, stamp, 4);
    write_number(file->file, frame->captured, 4);
    write_number(file->file, frame->wire, 4);
    write_bytes(file->file, frame->bytes, frame->captured);
    write_text(file->file, OPT_COMMENT, comment);
    end_block(file->file, body);
    return 0;
}
