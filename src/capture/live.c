/*
 * live.c - frames from interfaces through libpcap
 *
 * The handle is non-blocking and waits in poll(): with TPACKET_V3 the kernel wakes a blocked reader
 * only when a frame has come, so libpcap's own timeout does not fire on a silent network.
 */
#include "capture/live.h"

#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "capture/live_outage.h"
#include "capture/live_port.h"
#include "capture/stamp.h"
#include "lyncscope/clock.h"
#include "lyncscope/now.h"

enum {
    FRAME_MOST = 262144, /* bytes of a frame that libpcap delivers at most */
    BATCH_BYTES = 4 * FRAME_MOST,
};

/* A block that does not fill stays in the kernel for up to two of its timeouts. */
#define HAND_OVER_NS (INT64_C(2) * LS_PORT_WAIT_MS * 1000000)

#define OPENING_NS (5 * LS_SECOND) /* all handles are opened in less */

struct ls_live {
    struct ls_port *ports;
    size_t count;
    size_t turn; /* who is asked next, so that a busy one does not silence the others */
    struct ls_source_options options; /* to open interfaces again */
    const atomic_bool *stop;
    int64_t stop_ns; /* wall clock: told to stop then; 0 = not yet */
    int64_t over_ns; /* monotonic: by then the kernel has handed over what came before */
    int wake;        /* an eventfd, to end the waiting; -1 = none */
    struct pollfd *ready;
    uint8_t *bytes; /* of the frames delivered last */
    size_t used;
    struct ls_live_events events;
    struct ls_outages outages;
};

static struct ls_live *make(const struct ls_source_options *options, bool first)
{
    struct ls_live *live = calloc(1, sizeof *live);
    if (live == NULL)
        return NULL;
    live->options = *options;
    ls_live_events_init(&live->events, !first);
    ls_outages_init(&live->outages, &live->options, &live->events);
    live->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    live->ports = calloc(options->interface_count, sizeof *live->ports);
    live->ready = calloc(options->interface_count + 1, sizeof *live->ready);
    live->bytes = malloc(BATCH_BYTES);
    if (live->ports != NULL && live->ready != NULL && live->bytes != NULL)
        return live;
    ls_live_free(live);
    return NULL;
}

struct ls_live *ls_live_open(const struct ls_source_options *options, struct ls_fanout *fanouts,
                             bool first, const atomic_bool *stop, struct ls_error *error)
{
    if (options->snaplen > INT32_MAX || options->buffer_bytes > INT32_MAX) {
        ls_fail(error, LS_E_USAGE, "%s: the snapshot length and the buffer must be below 2 GiB",
                options->interfaces[0]);
        return NULL;
    }
    struct ls_live *live = make(options, first);
    if (live == NULL) {
        ls_fail(error, LS_E_MEMORY, "%s: out of memory", options->interfaces[0]);
        return NULL;
    }
    live->stop = stop;
    for (; live->count < options->interface_count; live->count++) {
        struct ls_port *port = &live->ports[live->count];
        port->interface = options->interfaces[live->count];
        port->fanout = fanouts != NULL ? &fanouts[live->count] : NULL;
        if (ls_port_open(port, options, error) < 0) {
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
    ls_outages_clear(&live->outages);
    ls_live_events_clear(&live->events);
    if (live->wake >= 0)
        close(live->wake);
    free(live->bytes);
    free(live->ports);
    free(live->ready);
    free(live);
}

void ls_live_begin(struct ls_live *live, int64_t now_ns)
{
    for (size_t i = 0; i < live->count; i++)
        live->ports[i].since_ns = now_ns;
}

void ls_live_wake(struct ls_live *live)
{
    uint64_t one = 1;
    if (live->wake >= 0 && write(live->wake, &one, sizeof one) < 0)
        return; /* it is awake already */
}

struct ls_live_events *ls_live_events(struct ls_live *live)
{
    return &live->events;
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
    live->ready[live->count] = (struct pollfd){.fd = live->wake, .events = POLLIN};
    poll(live->ready, live->count + 1, longest); /* a negative fd only waits */
    uint64_t woken;
    if (live->ready[live->count].revents != 0 && read(live->wake, &woken, sizeof woken) < 0)
        return; /* woken for nothing */
}

struct taking {
    struct ls_live *live;
    struct ls_port *port;
    struct ls_frame *frames;
    size_t count;
};

/* Not before the capture began, unless the clock was set back, and not after its end was said. */
static bool is_wanted(const struct ls_live *live, struct ls_port *port, int64_t time_ns)
{
    if (time_ns < port->since_ns && time_ns > port->since_ns - OPENING_NS)
        return false;
    port->since_ns = 0;
    port->done |= live->stop_ns != 0 && time_ns > live->stop_ns;
    return !port->done;
}

/* libpcap gives the block that a frame lies in back to the kernel as soon as it was seen. */
static void take_frame(u_char *self, const struct pcap_pkthdr *header, const u_char *bytes)
{
    struct taking *taking = (struct taking *)(void *)self;
    struct ls_live *live = taking->live;
    struct ls_port *port = taking->port;
    int64_t time_ns = ls_pcap_time(header->ts.tv_sec, header->ts.tv_usec * port->unit_ns);
    uint32_t captured = header->caplen < FRAME_MOST ? header->caplen : FRAME_MOST;
    if (!is_wanted(live, port, time_ns))
        return;
    taking->frames[taking->count++] = (struct ls_frame){
        .time_ns = time_ns,
        .bytes = memcpy(live->bytes + live->used, bytes, captured),
        .captured = captured,
        .wire = header->len > captured ? header->len : captured,
        .link_type = port->link_type,
    };
    live->used += captured;
    if (live->used > BATCH_BYTES - FRAME_MOST)
        pcap_breakloop(port->pcap);
}

/* Asks each once, until one has frames. A port that fails is lost, and the others go on. */
static size_t take(struct ls_live *live, struct ls_frame *frames, size_t room)
{
    live->used = 0;
    for (size_t i = 0; i < live->count; i++) {
        struct ls_port *port = &live->ports[live->turn];
        struct taking taking = {live, port, frames, 0};
        live->turn = live->turn + 1 < live->count ? live->turn + 1 : 0;
        if (port->pcap == NULL || port->done)
            continue;
        int answer = pcap_dispatch(port->pcap, (int)room, take_frame, (u_char *)&taking);
        if (answer < 0 && answer != PCAP_ERROR_BREAK)
            ls_outages_lose(&live->outages, port);
        if (taking.count > 0)
            return taking.count;
    }
    return 0;
}

static bool is_stopped(struct ls_live *live)
{
    if (live->stop_ns != 0 || !atomic_load_explicit(live->stop, memory_order_relaxed))
        return live->stop_ns != 0;
    live->stop_ns = ls_now_wall();
    live->over_ns = ls_now_monotonic() + HAND_OVER_NS;
    return true;
}

static bool all_gone(const struct ls_live *live)
{
    for (size_t i = 0; i < live->count; i++)
        if (!live->ports[i].gone)
            return false;
    return true;
}

/*
 * What had come when the stop was said is still delivered: it lies in the kernel's buffer until
 * that is full or its time is over, whoever ends the waiting before.
 */
int ls_live_next(struct ls_live *live, struct ls_frame *frames, size_t room, size_t *count)
{
    bool stopped = is_stopped(live);
    if ((*count = take(live, frames, room)) > 0)
        return LS_NEXT_FRAME;
    if (all_gone(live))
        return LS_NEXT_END;
    if (!stopped)
        ls_outages_look(&live->outages, live->ports, live->count);
    do {
        wait_for_frames(live);
        if ((*count = take(live, frames, room)) > 0)
            return LS_NEXT_FRAME;
    } while (stopped && ls_now_monotonic() < live->over_ns);
    return stopped ? LS_NEXT_END : LS_NEXT_IDLE;
}

void ls_live_stats(struct ls_live *live, struct ls_source_stats *stats)
{
    for (size_t i = 0; i < live->count; i++) {
        ls_port_count_drops(&live->ports[i]);
        stats->dropped_kernel += live->ports[i].dropped_kernel;
        if (!live->events.quiet) /* each handle is told of all drops of the interface */
            stats->dropped_interface += live->ports[i].dropped_interface;
    }
}

/* What was lost at one interface; port is the first share's, kernel what all of them dropped. */
static void finish_port(const struct ls_port *port, uint64_t kernel, struct ls_notes *notes)
{
    char text[120];
    uint64_t interface = port->dropped_interface; /* each handle is told of all */
    ls_outage_note(port, notes);
    if (kernel > 0) {
        snprintf(text, sizeof text,
                 "the kernel dropped %" PRIu64 " packets; a larger buffer (-B) helps", kernel);
        ls_notes_add(notes, port->interface, text);
    }
    if (interface > 0) {
        snprintf(text, sizeof text, "the interface dropped %" PRIu64 " packets", interface);
        ls_notes_add(notes, port->interface, text);
    }
}

void ls_live_finish(struct ls_live *const *shares, size_t count, struct ls_notes *notes)
{
    for (size_t i = 0; i < shares[0]->count; i++) {
        uint64_t kernel = 0;
        for (size_t k = 0; k < count; k++) {
            struct ls_port *port = &shares[k]->ports[i];
            ls_port_count_drops(port);
            kernel += port->dropped_kernel;
        }
        finish_port(&shares[0]->ports[i], kernel, notes);
    }
}
