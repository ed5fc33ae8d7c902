/*
 * live.c - frames from interfaces through libpcap
 *
 * An interface may go down or away in the middle of a run, and come back: the others go on, and the
 * time without it is told. One that was down goes on by itself; one that was away has to be opened
 * again, which needs the privileges of the first time.
 *
 * The handle is non-blocking and waits in poll(): with TPACKET_V3 the kernel wakes a blocked reader
 * only when a frame has come, so libpcap's own timeout does not fire on a silent network.
 */
#include "capture/live.h"

#include <errno.h>
#include <inttypes.h>
#include <net/if.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <pcap/pcap.h>

#include "capture/linktype.h"
#include "capture/stamp.h"

enum {
    SNAPLEN = 262144,
    WAIT_MS = 100,
    BUFFER_BYTES = 64 << 20, /* half a second of 1 Gbit/s; the kernel's own choice is 2 MiB */
    RETRY_MOST_S = 30,
    EVENTS = 8,
    EVENT_TEXT = 200,
};

/* One interface. */
struct port {
    pcap_t *pcap; /* NULL while it is lost */
    const char *interface;
    int link_type;
    int fd;
    long unit_ns;              /* of the stamps' fraction */
    struct bpf_program filter; /* kept: to compile it again might look names up */
    bool opened;               /* once at least: filter and link_type are known */
    bool gone;                 /* lost for good */
    bool done;                 /* nothing came before the stop any more */
    bool down;                 /* lost, or there and not up */
    int64_t down_ns, retry_ns; /* monotonic: since when, when to try again */
    int64_t wait_s;            /* between tries */
    uint64_t outages, outage_ns;
    /* libpcap counts in 32 bits, from the opening on; these go on */
    uint64_t dropped_kernel, dropped_interface;
    uint32_t last_kernel, last_interface;
};

struct ls_live {
    struct port *ports;
    size_t count;
    size_t turn; /* who is asked next, so that a busy one does not silence the others */
    struct ls_source_options options; /* to open interfaces again */
    const atomic_bool *stop;
    int64_t looked_ns; /* when it was seen last which interfaces are up */
    int64_t stop_ns;   /* wall clock: told to stop then; 0 = not yet */
    int probe;         /* a socket to ask that; -1 = none */
    struct pollfd *ready;
    char events[EVENTS][EVENT_TEXT];
    unsigned event_first, event_count;
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

static int64_t clock_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static int activate(struct port *port, const struct ls_source_options *options,
                    struct ls_error *error)
{
    pcap_t *pcap = port->pcap;
    pcap_set_snaplen(pcap, options->snaplen > 0 ? (int)options->snaplen : SNAPLEN);
    pcap_set_promisc(pcap, !options->no_promiscuous);
    pcap_set_timeout(pcap, WAIT_MS);
    pcap_set_buffer_size(pcap,
                         options->buffer_bytes > 0 ? (int)options->buffer_bytes : BUFFER_BYTES);
    pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO);
    int code = pcap_activate(pcap);
    if (code < 0)
        return explain(port->interface, code, pcap_geterr(pcap), error);
    port->unit_ns = pcap_get_tstamp_precision(pcap) == PCAP_TSTAMP_PRECISION_NANO ? 1 : 1000;
    if (port->opened && pcap_datalink(pcap) != port->link_type)
        return ls_fail(error, LS_E_OPEN, "%s: is of another kind now", port->interface);
    port->link_type = pcap_datalink(pcap);
    char why[PCAP_ERRBUF_SIZE] = "";
    if (pcap_setnonblock(pcap, 1, why) < 0)
        return explain(port->interface, PCAP_ERROR, why, error);
    port->fd = pcap_get_selectable_fd(pcap);
    return 0;
}

static int install_filter(struct port *port, const char *text, struct ls_error *error)
{
    struct ls_filter filter = {.text = text, .where = port->interface};
    int code = port->opened ? 0 : ls_filter_compile(port->pcap, &filter, &port->filter, error);
    if (code == 0 && pcap_setfilter(port->pcap, &port->filter) < 0)
        code = ls_fail(error, LS_E_USAGE, "filter: %s", pcap_geterr(port->pcap));
    return code;
}

static void close_port(struct port *port)
{
    if (port->pcap != NULL)
        pcap_close(port->pcap);
    port->pcap = NULL;
    port->fd = -1;
    port->last_kernel = port->last_interface = 0;
}

static int open_port(struct port *port, const struct ls_source_options *options,
                     struct ls_error *error)
{
    char why[PCAP_ERRBUF_SIZE] = "";
    port->pcap = pcap_create(port->interface, why);
    if (port->pcap == NULL)
        return explain(port->interface, PCAP_ERROR, why, error);
    int code = activate(port, options, error);
    if (code == 0 && options->filter != NULL && options->filter[0] != '\0')
        code = install_filter(port, options->filter, error);
    if (code < 0)
        close_port(port);
    port->opened |= code == 0;
    return code;
}

struct ls_live *ls_live_open(const struct ls_source_options *options, const atomic_bool *stop,
                             struct ls_error *error)
{
    if (options->snaplen > INT32_MAX || options->buffer_bytes > INT32_MAX) {
        ls_fail(error, LS_E_USAGE, "%s: the snapshot length and the buffer must be below 2 GiB",
                options->interfaces[0]);
        return NULL;
    }
    struct ls_live *live = calloc(1, sizeof *live);
    if (live != NULL) {
        live->probe = -1;
        live->ports = calloc(options->interface_count, sizeof *live->ports);
        live->ready = calloc(options->interface_count, sizeof *live->ready);
    }
    if (live == NULL || live->ports == NULL || live->ready == NULL) {
        ls_live_free(live);
        ls_fail(error, LS_E_MEMORY, "%s: out of memory", options->interfaces[0]);
        return NULL;
    }
    live->options = *options;
    live->stop = stop;
    live->probe = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    for (; live->count < options->interface_count; live->count++) {
        live->ports[live->count].interface = options->interfaces[live->count];
        if (open_port(&live->ports[live->count], options, error) < 0) {
            ls_live_free(live);
            return NULL;
        }
    }
    return live;
}

void ls_live_free(struct ls_live *live)
{
    if (live == NULL)
        return;
    for (size_t i = 0; i < live->count; i++) {
        close_port(&live->ports[i]);
        pcap_freecode(&live->ports[i].filter);
    }
    if (live->probe >= 0)
        close(live->probe);
    free(live->ports);
    free(live->ready);
    free(live);
}

LS_PRINTF(2, 3)
static void tell(struct ls_live *live, const char *format, ...)
{
    if (live->event_count == EVENTS)
        return; /* nobody listens */
    va_list args;
    va_start(args, format);
    vsnprintf(live->events[(live->event_first + live->event_count++) % EVENTS], EVENT_TEXT, format,
              args);
    va_end(args);
}

const char *ls_live_event(struct ls_live *live)
{
    if (live->event_count == 0)
        return NULL;
    live->event_count--;
    return live->events[live->event_first++ % EVENTS];
}

static void count_drops(struct port *port)
{
    struct pcap_stat counts;
    if (port->pcap == NULL || pcap_stats(port->pcap, &counts) < 0)
        return;
    port->dropped_kernel += (uint32_t)(counts.ps_drop - port->last_kernel);
    port->dropped_interface += (uint32_t)(counts.ps_ifdrop - port->last_interface);
    port->last_kernel = counts.ps_drop;
    port->last_interface = counts.ps_ifdrop;
}

static void goes_down(struct ls_live *live, struct port *port, const char *why)
{
    if (port->down && !port->gone)
        return;
    if (!port->down) {
        port->down_ns = clock_ns();
        port->outages++;
    }
    port->down = true;
    tell(live,
         port->gone ? "%s: %s; it is not captured any more, since --reopen was not given"
                    : "%s: %s; nothing is captured there until it is back",
         port->interface, why);
}

static void comes_up(struct ls_live *live, struct port *port)
{
    int64_t gone_ns = clock_ns() - port->down_ns;
    port->down = false;
    port->outage_ns += (uint64_t)gone_ns;
    tell(live, "%s: is back after %.1f s", port->interface, (double)gone_ns / 1e9);
}

/* The handle is of no use any more: the interface is gone, or another has its name. */
static void lose(struct ls_live *live, struct port *port)
{
    char why[PCAP_ERRBUF_SIZE];
    snprintf(why, sizeof why, "%s", pcap_geterr(port->pcap));
    count_drops(port);
    close_port(port);
    port->gone = !live->options.reopen;
    goes_down(live, port, why);
    port->wait_s = 1;
    port->retry_ns = clock_ns() + port->wait_s * INT64_C(1000000000);
}

static void try_again(struct ls_live *live, struct port *port, int64_t now_ns)
{
    if (now_ns < port->retry_ns)
        return;
    if (open_port(port, &live->options, NULL) == 0) {
        comes_up(live, port);
        return;
    }
    port->wait_s = port->wait_s * 2 < RETRY_MOST_S ? port->wait_s * 2 : RETRY_MOST_S;
    port->retry_ns = now_ns + port->wait_s * INT64_C(1000000000);
}

/* libpcap goes on where an interface is down and still there; whoever waits should know. */
static bool is_up(const struct ls_live *live, const struct port *port)
{
    struct ifreq request = {0};
    snprintf(request.ifr_name, sizeof request.ifr_name, "%s", port->interface);
    if (live->probe < 0 || ioctl(live->probe, SIOCGIFFLAGS, &request) < 0)
        return true; /* "any" and the like have no flags */
    return (request.ifr_flags & IFF_UP) != 0;
}

/* Once a second, also under load. */
static void look_after(struct ls_live *live)
{
    int64_t now = clock_ns();
    if (now - live->looked_ns < INT64_C(1000000000))
        return;
    live->looked_ns = now;
    for (size_t i = 0; i < live->count; i++) {
        struct port *port = &live->ports[i];
        if (port->gone)
            continue;
        if (port->pcap == NULL)
            try_again(live, port, now);
        else if (!is_up(live, port))
            goes_down(live, port, "the interface is down");
        else if (port->down)
            comes_up(live, port);
    }
}

static void wait_for_frames(struct ls_live *live)
{
    int longest = WAIT_MS;
    for (size_t i = 0; i < live->count; i++) {
        const struct port *port = &live->ports[i];
        live->ready[i] = (struct pollfd){.fd = port->fd, .events = POLLIN};
        const struct timeval *needed =
            port->pcap ? pcap_get_required_select_timeout(port->pcap) : NULL;
        if (needed != NULL && needed->tv_sec == 0 && needed->tv_usec < longest * 1000)
            longest = (int)(needed->tv_usec / 1000) + 1;
    }
    poll(live->ready, live->count, longest); /* a negative fd only waits */
}

/* Asks each once. A port that fails is lost, and the others go on. */
static bool take(struct ls_live *live, struct ls_frame *frame)
{
    for (size_t i = 0; i < live->count; i++) {
        struct port *port = &live->ports[live->turn];
        struct pcap_pkthdr *header;
        const u_char *bytes;
        live->turn = live->turn + 1 < live->count ? live->turn + 1 : 0;
        bool open = port->pcap != NULL && !port->done;
        int answer = open ? pcap_next_ex(port->pcap, &header, &bytes) : 0;
        if (answer < 0)
            lose(live, port);
        if (answer != 1)
            continue;
        int64_t time_ns = ls_pcap_time(header->ts.tv_sec, header->ts.tv_usec * port->unit_ns);
        port->done = live->stop_ns != 0 && time_ns > live->stop_ns;
        if (port->done)
            continue;
        *frame = (struct ls_frame){
            .time_ns = time_ns,
            .bytes = bytes,
            .captured = header->caplen,
            .wire = header->len > header->caplen ? header->len : header->caplen,
            .link_type = port->link_type,
        };
        return true;
    }
    return false;
}

static bool is_stopped(struct ls_live *live)
{
    struct timespec now;
    if (live->stop_ns != 0 || !atomic_load_explicit(live->stop, memory_order_relaxed))
        return live->stop_ns != 0;
    clock_gettime(CLOCK_REALTIME, &now);
    live->stop_ns = ls_pcap_time(now.tv_sec, now.tv_nsec);
    return true;
}

static bool all_gone(const struct ls_live *live)
{
    for (size_t i = 0; i < live->count; i++)
        if (!live->ports[i].gone)
            return false;
    return true;
}

/* What had come when the stop was said is still delivered: it lies in the kernel's buffer. */
int ls_live_next(struct ls_live *live, struct ls_frame *frame)
{
    bool stopped = is_stopped(live);
    if (take(live, frame))
        return LS_NEXT_FRAME;
    if (all_gone(live))
        return LS_NEXT_END;
    if (!stopped)
        look_after(live);
    wait_for_frames(live); /* also then: a buffer that is not full is handed over after a while */
    if (take(live, frame))
        return LS_NEXT_FRAME;
    return stopped ? LS_NEXT_END : LS_NEXT_IDLE;
}

void ls_live_stats(struct ls_live *live, struct ls_source_stats *stats)
{
    for (size_t i = 0; i < live->count; i++) {
        count_drops(&live->ports[i]);
        stats->dropped_kernel += live->ports[i].dropped_kernel;
        stats->dropped_interface += live->ports[i].dropped_interface;
    }
}

static void finish_port(struct port *port, struct ls_notes *notes)
{
    char text[120];
    count_drops(port);
    if (port->gone)
        ls_notes_add(notes, port->interface, "the interface went away, which ended its capture");
    else if (port->down)
        port->outage_ns += (uint64_t)(clock_ns() - port->down_ns);
    if (port->outage_ns > 0) {
        snprintf(text, sizeof text,
                 "the interface was gone or down %" PRIu64 " times, %.1f s in all",
                 port->outages - port->gone, (double)port->outage_ns / 1e9);
        ls_notes_add(notes, port->interface, text);
    }
    if (port->dropped_kernel > 0) {
        snprintf(text, sizeof text,
                 "the kernel dropped %" PRIu64 " packets; a larger buffer (-B) helps",
                 port->dropped_kernel);
        ls_notes_add(notes, port->interface, text);
    }
    if (port->dropped_interface > 0) {
        snprintf(text, sizeof text, "the interface dropped %" PRIu64 " packets",
                 port->dropped_interface);
        ls_notes_add(notes, port->interface, text);
    }
}

void ls_live_finish(struct ls_live *live, struct ls_notes *notes)
{
    for (size_t i = 0; i < live->count; i++)
        finish_port(&live->ports[i], notes);
}
