/* live_outage.c - sees interfaces go and come, and opens again what can be opened. */
#include "capture/live_outage.h"

#include <inttypes.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lyncscope/clock.h"
#include "lyncscope/now.h"

enum { RETRY_MOST_S = 30 };

void ls_outages_init(struct ls_outages *outages, const struct ls_source_options *options,
                     struct ls_live_events *events)
{
    *outages = (struct ls_outages){
        .options = options,
        .events = events,
        .probe = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0),
    };
}

void ls_outages_clear(struct ls_outages *outages)
{
    if (outages->probe >= 0)
        close(outages->probe);
}

static void goes_down(struct ls_outages *outages, struct ls_port *port, const char *why)
{
    if (port->down && !port->gone)
        return;
    if (!port->down) {
        port->down_ns = ls_now_monotonic();
        port->outages++;
    }
    port->down = true;
    ls_live_events_tell(outages->events,
                        port->gone
                            ? "%s: %s; it is not captured any more, since --reopen was not given"
                            : "%s: %s; nothing is captured there until it is back",
                        port->interface, why);
}

static void comes_up(struct ls_outages *outages, struct ls_port *port)
{
    int64_t gone_ns = ls_now_monotonic() - port->down_ns;
    port->down = false;
    port->outage_ns += (uint64_t)gone_ns;
    ls_live_events_tell(outages->events, "%s: is back after %.1f s", port->interface,
                        (double)gone_ns / 1e9);
}

void ls_outages_lose(struct ls_outages *outages, struct ls_port *port)
{
    char why[PCAP_ERRBUF_SIZE];
    snprintf(why, sizeof why, "%s", pcap_geterr(port->pcap));
    ls_port_count_drops(port);
    ls_port_close(port);
    port->gone = !outages->options->reopen;
    goes_down(outages, port, why);
    port->wait_s = 1;
    port->retry_ns = ls_now_monotonic() + port->wait_s * LS_SECOND;
}

static void try_again(struct ls_outages *outages, struct ls_port *port, int64_t now_ns)
{
    if (now_ns < port->retry_ns)
        return;
    if (ls_port_open(port, outages->options, NULL) == 0) {
        comes_up(outages, port);
        return;
    }
    port->wait_s = port->wait_s * 2 < RETRY_MOST_S ? port->wait_s * 2 : RETRY_MOST_S;
    port->retry_ns = now_ns + port->wait_s * LS_SECOND;
}

/* libpcap goes on where an interface is down and still there; whoever waits should know. */
static bool is_up(const struct ls_outages *outages, const struct ls_port *port)
{
    struct ifreq request = {0};
    snprintf(request.ifr_name, sizeof request.ifr_name, "%s", port->interface);
    if (outages->probe < 0 || ioctl(outages->probe, SIOCGIFFLAGS, &request) < 0)
        return true; /* "any" and the like have no flags */
    return (request.ifr_flags & IFF_UP) != 0;
}

void ls_outages_look(struct ls_outages *outages, struct ls_port *ports, size_t count)
{
    int64_t now = ls_now_monotonic();
    if (now - outages->looked_ns < LS_SECOND)
        return;
    outages->looked_ns = now;
    for (size_t i = 0; i < count; i++) {
        struct ls_port *port = &ports[i];
        if (port->gone)
            continue;
        if (port->pcap == NULL)
            try_again(outages, port, now);
        else if (!is_up(outages, port))
            goes_down(outages, port, "the interface is down");
        else if (port->down)
            comes_up(outages, port);
    }
}

void ls_outage_note(const struct ls_port *port, struct ls_notes *notes)
{
    char text[120];
    uint64_t times = port->outages - port->gone, ns = port->outage_ns;
    if (port->gone)
        ls_notes_add(notes, port->interface, "the interface went away, which ended its capture");
    else if (port->down)
        ns += (uint64_t)(ls_now_monotonic() - port->down_ns);
    if (ns == 0)
        return;
    double seconds = (double)ns / 1e9;
    if (times == 1)
        snprintf(text, sizeof text, "the interface was gone or down once, for %.1f s", seconds);
    else
        snprintf(text, sizeof text,
                 "the interface was gone or down %" PRIu64 " times, %.1f s in all", times, seconds);
    ls_notes_add(notes, port->interface, text);
}
