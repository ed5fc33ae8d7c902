/*
 * live_events.h - what happens to a live capture, in words, until somebody asks
 *
 * Threads: any may tell and any may take.
 */
#pragma once

#include <pthread.h>
#include <stdbool.h>

#include "lyncscope/error.h"

enum {
    LS_LIVE_EVENT = 200, /* bytes of a text */
    LS_LIVE_EVENTS = 8,  /* what comes when so many wait is lost: nobody listens */
};

struct ls_live_events {
    bool quiet; /* nothing is told: the first share of a capture speaks for all */
    pthread_mutex_t lock;
    char texts[LS_LIVE_EVENTS][LS_LIVE_EVENT];
    unsigned first, count;
};

void ls_live_events_init(struct ls_live_events *events, bool quiet);
void ls_live_events_clear(struct ls_live_events *events);
LS_PRINTF(2, 3) void ls_live_events_tell(struct ls_live_events *events, const char *format, ...);
/* ls_live_events_take moves the oldest to text; false: there is none. */
LS_MUST_USE bool ls_live_events_take(struct ls_live_events *events, char text[LS_LIVE_EVENT]);
