/* odd.c - captures that only libpcap understands, read through it. */
#include <stdlib.h>
#include <string.h>

#include "capture/reader.h"
#include "capture/stamp.h"

struct odd {
    struct ls_reader base;
    pcap_t *pcap;
    int link_type;
    struct bpf_program program;
    bool filtered;
    struct ls_kept_piece *copy; /* of the frame lent last, behind this; where frames are kept */
};

/* libpcap uses its memory again. Returns false without memory for a copy. */
static bool keep(struct odd *odd, struct ls_frame *frame)
{
    struct ls_kept *kept = odd->base.block->kept;
    if (odd->copy != NULL)
        ls_kept_put(kept, odd->copy, odd->copy, 0);
    odd->copy = kept->on ? malloc(sizeof *odd->copy + frame->captured) : NULL;
    if (!kept->on || odd->copy == NULL)
        return !kept->on;
    memcpy(odd->copy + 1, frame->bytes, frame->captured);
    frame->bytes = (const uint8_t *)(odd->copy + 1);
    return true;
}

static size_t odd_read(struct ls_reader *reader, struct ls_frame *frames, size_t room, bool refill)
{
    struct odd *odd = (struct odd *)reader;
    struct pcap_pkthdr *header;
    const u_char *bytes;
    if (!refill || room == 0 || reader->over)
        return 0;
    do {
        int answer = pcap_next_ex(odd->pcap, &header, &bytes);
        if (answer != 1) {
            const char *why = pcap_geterr(odd->pcap);
            reader->over = true;
            reader->cut = answer == PCAP_ERROR && strncmp(why, "truncated", 9) == 0;
            if (answer == PCAP_ERROR && !reader->cut)
                ls_reader_damage(reader, "%s", why);
            return 0;
        }
    } while (reader->filtering && odd->filtered &&
             pcap_offline_filter(&odd->program, header, bytes) == 0);
    frames[0] = (struct ls_frame){
        /* seconds are unsigned in the format, signed in libpcap */
        .time_ns = ls_pcap_time((uint32_t)header->ts.tv_sec, header->ts.tv_usec),
        .bytes = bytes,
        .captured = header->caplen,
        .wire = header->len > header->caplen ? header->len : header->caplen,
        .link_type = odd->link_type,
    };
    if (keep(odd, frames))
        return 1;
    ls_reader_damage(reader, "out of memory");
    return 0;
}

static void odd_close(struct ls_reader *reader)
{
    struct odd *odd = (struct odd *)reader;
    if (odd->filtered)
        pcap_freecode(&odd->program);
    if (odd->pcap != NULL)
        pcap_close(odd->pcap);
    if (odd->copy != NULL)
        ls_kept_put(odd->base.block->kept, odd->copy, odd->copy, 0);
    free(odd);
}

static int open_pcap(struct odd *odd, const struct ls_filter *filter, struct ls_error *error)
{
    char why[PCAP_ERRBUF_SIZE] = "";
    FILE *file = ls_block_file(odd->base.block);
    if (file == NULL)
        return ls_fail(error, LS_E_MEMORY, "%s: out of memory", filter->where);
    odd->pcap = pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, why);
    if (odd->pcap == NULL) {
        fclose(file);
        return ls_fail(error, LS_E_FORMAT, "%s: its file header is not usable: %s", filter->where,
                       why);
    }
    odd->link_type = pcap_datalink(odd->pcap);
    if (filter->text == NULL)
        return 0;
    int code = ls_filter_compile(odd->pcap, filter, &odd->program, error);
    odd->filtered = code == 0;
    return code;
}

struct ls_reader *ls_odd_open(struct ls_block *block, const struct ls_filter *filter,
                              struct ls_error *error)
{
    struct odd *odd = calloc(1, sizeof *odd);
    if (odd == NULL) {
        ls_fail(error, LS_E_MEMORY, "%s: out of memory", filter->where);
        return NULL;
    }
    odd->base = (struct ls_reader){.read = odd_read, .close = odd_close, .block = block};
    if (open_pcap(odd, filter, error) == 0)
        return &odd->base;
    odd_close(&odd->base);
    return NULL;
}
