/*
 * evidence.h - the two formats of an evidence file. Private to capture.
 *
 * Both write little-endian whatever the machine, so that the same evidence has the same bytes.
 */
#pragma once

#include <stdio.h>

#include "lyncscope/capture.h"
#include "lyncscope/replace.h"

/* An interface of a pcapng section: draft-ietf-opsawg-pcapng section 4.2. */
struct ls_evidence_interface {
    int link_type;
    bool before_1970; /* its stamps count from EVIDENCE_EARLY_S */
};

struct ls_evidence_file {
    FILE *file;
    char *path;
    struct ls_replacement made; /* not of standard output */
    bool classic;
    bool begun;    /* classic: the header is written */
    int link_type; /* of a file without frames; classic: of all frames */
    struct ls_evidence_interface *interfaces;
    size_t interface_count;
};

/* Both begin calls write what a file without frames has; the add calls one frame. They return 0 or
 * a negative code; a write that failed is told by ferror alone. */
LS_MUST_USE int ls_evidence_classic_begin(struct ls_evidence_file *file, struct ls_error *error);
void ls_evidence_classic_add(struct ls_evidence_file *file, const struct ls_frame *frame);
LS_MUST_USE int ls_evidence_ng_begin(struct ls_evidence_file *file, const char *application,
                                     struct ls_error *error);
LS_MUST_USE int ls_evidence_ng_add(struct ls_evidence_file *file, const struct ls_frame *frame,
                                   const char *comment, struct ls_error *error);
