/*
 * live_port.h - one interface: its handle, opened, filtered, counted and closed
 */
#pragma once

#include <pcap/pcap.h>

#include "capture/fanout.h"
#include "lyncscope/capture.h"

enum { LS_PORT_WAIT_MS = 100 };

struct ls_port {
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
    struct ls_fanout
        *fanout; /* shared with the other handles of the interface; NULL: this is all */
    bool joined;
    int64_t since_ns; /* 0, or: what was captured before then another handle has, too */
};

/*
 * ls_port_open opens the interface that the port names, for the first time or again; again, it
 * keeps the filter and has to be of the same kind. Returns 0 or fills error; the port is closed
 * then. LS_E_LIMIT means that it would open as the only handle of its interface.
 */
LS_MUST_USE int ls_port_open(struct ls_port *port, const struct ls_source_options *options,
                             struct ls_error *error);
void ls_port_close(struct ls_port *port);
/* ls_port_count_drops adds what libpcap counted since the last time. */
void ls_port_count_drops(struct ls_port *port);
