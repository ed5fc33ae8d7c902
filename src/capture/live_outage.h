/*
 * live_outage.h - interfaces that go down or away while they are captured, and come back
 *
 * The other interfaces go on, and the time without one is told. One that was down goes on by
 * itself; one that was away has to be opened again, which needs the privileges of the first time.
 */
#pragma once

#include "capture/live_events.h"
#include "capture/live_port.h"
#include "capture/notes.h"

struct ls_outages {
    const struct ls_source_options *options; /* to open interfaces again; kept */
    struct ls_live_events *events;           /* who is told; kept */
    int64_t looked_ns;                       /* monotonic: when it was seen last who is up */
    int probe;                               /* a socket to ask that; -1 = none */
};

void ls_outages_init(struct ls_outages *outages, const struct ls_source_options *options,
                     struct ls_live_events *events);
void ls_outages_clear(struct ls_outages *outages);

/* ls_outages_look sees who went down and who is back: once a second, however often it is called. */
void ls_outages_look(struct ls_outages *outages, struct ls_port *ports, size_t count);

/* ls_outages_lose closes a port whose handle failed: its interface is gone, or has a new one. */
void ls_outages_lose(struct ls_outages *outages, struct ls_port *port);

/* ls_outage_note says at the end how often an interface was gone or down, and for how long. */
void ls_outage_note(const struct ls_port *port, struct ls_notes *notes);
