/*
 * smb.h - what one SMB message says; the stream around it is in smb.c
 */
#pragma once

#include "lyncscope/probe.h"

enum { LS_SMB_HEADER_MAX = 64 }; /* bytes that are enough to know any SMB header */

/*
 * ls_smb_prove says whether in begins a message of length bytes (by its NetBIOS header) that is
 * SMB: LS_MAYBE when the bytes run out.
 */
enum ls_answer ls_smb_prove(struct ls_cursor in, uint32_t length);

struct ls_smb_said {
    bool request, response; /* for certain */
    bool dialect;           /* a dialect was noted */
};

/* ls_smb_note notes dialect and tree connects of a message, which may be cut. */
struct ls_smb_said ls_smb_note(struct ls_cursor in, uint8_t side, struct ls_draft *draft);
