/* compare.h - what the comparison of two audits and its printing share. Private to report. */
#pragma once

#include <jansson.h>

#include "lyncscope/arena.h"
#include "lyncscope/report.h"

enum thing_kind { THING_FINDING, THING_HOST, THING_ROW, THING_KINDS };

enum { ASPECTS_MAX = 3 };

/* Stands where an audit has nothing to say. */
#define NOTHING "-"

/* What a finding, a host or a row is, and what may change about it. */
struct thing {
    enum thing_kind kind;
    const char *key;                  /* who it is: the same in both audits */
    const char *aspects[ASPECTS_MAX]; /* by aspect_name */
    const json_t *json;               /* the first object of that key */
};

struct side {
    const char *name; /* the file's */
    json_t *root;
    struct thing *things; /* by kind and key */
    size_t count, room;
};

/* One difference: before is NULL for what is new, after for what is gone. */
struct difference {
    const struct thing *before, *after;
};

struct ls_comparison {
    struct ls_arena *arena;
    struct side sides[2];
    struct difference *list; /* by kind, then key */
    size_t count;
};

/* What both audits should have gone by. */
struct basis {
    const char *key; /* NULL: it is the same */
    struct ls_words warning;
};

/* basis_difference returns what to say of basis i, compare_basis.c; NULL past the last. */
const struct basis *basis_difference(const struct ls_comparison *c, size_t i);

/* aspect_name returns the name of aspect i of such things, or NULL. */
const char *aspect_name(enum thing_kind kind, size_t i);
