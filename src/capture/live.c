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

#include "capture/live_port.h"
#include "capture/stamp.h"

enum {
    RETRY_MOST_S = 30,
    EVENTS = 8,
    EVENT_TEXT = 200,
};

struct ls_live {
    struct ls_port *ports;
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

static int64_t clock_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
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
        if (ls_port_open(&live->ports[live->count], options, error) < 0) {
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
        ls_port_close(&live->ports[i]);
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

static void goes_down(struct ls_live *live, struct ls_port *port, const char *why)
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

static void comes_up(struct ls_live *live, struct ls_port *port)
{
    int64_t gone_ns = clock_ns() - port->down_ns;
    port->down = false;
    port->outage_ns += (uint64_t)gone_ns;
    tell(live, "%s: is back after %.1f s", port->interface, (double)gone_ns / 1e9);
}

/* The handle is of no use any more: the interface is gone, or another has its name. */
static void lose(struct ls_live *live, struct ls_port *port)
{
    char why[PCAP_ERRBUF_SIZE];
    snprintf(why, sizeof why, "%s", pcap_geterr(port->pcap));
    ls_port_count_drops(port);
    ls_port_close(port);
    port->gone = !live->options.reopen;
    goes_down(live, port, why);
    port->wait_s = 1;
    port->retry_ns = clock_ns() + port->wait_s * INT64_C(1000000000);
}

static void try_again(struct ls_live *live, struct ls_port *port, int64_t now_ns)
{
    if (now_ns < port->retry_ns)
        return;
    if (ls_port_open(port, &live->options, NULL) == 0) {
        comes_up(live, port);
        return;
    }
    port->wait_s = port->wait_s * 2 < RETRY_MOST_S ? port->wait_s * 2 : RETRY_MOST_S;
    port->retry_ns = now_ns + port->wait_s * INT64_C(1000000000);
}

/* libpcap goes on where an interface is down and still there; whoever waits should know. */
static bool is_up(const struct ls_live *live, const struct ls_port *port)
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
        struct ls_port *port = &live->ports[i];
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
    int longest = LS_PORT_WAIT_MS;
    for (size_t i = 0; i < live->count; i++) {
        const struct ls_port *port = &live->ports[i];
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
        struct ls_port *port = &live->ports[live->turn];
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
        ls_port_count_drops(&live->ports[i]);
        stats->dropped_kernel += live->ports[i].dropped_kernel;
        stats->dropped_interface += live->ports[i].dropped_interface;
    }
}

static void finish_port(struct ls_port *port, struct ls_notes *notes)
{
    char text[120];
    uint64_t times = port->outages - port->gone;
    ls_port_count_drops(port);
    if (port->gone)
        ls_notes_add(notes, port->interface, "the interface went away, which ended its capture");
    else if (port->down)
        port->outage_ns += (uint64_t)(clock_ns() - port->down_ns);
    double seconds = (double)port->outage_ns / 1e9;
    if (port->outage_ns > 0 && times == 1)
        snprintf(text, sizeof text, "the interface was gone or down once, for %.1f s", seconds);
    else
        snprintf(text, sizeof text,
                 "the interface was gone or down %" PRIu64 " times, %.1f s in all", times, seconds);
    if (port->outage_ns > 0)
        ls_notes_add(notes, port->interface, text);
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
