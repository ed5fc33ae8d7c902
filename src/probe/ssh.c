/* ssh.c - SSH by its identification line (RFC 4253 section 4.2) */
#include "probe/probes.h"

enum { LINE_MAX_BYTES = 255 };

static const char start[] = "SSH-";

struct ssh {
    bool said[2];
};

static bool is_version(const struct ls_cursor *in)
{
    return ls_starts(in, "2.0-", 4) || ls_starts(in, "1.99-", 5) || ls_starts(in, "1.5-", 4);
}

/* The start of line, as far as there is one, agrees with "SSH-". */
static bool may_begin(const struct ls_cursor *line)
{
    size_t n = ls_left(line);
    if (n > sizeof start - 1)
        n = sizeof start - 1;
    return n == 0 || memcmp(line->at, start, n) == 0;
}

static enum ls_answer look_side(struct ls_view *view, uint8_t side, struct ls_draft *draft)
{
    struct ls_cursor in = view->bytes[side];
    struct ls_cursor line = in;
    if (!may_begin(&in))
        return LS_NO;
    for (uint8_t c = ls_u8(&in); c != '\n'; c = ls_u8(&in)) {
        if (in.failed)
            return LS_MAYBE;
        if (c < 0x20 ? c != '\r' : c == 0x7f)
            return LS_NO;
    }
    size_t n = ls_left(&line) - ls_left(&in);
    struct ls_cursor after = line;
    ls_take(&after, sizeof start - 1);
    if (n > LINE_MAX_BYTES || !is_version(&after))
        return LS_NO;
    view->used[side] = n;
    while (n > 0 && (line.at[n - 1] == '\n' || line.at[n - 1] == '\r'))
        n--;
    ls_draft_proves(draft, LS_PROTO_SSH);
    ls_draft_fact(draft, LS_FACT_SSH_BANNER, side, line.at, n);
    return LS_YES;
}

static enum ls_answer ssh_look(struct ls_view *view, void *state, struct ls_draft *draft)
{
    struct ssh *ssh = state;
    enum ls_answer best = LS_MAYBE;
    for (uint8_t side = 0; side < 2; side++) {
        if (ssh->said[side])
            continue;
        enum ls_answer answer = look_side(view, side, draft);
        ssh->said[side] = answer == LS_YES;
        best = side == 0 ? answer : ls_either(best, answer);
    }
    return ssh->said[0] && ssh->said[1] ? LS_DONE : best;
}

static bool ssh_begins(uint8_t first, bool stream)
{
    (void)stream;
    return first == (uint8_t)start[0];
}

const struct ls_probe ls_probe_ssh = {
    .name = "ssh",
    .transports = LS_TCP,
    .state_bytes = sizeof(struct ssh),
    .budget = LINE_MAX_BYTES,
    .follow = 2048,
    .begins = ssh_begins,
    .look = ssh_look,
};
