/*
 * psom.c - PSOM seen in clear text, by the name of its server's objects
 *
 * PSOM normally travels inside TLS, and its framing ([MS-PSOM] section 2.2) is not parsed here.
 * What proves it is the name that all objects of the data conferencing server begin with
 * ([MS-PSOM] section 3.1.4), as text of one or two bytes a letter, among the first bytes.
 *
 * Everybody who comes after a search waits for its end. A direction that begins with a line of
 * text ends it at once: PSOM sends typed values (numbers of 32 and 64 bits, strings, bytes:
 * [MS-PSOM] section 3.1.4), not lines. Of other bytes nothing is known that speaks against it.
 */
#include "probe/probes.h"

enum {
    PSOM_BYTES = 1024, /* searched */
    LINE_MAX_BYTES = 256,
};

static const char narrow[] = "Microsoft.Rtc.Server.DataMCU";

/* Two bytes a letter in either order: the zero byte before or after the name does not matter. */
static const char wide[] = "M\0i\0c\0r\0o\0s\0o\0f\0t\0.\0R\0t\0c\0.\0"
                           "S\0e\0r\0v\0e\0r\0.\0D\0a\0t\0a\0M\0C\0U";

static bool holds(const struct ls_cursor *in, const char *name, size_t n)
{
    size_t left = ls_left(in);
    return left > 0 && memmem(in->at, left < PSOM_BYTES ? left : PSOM_BYTES, name, n) != NULL;
}

static bool begins_with_line(struct ls_cursor in)
{
    for (int i = 0; ls_left(&in) > 0 && i < LINE_MAX_BYTES; i++) {
        uint8_t c = ls_u8(&in);
        if (c == '\r' || c == '\n')
            return i > 0;
        if (c < ' ' || c > '~')
            return false;
    }
    return false;
}

static bool is_foreign(const struct ls_view *view, int side)
{
    return view->from_start[side] && begins_with_line(view->bytes[side]);
}

static enum ls_answer psom_look(struct ls_view *view, void *state, struct ls_draft *draft)
{
    (void)state;
    for (int side = 0; side < 2; side++) {
        if (!holds(&view->bytes[side], narrow, sizeof narrow - 1) &&
            !holds(&view->bytes[side], wide, sizeof wide - 1))
            continue;
        ls_draft_proves(draft, LS_PROTO_PSOM);
        return LS_DONE;
    }
    if (view->closed || is_foreign(view, 0) || is_foreign(view, 1))
        return LS_NO; /* a search that found nothing is an answer */
    return LS_MAYBE;
}

const struct ls_probe ls_probe_psom = {
    .name = "psom",
    .transports = LS_TCP,
    .budget = PSOM_BYTES,
    .look = psom_look,
};
