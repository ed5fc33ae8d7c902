/* live_events.c - a short queue of texts under a lock. */
#include "capture/live_events.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void ls_live_events_init(struct ls_live_events *events, bool quiet)
{
    *events = (struct ls_live_events){.quiet = quiet};
    pthread_mutex_init(&events->lock, NULL);
}

void ls_live_events_clear(struct ls_live_events *events)
{
    pthread_mutex_destroy(&events->lock);
}

void ls_live_events_tell(struct ls_live_events *events, const char *format, ...)
{
    char text[LS_LIVE_EVENT];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    pthread_mutex_lock(&events->lock);
    if (!events->quiet && events->count < LS_LIVE_EVENTS)
        memcpy(events->texts[(events->first + events->count++) % LS_LIVE_EVENTS], text,
               sizeof text);
    pthread_mutex_unlock(&events->lock);
}

bool ls_live_events_take(struct ls_live_events *events, char text[LS_LIVE_EVENT])
{
    pthread_mutex_lock(&events->lock);
    bool there = events->count > 0;
    if (there) {
        events->count--;
        memcpy(text, events->texts[events->first++ % LS_LIVE_EVENTS], LS_LIVE_EVENT);
    }
    pthread_mutex_unlock(&events->lock);
    return there;
}
