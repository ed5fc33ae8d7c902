/*
 * rotate.h - --rotate: what a run without end writes, in one finished file after the other
 *
 * NAME.jsonl becomes NAME-20260302T130000Z.jsonl, with the time at which the file was begun. What
 * stands at such a name is complete. A file that cannot be written is given up, and what was in it
 * is counted; the run goes on with the next.
 */
#pragma once

#include "cli/options.h"
#include "cli/output.h"

struct rotation {
    const struct options *options;
    struct output output; /* output.file is NULL while there is no file to write to */
    char *path;
    int64_t begun_ns; /* monotonic */
    uint64_t records; /* in the present file */
    uint64_t lost;
    bool failed; /* and this was said */
};

/* rotation_name makes the name of a file begun now; free() it. NULL without memory. */
char *rotation_name(const char *output);
/* rotation_is_due says whether a file has had its time, or is large enough. */
bool rotation_is_due(const struct options *options, int64_t age_ns, int64_t bytes);

/* rotation_open begins a file. Returns 0 or a negative code. */
LS_MUST_USE int rotation_open(struct rotation *rotation, const struct options *options,
                              struct ls_error *error);
/* rotation_due says whether the present file has had its time, or is large enough. */
bool rotation_due(const struct rotation *rotation, int64_t now_ns);
/* rotation_next finishes the present file, if there is one, and begins another. */
void rotation_next(struct rotation *rotation);
/* rotation_check gives the present file up when it cannot be written. */
void rotation_check(struct rotation *rotation);
/* rotation_close finishes the last file; one without records is not kept. */
void rotation_close(struct rotation *rotation);
