/* reason.h - the pieces of a sentence about a flow, and where they are kept while it is written. */
#pragma once

#include "classify/case.h"
#include "classify/messages.h"

struct ls_writing {
    struct ls_pieces pieces; /* point into the buffers below, or to lasting text */
    char payload[64];
    char port[24];
    char roles[240];
    char other[240];
    char name[160];
};

/* ls_writing_open fills payload and port as seen at the responder. */
void ls_writing_open(const struct ls_case *c, struct ls_writing *w);
/* ls_write_row adds what a row says: its id, service, role, protocol, and the port it is about. */
void ls_write_row(const struct ls_case *c, const struct ls_candidate *candidate,
                  struct ls_writing *w);
void ls_write_port(const struct ls_case *c, int end, char *text, size_t size);
/* The other pieces: role names joined by "or", a fact with its name, and who announced. */
void ls_write_roles(const struct ls_case *c, ls_roles roles, char *text, size_t size);
void ls_write_fact(const struct ls_case *c, const struct ls_fact *fact, char *text, size_t size);
void ls_write_announcer(const struct ls_case *c, const struct ls_learned *learned, char *text,
                        size_t size);

static inline ls_roles ls_role_bit(const struct ls_row *row)
{
    return row->role_number < 0 ? 0 : UINT64_C(1) << row->role_number;
}

/* reason_roles.c: the sentence of a documented port between the wrong hosts. */
enum ls_message ls_reason_wrong_roles(const struct ls_case *c, struct ls_writing *w);
