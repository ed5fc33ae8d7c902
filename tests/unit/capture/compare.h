/* compare.h - a test fails where libpcap and we read a file differently; see both.h. */
#pragma once

#include "both.h"
#include "make.h"

/* Read path, which holds these bytes, both ways; fails the test with name when they differ. */
static inline void compare(const char *path, const uint8_t *bytes, size_t n, const char *filter,
                           size_t batch, const char *name, unsigned *more)
{
    struct both both = both_read(path, bytes, n, filter, batch, more);
    if (both.wrong != NULL)
        ck_abort_msg("%s (filter %s, batch %zu): %s\nours: %zu frames, %s\nlibpcap: %zu frames, %s",
                     name, filter != NULL ? filter : "none", batch, both.wrong, both.ours.count,
                     both.ours.why, both.theirs.count, both.theirs.why);
    both_clear(&both);
}
