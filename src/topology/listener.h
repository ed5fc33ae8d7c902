/* listener.h - a port as documents write it becomes a listener. Private to topology. */
#pragma once

#include "topology/services.h"

struct ls_listening {
    const char *port;                 /* "5061", or "49152-57499" */
    const char *count;                /* number of ports, or "" for one: last = port + count - 1 */
    const char *protocol;             /* of a Port element: Tcp, Udp, TcpOrUdp, ..., or "" */
    const struct ls_service *service; /* NULL: not known, then name counts */
    const char *name;
};

/*
 * ls_listener_read returns 1 with listener filled; 0 when there is none (port empty or 0, or a
 * mistake, which is noted); or LS_E_MEMORY.
 */
LS_MUST_USE int ls_listener_read(struct ls_topology *topology, const struct ls_listening *what,
                                 const struct ls_said *at, struct ls_topology_listener *listener);
