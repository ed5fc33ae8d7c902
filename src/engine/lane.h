/*
 * lane.h - what lane.c, the way of packets in a lane, and lanes.c, its keeper, share
 */
#pragma once

#include <pthread.h>
#include <stdalign.h>
#include <stdatomic.h>

#include "engine/lanes.h"
#include "engine/parcel.h"

/* A parcel on its way to another lane, and back. */
struct letter {
    struct parcel parcel;
    struct lane *from;
    struct letter *next;
};

/* A lane's letters, under the lock of all. */
struct post {
    struct letter *inbox, **inbox_end; /* of others, oldest first */
    struct letter *spare;              /* its own, which came back */
};

struct lane {
    alignas(128) struct lanes *lanes; /* 128: two cache lines are fetched together */
    unsigned index;
    pthread_t thread;
    struct ls_source *source;
    struct worker *worker;
    struct intake intake;
    struct letter **open; /* being filled, one for each lane; or NULL */
    unsigned letters;     /* made so far */
    uint64_t posted;      /* packets */
    bool idle;            /* nothing came since turn_ns */
    bool over;            /* its share has ended, or memory is out */
    int code;
    int64_t turn_ns;        /* monotonic: when it last began to look for frames */
    int64_t tidied_ns;      /* monotonic */
    uint64_t tidied_frames; /* of tally.frames, then */
    atomic_bool asleep;     /* it may be waiting for frames */
    atomic_size_t mail;     /* letters in the inbox */
    /* All frames up to then are in their flows or in the post; INT64_MAX = it has no say. */
    _Atomic int64_t reached_ns;
    struct post post;
    struct lanes_state told; /* under the lock, which its own thread needs only to write */
};

struct lanes {
    unsigned count, started;
    atomic_bool resting;     /* changes under the lock */
    pthread_mutex_t lock;    /* of all that follows, and of the posts */
    pthread_cond_t changed;  /* for lanes: a letter came or came back; rest begins or ends */
    pthread_cond_t reported; /* for the keeper */
    bool ending;
    uint64_t round; /* of rest */
    unsigned flushed, at_rest, over;
    int code; /* of the lane that failed */
    struct lane lane[];
};

/* lane_run is a lane's thread, until lanes->ending; it begins at rest. */
void *lane_run(void *self);
/* lane_reached is up to when all frames of its share have come; INT64_MAX = it has none. */
int64_t lane_reached(const struct lane *lane);
/* lanes_slowest is up to when all flows of all lanes have their packets; INT64_MIN = unknown. */
int64_t lanes_slowest(struct lanes *lanes);
/*
 * lane_tell puts down how far the lane is. With drops the system is asked for what was dropped,
 * too, which takes a while.
 */
void lane_tell(struct lane *lane, bool drops);
