/*
 * msnftp.c - MSN_SECURE_FTP, the peer-to-peer file transfer of older clients
 *
 *   receiver  VER MSN_SECURE_FTP CR LF
 *   sender    VER MSN_SECURE_FTP CR LF
 *   receiver  USR <address> <cookie> CR LF ...
 *
 * Either side may have opened the connection, and either may be the first whose line is seen;
 * the line is the same, so it names no client. Nothing after it is worth a look: file names
 * travel in the invitation.
 *
 * Budget: the line has 20 bytes.
 */
#include "probe/probes.h"
#include "probe/sides.h"

static const char opening[] = "VER MSN_SECURE_FTP\r\n";
enum { OPENING = sizeof opening - 1 };

static enum ls_answer look_side(struct ls_cursor in)
{
    size_t n = ls_left(&in) < OPENING ? ls_left(&in) : OPENING;
    if (!ls_starts(&in, opening, n))
        return LS_NO;
    return n == OPENING ? LS_DONE : LS_MAYBE;
}

static enum ls_answer msnftp_look(struct ls_view *view, void *state, struct ls_draft *draft)
{
    const enum ls_answer sides[2] = {look_side(view->bytes[0]), look_side(view->bytes[1])};
    (void)state;

    enum ls_answer answer = ls_sides_answer(view, sides);
    if (answer == LS_DONE)
        ls_draft_proves(draft, LS_PROTO_MSNFTP);
    return answer;
}

static bool msnftp_begins(uint8_t first, bool stream)
{
    (void)stream;
    return first == (uint8_t)opening[0];
}

const struct ls_probe ls_probe_msnftp = {
    .name = "msnftp",
    .transports = LS_TCP,
    .budget = OPENING,
    .begins = msnftp_begins,
    .look = msnftp_look,
};
