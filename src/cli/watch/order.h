/* order.h - what a list of flows can be sorted by */
#pragma once

#include "cli/watch/kept.h"

/* In the order of the columns. */
enum order {
    ORDER_TIME,
    ORDER_STATE,
    ORDER_VERDICT,
    ORDER_SOURCE,
    ORDER_DESTINATION,
    ORDER_PROTOCOL,
    ORDER_PACKETS,
    ORDER_BYTES,
    ORDER_COUNT
};

/* order_worst returns the verdict at place i when the worst come first. */
enum ls_verdict_kind order_worst(int i);

/* order_compare is negative where a comes first; what is alike otherwise comes newest first. */
int order_compare(enum order by, bool reversed, const struct kept *a, const struct kept *b);
