/*
 * notify.h - tells a service manager how the run goes
 *
 * sd_notify(3), "Standalone Implementations": datagrams of NAME=VALUE lines to the socket that
 * $NOTIFY_SOCKET names. That is the whole protocol, so no library is needed for it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lyncscope/error.h"

struct notify {
    bool on; /* somebody wants to know */
    int fd;
    int64_t watchdog_ns; /* how often a sign of life is sent; 0 = never */
    int64_t next_ns;     /* when the next one is due */
};

/*
 * notify_open connects, while sockets can be made; without $NOTIFY_SOCKET all others do nothing. A
 * manager that cannot be reached is nobody, too: the run is worth more than the news of it.
 */
void notify_open(struct notify *notify);
void notify_close(struct notify *notify);

/* notify_ready says that the run has begun. */
LS_PRINTF(2, 3)
void notify_ready(struct notify *notify, const char *format, ...);

/* notify_due says whether a sign of life is due by now_ns (monotonic), and counts it as sent. */
bool notify_due(struct notify *notify, int64_t now_ns);
/* notify_alive is that sign, with one line of how it goes. */
LS_PRINTF(2, 3)
void notify_alive(struct notify *notify, const char *format, ...);

/* notify_stopping says that the read has ended, and what comes may take its time. */
void notify_stopping(struct notify *notify);
