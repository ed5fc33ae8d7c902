/*
 * nbns.c - NetBIOS name service (RFC 1002 section 4.2)
 *
 * Looks like DNS, but its names are 32 letters A to P: two for each byte of a name.
 */
#include "probe/probes.h"

enum {
    FLAG_ANSWER = 0x8000,
    OPCODE_SHIFT = 11,
    OPCODE_MASK = 15,
    HEADER_REST = 8,
    NAME_BYTES = 32,
    TYPE_NB = 0x20,
    TYPE_NBSTAT = 0x21,
    CLASS_IN = 1,
};

/* RFC 1002 section 4.2.1.1: query, registration, release, WACK, refresh, and multi-homed. */
static bool is_opcode(unsigned opcode)
{
    return opcode == 0 || (opcode >= 5 && opcode <= 9) || opcode == 15;
}

static bool is_name(struct ls_cursor *in)
{
    if (ls_u8(in) != NAME_BYTES)
        return false;
    for (int i = 0; i < NAME_BYTES; i++) {
        uint8_t c = ls_u8(in);
        if (!in->failed && (c < 'A' || c > 'P'))
            return false;
    }
    for (uint8_t n = ls_u8(in); n != 0; n = ls_u8(in)) {
        if (n > 63)
            return false; /* the scope is made of plain labels */
        ls_take(in, n);
    }
    return true;
}

static enum ls_answer look_message(const struct ls_view *view, struct ls_draft *draft)
{
    struct ls_cursor in = view->bytes[view->side];

    ls_be16(&in); /* id */
    uint16_t flags = ls_be16(&in);
    ls_take(&in, HEADER_REST);
    if (!in.failed && !is_opcode(flags >> OPCODE_SHIFT & OPCODE_MASK))
        return LS_NO;
    if (!is_name(&in))
        return in.failed ? LS_MAYBE : LS_NO;
    uint16_t type = ls_be16(&in);
    uint16_t class = ls_be16(&in);
    if (in.failed)
        return LS_MAYBE;
    if ((type != TYPE_NB && type != TYPE_NBSTAT) || class != CLASS_IN)
        return LS_NO;
    ls_draft_proves(draft, LS_PROTO_NBNS);
    ls_draft_client(draft, flags & FLAG_ANSWER ? !view->side : view->side);
    return LS_DONE;
}

static enum ls_answer nbns_look(struct ls_view *view, void *state, struct ls_draft *draft)
{
    (void)state;
    return ls_whole(view, look_message(view, draft));
}

const struct ls_probe ls_probe_nbns = {
    .name = "nbns",
    .transports = LS_UDP,
    .budget = 1,
    .look = nbns_look,
};
