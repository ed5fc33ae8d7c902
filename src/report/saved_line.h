/*
 * saved_line.h - one line of saved records while it is read
 *
 * The calls below return 0, or a negative code with what is wrong in the line's error.
 */
#pragma once

#include <jansson.h>

#include "report/saved.h"

struct saved_line {
    struct ls_saved *saved;
    struct ls_error *error;
    json_t *root;
    struct saved_flow *flow;
};

int saved_wrong(struct saved_line *l, const char *key, const char *what); /* LS_E_FORMAT */
int saved_no_memory(struct saved_line *l);                                /* LS_E_MEMORY */

/* saved_at follows a path with dots; NULL where it ends early. */
const json_t *saved_at(const json_t *from, const char *path);
const char *saved_text_at(struct saved_line *l, const char *path);

LS_MUST_USE int saved_read_rows(struct saved_line *l);
LS_MUST_USE int saved_read_findings(struct saved_line *l);
LS_MUST_USE int saved_read_accepted(struct saved_line *l);
/* saved_read_roles reads who both ends are, and keeps what is said of the hosts. */
LS_MUST_USE int saved_read_roles(struct saved_line *l);
