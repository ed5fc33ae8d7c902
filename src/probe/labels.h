/*
 * labels.h - domain names as DNS writes them (RFC 1035 section 3.1): labels with a length each
 */
#pragma once

#include "lyncscope/cursor.h"

enum { LS_LABELS_TEXT = 256 };

/* A name in dotted form, without the dot at the end; empty for the root. */
struct ls_labels {
    char text[LS_LABELS_TEXT];
    size_t len;
    bool pointed; /* ended in a compression pointer, which is not followed */
};

/*
 * ls_labels_read reads one name and moves past it. Returns false when it is not a name (a label
 * of a reserved form, more than 255 octets, control characters), and with in->failed set when
 * bytes ran out.
 */
bool ls_labels_read(struct ls_cursor *in, struct ls_labels *name);

/*
 * ls_labels_follow reads one name and moves past it, and follows compression pointers into
 * message (RFC 1035 section 4.1.4): only ever backwards, so that it ends. Returns false as
 * ls_labels_read does, or when a pointer leads nowhere.
 */
bool ls_labels_follow(struct ls_cursor *in, const struct ls_cursor *message,
                      struct ls_labels *name);
