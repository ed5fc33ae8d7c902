/*
 * targets.h - where an audit goes: one file a format, or one file a table
 */
#pragma once

#include "cli/options.h"

struct target {
    char *path;                           /* NULL: standard output */
    const struct ls_audit_format *format; /* NULL: one table, as csv */
    size_t table;
    const char *folder; /* of the table's file, to be made if there is none; or NULL */
};

struct targets {
    struct target *list;
    const char **paths; /* the same paths, for the checks of outputs */
    size_t count;
};

/*
 * targets_choose makes a target of each -o, and one of each table where -o names a folder. On
 * failure it has said why and returns -1. targets_free may follow
 * in any case. options must outlive targets.
 */
LS_MUST_USE int targets_choose(struct targets *targets, const struct options *options);
void targets_free(struct targets *targets);
