/*
 * live.c - frames from an interface through libpcap
 *
 * The handle is non-blocking and waits in poll(): with TPACKET_V3 the kernel wakes a blocked reader
 * only when a frame has come, so libpcap's own timeout does not fire on a silent network.
 */
#include "capture/live.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include <pcap/pcap.h>

#include "capture/linktype.h"
#include "capture/stamp.h"

enum { SNAPLEN = 262144, WAIT_MS = 100 };

struct ls_live {
    pcap_t *pcap;
    const char *interface;
    const atomic_bool *stop;
    int link_type;
    int fd;
    long unit_ns; /* of the stamps' fraction */
    char failure[PCAP_ERRBUF_SIZE];
};

static void name_interfaces(char *text, size_t room)
{
    struct ls_interface *list;
    size_t count;
    text[0] = '\0';
    if (ls_interfaces(&list, &count, NULL) < 0)
        return;
    for (size_t i = 0, used = 0; i < count; i++) {
        int n = snprintf(text + used, room - used, "%s%s", i > 0 ? ", " : "", list[i].name);
        if (n < 0 || (size_t)n >= room - used) {
            text[used] = '\0';
            break;
        }
        used += (size_t)n;
    }
    ls_interfaces_free(list, count);
}

static int explain(const char *interface, int code, const char *why, struct ls_error *error)
{
    char names[200];
    switch (code) {
    case PCAP_ERROR_NO_SUCH_DEVICE:
        name_interfaces(names, sizeof names);
        return ls_fail(error, LS_E_OPEN,
                       "%s: there is no such interface; known are %s (-D lists all)", interface,
                       names[0] != '\0' ? names : "none");
    case PCAP_ERROR_PERM_DENIED:
        return ls_fail(error, LS_E_OPEN,
                       "%s: capturing needs root or CAP_NET_RAW (setcap cap_net_raw=ep on the "
                       "program grants it)",
                       interface);
    case PCAP_ERROR_PROMISC_PERM_DENIED:
        return ls_fail(error, LS_E_OPEN,
                       "%s: promiscuous mode is not permitted; -p captures without it", interface);
    case PCAP_ERROR_IFACE_NOT_UP:
        return ls_fail(error, LS_E_OPEN, "%s: the interface is down", interface);
    default:
        return ls_fail(error, LS_E_OPEN, "%s: %s", interface,
                       why[0] != '\0' ? why : pcap_statustostr(code));
    }
}

static int activate(struct ls_live *live, const struct ls_source_options *options,
                    struct ls_error *error)
{
    pcap_t *pcap = live->pcap;
    pcap_set_snaplen(pcap, options->snaplen > 0 ? (int)options->snaplen : SNAPLEN);
    pcap_set_promisc(pcap, !options->no_promiscuous);
    pcap_set_timeout(pcap, WAIT_MS);
    if (options->buffer_bytes > 0)
        pcap_set_buffer_size(pcap, (int)options->buffer_bytes);
    pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO);
    int code = pcap_activate(pcap);
    if (code < 0)
        return explain(live->interface, code, pcap_geterr(pcap), error);
    live->unit_ns = pcap_get_tstamp_precision(pcap) == PCAP_TSTAMP_PRECISION_NANO ? 1 : 1000;
    live->link_type = pcap_datalink(pcap);
    char why[PCAP_ERRBUF_SIZE] = "";
    if (pcap_setnonblock(pcap, 1, why) < 0)
        return explain(live->interface, PCAP_ERROR, why, error);
    live->fd = pcap_get_selectable_fd(pcap);
    return 0;
}

static int install_filter(struct ls_live *live, const char *text, struct ls_error *error)
{
    struct ls_filter filter = {.text = text, .where = live->interface};
    struct bpf_program program;
    int code = ls_filter_compile(live->pcap, &filter, &program, error);
    if (code < 0)
        return code;
    if (pcap_setfilter(live->pcap, &program) < 0)
        code = ls_fail(error, LS_E_USAGE, "filter: %s", pcap_geterr(live->pcap));
    pcap_freecode(&program);
    return code;
}

struct ls_live *ls_live_open(const struct ls_source_options *options, const atomic_bool *stop,
                             struct ls_error *error)
{
    char why[PCAP_ERRBUF_SIZE] = "";
    if (options->snaplen > INT32_MAX || options->buffer_bytes > INT32_MAX) {
        ls_fail(error, LS_E_USAGE, "%s: the snapshot length and the buffer must be below 2 GiB",
                options->interface);
        return NULL;
    }
    struct ls_live *live = calloc(1, sizeof *live);
    if (live == NULL) {
        ls_fail(error, LS_E_MEMORY, "%s: out of memory", options->interface);
        return NULL;
    }
    live->interface = options->interface;
    live->stop = stop;
    live->pcap = pcap_create(options->interface, why);
    int code = 0;
    if (live->pcap == NULL)
        code = explain(options->interface, PCAP_ERROR, why, error);
    if (code == 0)
        code = activate(live, options, error);
    if (code == 0 && options->filter != NULL && options->filter[0] != '\0')
        code = install_filter(live, options->filter, error);
    if (code == 0)
        return live;
    ls_live_free(live);
    return NULL;
}

void ls_live_free(struct ls_live *live)
{
    if (live == NULL)
        return;
    if (live->pcap != NULL)
        pcap_close(live->pcap);
    free(live);
}

static void wait_for_frames(const struct ls_live *live)
{
    struct pollfd ready = {.fd = live->fd, .events = POLLIN};
    int longest = WAIT_MS;
    const struct timeval *needed = pcap_get_required_select_timeout(live->pcap);
    if (needed != NULL && needed->tv_sec == 0 && needed->tv_usec < WAIT_MS * 1000)
        longest = (int)(needed->tv_usec / 1000) + 1;
    poll(&ready, 1, longest); /* a negative fd only waits */
}

int ls_live_next(struct ls_live *live, struct ls_frame *frame)
{
    struct pcap_pkthdr *header;
    const u_char *bytes;
    int answer = pcap_next_ex(live->pcap, &header, &bytes);
    if (answer == 0) {
        wait_for_frames(live);
        if (atomic_load_explicit(live->stop, memory_order_relaxed))
            return LS_NEXT_END;
        answer = pcap_next_ex(live->pcap, &header, &bytes);
    }
    if (answer == 0)
        return LS_NEXT_IDLE;
    if (answer == PCAP_ERROR_BREAK)
        return LS_NEXT_END;
    if (answer != 1) {
        snprintf(live->failure, sizeof live->failure, "%s", pcap_geterr(live->pcap));
        return LS_NEXT_END;
    }
    *frame = (struct ls_frame){
        .time_ns = ls_pcap_time(header->ts.tv_sec, header->ts.tv_usec * live->unit_ns),
        .bytes = bytes,
        .captured = header->caplen,
        .wire = header->len > header->caplen ? header->len : header->caplen,
        .link_type = live->link_type,
    };
    return LS_NEXT_FRAME;
}

void ls_live_stats(struct ls_live *live, struct ls_source_stats *stats)
{
    struct pcap_stat counts;
    if (pcap_stats(live->pcap, &counts) < 0)
        return;
    stats->dropped_kernel = counts.ps_drop;
    stats->dropped_interface = counts.ps_ifdrop;
}

void ls_live_finish(struct ls_live *live, struct ls_notes *notes)
{
    char text[PCAP_ERRBUF_SIZE + 40];
    struct ls_source_stats stats = {0};
    if (live->failure[0] != '\0') {
        snprintf(text, sizeof text, "the capture ended: %s", live->failure);
        ls_notes_add(notes, live->interface, text);
    }
    ls_live_stats(live, &stats);
    if (stats.dropped_kernel > 0) {
        snprintf(text, sizeof text,
                 "the kernel dropped %" PRIu64 " packets; a larger buffer (-B) helps",
                 stats.dropped_kernel);
        ls_notes_add(notes, live->interface, text);
    }
    if (stats.dropped_interface > 0) {
        snprintf(text, sizeof text, "the interface dropped %" PRIu64 " packets",
                 stats.dropped_interface);
        ls_notes_add(notes, live->interface, text);
    }
}
