/* watch.h - one run of watch, and the two kinds of it */
#pragma once

#include "cli/live.h"
#include "cli/watch/canvas.h"
#include "cli/watch/model.h"
#include "cli/watch/screen.h"
#include "cli/watch/talk.h"

struct watch {
    struct live live;
    struct run run;
    struct model *model;
    struct screen *screen;
    struct talk *talk;
    struct canvas canvas;
    char what[160];              /* is read */
    int64_t keys_ns, picture_ns; /* monotonic: when there was a look at them last */
    bool quit;
};

/* All return 0, or -1 when they have said what is wrong. */

/* watch_live captures until it is told to end; watch_files reads to the end, then judges. */
LS_MUST_USE int watch_live(struct watch *watch);
LS_MUST_USE int watch_files(struct watch *watch);

/* watch_open judges flows that go on by what is known so far; `tracked` is how many there are. */
LS_MUST_USE int watch_open(struct watch *watch, uint64_t tracked);

/* watch_keys takes the keys that were pressed, if it is time; watch_picture shows what is known
 * now, and watch_picture_due says whether that was done long ago. */
LS_MUST_USE int watch_keys(struct watch *watch);
LS_MUST_USE int watch_picture(struct watch *watch);
bool watch_picture_due(const struct watch *watch);
int watch_out_of_memory(void);
