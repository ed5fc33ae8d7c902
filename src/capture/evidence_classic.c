/*
 * evidence_classic.c - evidence as classic pcap with nanoseconds, draft-ietf-opsawg-pcap
 *
 * One link type, no comments: for programs that read nothing else.
 */
#include "capture/evidence.h"
#include "capture/linktype.h"
#include "lyncscope/clock.h"

enum { SNAPLEN = 262144, WORD = 4 };

#define NANOSECONDS UINT32_C(0xA1B23C4D)

static void write_words(FILE *file, const uint32_t *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t bytes[WORD] = {(uint8_t)words[i], (uint8_t)(words[i] >> 8),
                               (uint8_t)(words[i] >> 16), (uint8_t)(words[i] >> 24)};
        fwrite(bytes, 1, sizeof bytes, file);
    }
}

/* Section 4: magic number, version 2.4, two reserved words, snapshot length, link type. */
int ls_evidence_classic_begin(struct ls_evidence_file *file, struct ls_error *error)
{
    uint32_t number;
    if (ls_link_type_number(file->link_type, &number, file->path, error) < 0)
        return error->code;
    const uint32_t header[] = {NANOSECONDS, 4U << 16 | 2, 0, 0, SNAPLEN, number};
    write_words(file->file, header, sizeof header / sizeof *header);
    return 0;
}

/* Section 5. Only of a time that it can hold. */
void ls_evidence_classic_add(struct ls_evidence_file *file, const struct ls_frame *frame)
{
    const uint32_t header[] = {(uint32_t)(frame->time_ns / LS_SECOND),
                               (uint32_t)(frame->time_ns % LS_SECOND), frame->captured,
                               frame->wire};
    write_words(file->file, header, sizeof header / sizeof *header);
    fwrite(frame->bytes, 1, frame->captured, file->file);
}
