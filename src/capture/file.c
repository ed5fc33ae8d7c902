/* file.c - one capture file through libpcap, with its complaints put into words for people. */
#include "capture/file.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "capture/sniff.h"
#include "lyncscope/clock.h"

enum { PCAP_HEADER = LS_STREAM_HEAD };

int64_t ls_pcap_time(int64_t seconds, int64_t ns)
{
    int64_t time;
    if (__builtin_mul_overflow(seconds, LS_SECOND, &time) ||
        __builtin_add_overflow(time, ns, &time))
        time = seconds < 0 ? INT64_MIN : INT64_MAX;
    if (time > LS_TIME_MOST)
        return LS_TIME_MOST;
    return time < -LS_TIME_MOST ? -LS_TIME_MOST : time;
}

int ls_filter_compile(pcap_t *pcap, const char *filter, const char *where,
                      struct bpf_program *program, struct ls_error *error)
{
    if (pcap_compile(pcap, program, filter, 1, PCAP_NETMASK_UNKNOWN) == 0)
        return 0;
    const char *link = pcap_datalink_val_to_name(pcap_datalink(pcap));
    return ls_fail(error, LS_E_USAGE, "filter: %s (for %s, link type %s)", pcap_geterr(pcap), where,
                   link != NULL ? link : "unknown");
}

/* Tell what is no capture before libpcap does: it only says "unknown file format". */
static int check_head(struct ls_capture_file *file, struct ls_error *error)
{
    size_t n;
    const uint8_t *head = ls_stream_head(file->stream, &n);
    const char *trouble = ls_stream_trouble(file->stream);
    enum ls_capture_kind kind = ls_capture_kind_of(head, n);

    if (n < PCAP_HEADER && trouble != NULL)
        return ls_fail(error, LS_E_FORMAT, "%s: %s", file->path, trouble);
    if (n == 0)
        return ls_fail(error, LS_E_FORMAT, "%s: is empty", file->path);
    if (kind == LS_CAPTURE_NO)
        return ls_fail(error, LS_E_FORMAT, "%s: is not a capture: %s", file->path,
                       ls_looks_like(head, n));
    if (n < PCAP_HEADER)
        return ls_fail(error, LS_E_FORMAT, "%s: is cut short in its file header", file->path);
    file->classic = kind == LS_CAPTURE_PCAP;
    return 0;
}

static int open_pcap(struct ls_capture_file *file, size_t buffer_bytes, struct ls_error *error)
{
    char why[PCAP_ERRBUF_SIZE] = "";
    FILE *stdio = ls_stream_file(file->stream, buffer_bytes);
    if (stdio == NULL)
        return ls_fail(error, LS_E_MEMORY, "%s: out of memory", file->path);
    file->pcap = pcap_fopen_offline_with_tstamp_precision(stdio, PCAP_TSTAMP_PRECISION_NANO, why);
    if (file->pcap == NULL) {
        fclose(stdio);
        const char *trouble = ls_stream_trouble(file->stream);
        if (trouble != NULL)
            return ls_fail(error, LS_E_FORMAT, "%s: %s", file->path, trouble);
        if (strncmp(why, "truncated", 9) == 0)
            return ls_fail(error, LS_E_FORMAT, "%s: is cut short in its file header", file->path);
        return ls_fail(error, LS_E_FORMAT, "%s: its file header is not usable: %s", file->path,
                       why);
    }
    file->link_type = pcap_datalink(file->pcap);
    return 0;
}

int ls_capture_file_open(struct ls_capture_file *file, const struct ls_capture_setup *setup,
                         struct ls_error *error)
{
    int code = LS_E_OPEN;
    file->stream = ls_stream_open(file->path, setup->stop, error);
    if (file->stream == NULL)
        return error != NULL ? error->code : LS_E_OPEN;
    file->size = ls_stream_size(file->stream);
    file->regular = ls_stream_regular(file->stream);
    code = check_head(file, error);
    if (code == 0)
        code = open_pcap(file, setup->buffer_bytes, error);
    if (code == 0 && setup->filter != NULL) {
        code = ls_filter_compile(file->pcap, setup->filter, file->path, &file->program, error);
        file->filtered = code == 0;
    }
    if (code < 0)
        ls_capture_file_close(file);
    return code;
}

void ls_capture_file_close(struct ls_capture_file *file)
{
    if (file->filtered)
        pcap_freecode(&file->program);
    if (file->pcap != NULL)
        pcap_close(file->pcap);
    ls_stream_free(file->stream);
    file->filtered = false;
    file->pcap = NULL;
    file->stream = NULL;
    file->bytes = NULL;
}

int ls_capture_file_start(struct ls_capture_file *file, struct ls_error *error)
{
    file->started = true;
    if (file->filtered && pcap_setfilter(file->pcap, &file->program) < 0)
        return ls_fail(error, LS_E_USAGE, "filter: %s", pcap_geterr(file->pcap));
    return 0;
}

bool ls_capture_file_advance(struct ls_capture_file *file)
{
    file->answer = pcap_next_ex(file->pcap, &file->header, &file->bytes);
    if (file->answer != 1)
        return false;
    int64_t seconds = file->header->ts.tv_sec;
    if (file->classic)
        seconds = (uint32_t)seconds; /* unsigned in the format, signed in libpcap */
    file->time_ns = ls_pcap_time(seconds, file->header->ts.tv_usec);
    return true;
}

/*
 * libpcap's texts for what it refuses in pcapng, of which it has no codes, and what to do. editcap
 * alone cannot part the interfaces; tshark's frame.encap_type 1 is Ethernet.
 */
static const char *mixed_interfaces(const char *why)
{
    if (strstr(why, "different from the type of the first interface") != NULL)
        return "its interfaces have different link types, which libpcap does not read from one "
               "file; this takes the Ethernet part out: tshark -r IN -Y frame.encap_type==1 -w - "
               "| editcap -F pcap -T ether - OUT";
    if (strstr(why, "different from the snapshot length of the first interface") != NULL)
        return "its interfaces have different snapshot lengths, which libpcap does not read from "
               "one file; this makes it readable: editcap -F pcap IN OUT";
    return NULL;
}

int ls_capture_file_peek(struct ls_capture_file *file, struct ls_error *error)
{
    int code = 0;
    if (!ls_capture_file_advance(file)) {
        const char *mixed = NULL;
        if (file->answer == PCAP_ERROR)
            mixed = mixed_interfaces(pcap_geterr(file->pcap));
        if (mixed != NULL)
            code = ls_fail(error, LS_E_FORMAT, "%s: %s", file->path, mixed);
        file->time_ns = INT64_MIN; /* whatever else is wrong is told before other files are read */
    }
    if (file->regular || code < 0)
        ls_capture_file_close(file);
    return code;
}

bool ls_capture_file_damage(const struct ls_capture_file *file, char *text, size_t room)
{
    const char *trouble = ls_stream_trouble(file->stream);
    if (file->answer == PCAP_ERROR_BREAK && trouble == NULL)
        return false;
    char read[64];
    snprintf(read, sizeof read, "%" PRIu64 " %sframes of it were read", file->delivered,
             file->filtered ? "matching " : "");
    const char *why = pcap_geterr(file->pcap);
    const char *mixed = mixed_interfaces(why);
    if (trouble != NULL)
        snprintf(text, room, "%s; %s", trouble, read);
    else if (mixed != NULL)
        snprintf(text, room, "%s (%s)", mixed, read);
    else if (strncmp(why, "truncated", 9) == 0)
        snprintf(text, room, "cut short in the middle of a packet; %s", read);
    else
        snprintf(text, room, "damaged midway; %s (%s)", read, why);
    return true;
}
