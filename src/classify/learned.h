/* learned.h - the set of announced endpoints, shared by learned.c and learned_live.c */
#pragma once

#include "classify/case.h"

/* The copy of an announcer that is gone, for all that it announced. */
struct ls_announcer {
    struct ls_summary summary;
    size_t uses;
};

struct ls_learned_set {
    struct ls_learned *items;
    size_t count, room;
    size_t limit;  /* 0 = none */
    uint64_t lost; /* forgotten before their time */
};

/* learned_until says how long an endpoint holds, by what its announcer did so far. */
int64_t learned_until(const struct ls_learned *item);
/* learned_drop gives back what an item holds; the item itself is the caller's to overwrite. */
void learned_drop(struct ls_learned *item);
/* learned_make_room forgets a part of a full set. */
void learned_make_room(struct ls_learned_set *set, int64_t now_ns);
