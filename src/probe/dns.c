/*
 * dns.c - DNS over UDP and TCP (RFC 1035 section 4), with what mDNS (RFC 6762) and LLMNR
 * (RFC 4795) change of it
 *
 * Proof is a sane header whose first question (or, in an mDNS answer, first record) is well
 * formed. Names asked for are kept: SRV names tell which service was looked for. So are the
 * addresses that answers give, under the name that has them and under the name that was asked.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lyncscope/address.h"
#include "probe/draft.h"
#include "probe/labels.h"
#include "probe/probes.h"

enum {
    FLAG_ANSWER = 0x8000,
    FLAG_RESERVED = 0x0040, /* RFC 1035 section 4.1.1: must be zero */
    OPCODE_SHIFT = 11,
    OPCODE_MASK = 15,
    OPCODE_UPDATE = 5,
    RCODE_MASK = 15,
    RECORDS_MAX = 255,      /* more in one section is no answer of any server seen */
    CLASS_UNICAST = 0x8000, /* RFC 6762 section 5.4 */
    CLASS_IN = 1,
    CLASS_CHAOS = 3,
    CLASS_NONE = 254,
    CLASS_ANY = 255,
    TYPE_PRIVATE = 0xff00,
    HEADER_BYTES = 12,
    QUESTION_MIN = 5,
    MESSAGES_MAX = 32, /* of one flow: enough names to know what it is for */
    ANSWERS_MAX = 16,  /* records of one message that are read for addresses */
    TYPE_A = 1,        /* RFC 1035 section 3.2.2 */
    TYPE_CNAME = 5,
    TYPE_AAAA = 28, /* RFC 3596 section 2.1 */
    NAME_BYTES = 253,
};

struct header {
    uint16_t flags;
    uint16_t questions, answers, authorities, additional;
};

static bool header_is_sane(const struct header *h)
{
    unsigned opcode = h->flags >> OPCODE_SHIFT & OPCODE_MASK;
    bool answer = h->flags & FLAG_ANSWER;
    if ((h->flags & FLAG_RESERVED) || opcode == 3 || opcode > OPCODE_UPDATE)
        return false;
    if (!answer && (h->flags & RCODE_MASK) != 0)
        return false;
    if (h->questions > 16 || h->answers > RECORDS_MAX || h->authorities > RECORDS_MAX ||
        h->additional > RECORDS_MAX)
        return false;
    return h->questions > 0 || (answer && h->answers > 0);
}

/* Of a header that is not whole yet: what its flags and first count already rule out. */
static bool begins_wrong(struct ls_cursor in)
{
    struct header h = {.answers = 1};
    ls_be16(&in);
    h.flags = ls_be16(&in);
    if (in.failed)
        return false;
    h.questions = ls_be16(&in);
    if (in.failed)
        h.questions = 1;
    else if (h.questions == 0 && (h.flags & FLAG_ANSWER) == 0)
        return true;
    return !header_is_sane(&h);
}

static bool class_is_sane(uint16_t class)
{
    class &= (uint16_t)~CLASS_UNICAST;
    return class == CLASS_IN || class == CLASS_CHAOS || class == CLASS_NONE || class == CLASS_ANY;
}

/* Reads a question, or a record when record is set; name keeps what it is about. */
static enum ls_answer read_entry(struct ls_cursor *in, bool record, struct ls_labels *name)
{
    if (!ls_labels_read(in, name))
        return in->failed ? LS_MAYBE : LS_NO;
    uint16_t type = ls_be16(in);
    uint16_t class = ls_be16(in);
    if (in->failed)
        return LS_MAYBE;
    if (type == 0 || type >= TYPE_PRIVATE || !class_is_sane(class))
        return LS_NO;
    if (!record)
        return LS_YES;
    ls_be32(in); /* time to live */
    uint16_t n = ls_be16(in);
    ls_take(in, n);
    return in->failed ? LS_MAYBE : LS_YES;
}

static void note_address(struct ls_draft *draft, uint8_t side, const struct ls_labels *name,
                         const struct ls_addr *addr)
{
    char text[LS_ADDR_TEXT + 1 + NAME_BYTES];
    size_t n = strlen(ls_addr_format(addr, text));
    if (name->len == 0 || n + 1 + name->len > LS_DRAFT_FACT_MAX)
        return;
    text[n++] = ' ';
    memcpy(text + n, name->text, name->len);
    ls_draft_fact(draft, LS_FACT_DNS_ANSWER, side, text, n + name->len);
}

static bool same_name(const struct ls_labels *a, const struct ls_labels *b)
{
    return a->len == b->len && strncasecmp(a->text, b->text, a->len) == 0;
}

/* Reads one record of an answer; false where the rest cannot be read. */
static bool read_answer(struct ls_cursor *in, const struct ls_cursor *message,
                        const struct ls_labels *asked, bool *alias, uint8_t side,
                        struct ls_draft *draft)
{
    struct ls_labels owner;
    struct ls_addr addr;
    if (!ls_labels_follow(in, message, &owner))
        return false;
    uint16_t type = ls_be16(in);
    uint16_t class = ls_be16(in);
    ls_be32(in); /* time to live */
    uint16_t n = ls_be16(in);
    const uint8_t *data = ls_take(in, n);
    if (in->failed)
        return false;
    if (type == TYPE_CNAME && same_name(&owner, asked))
        *alias = true;
    if (class != CLASS_IN || !((type == TYPE_A && n == 4) || (type == TYPE_AAAA && n == 16)))
        return true;
    addr = type == TYPE_A ? ls_addr_v4(data) : ls_addr_v6(data);
    note_address(draft, side, &owner, &addr);
    if (*alias && !same_name(&owner, asked))
        note_address(draft, side, asked, &addr);
    return true;
}

/* in stands behind the first question. Only plain answers to one question are read. */
static void read_answers(struct ls_cursor in, const struct ls_cursor *message,
                         const struct header *h, const struct ls_labels *asked, uint8_t side,
                         struct ls_draft *draft)
{
    bool alias = false;
    bool plain = (h->flags & FLAG_ANSWER) != 0 && (h->flags & RCODE_MASK) == 0 &&
                 (h->flags >> OPCODE_SHIFT & OPCODE_MASK) == 0 && h->questions == 1;
    for (unsigned i = 0; plain && i < h->answers && i < ANSWERS_MAX; i++)
        if (!read_answer(&in, message, asked, &alias, side, draft))
            return;
}

static enum ls_answer look_message(const struct ls_view *view, uint8_t side,
                                   struct ls_cursor message, struct ls_draft *draft)
{
    struct ls_cursor in = message;
    struct ls_labels name;
    struct header h;
    ls_be16(&in); /* id */
    h.flags = ls_be16(&in);
    h.questions = ls_be16(&in);
    h.answers = ls_be16(&in);
    h.authorities = ls_be16(&in);
    h.additional = ls_be16(&in);
    if (in.failed)
        return begins_wrong(message) ? LS_NO : LS_MAYBE;
    if (!header_is_sane(&h))
        return LS_NO;
    enum ls_answer answer = read_entry(&in, h.questions == 0, &name);
    struct ls_cursor answers = in;
    if (answer == LS_YES && h.questions == 1 && h.answers > 0 && !view->cut) {
        struct ls_labels owner;
        answer = read_entry(&in, true, &owner);
    }
    if (answer != LS_YES)
        return answer;
    ls_draft_proves(draft, LS_PROTO_DNS);
    ls_draft_client(draft, h.flags & FLAG_ANSWER ? !side : side);
    if (name.len > 0)
        ls_draft_fact(draft, LS_FACT_DNS_NAME, side, name.text, name.len);
    read_answers(answers, &message, &h, &name, side, draft);
    return LS_YES;
}

/* RFC 1035 section 4.2.2: two bytes of length before each message. */
static enum ls_answer look_stream(struct ls_view *view, uint8_t side, struct ls_draft *draft)
{
    struct ls_cursor in = view->bytes[side];
    uint16_t n = ls_be16(&in);
    if (in.failed)
        return LS_MAYBE;
    if (n < HEADER_BYTES + QUESTION_MIN)
        return LS_NO;
    bool whole = n <= ls_left(&in);
    struct ls_cursor message = in;
    if (whole)
        message = ls_cut(&in, n);
    enum ls_answer answer = look_message(view, side, message, draft);
    if (answer == LS_YES && whole)
        view->used[side] = 2 + (size_t)n;
    if (answer == LS_MAYBE && whole)
        return LS_NO; /* the message ended before its contents did */
    return answer;
}

static enum ls_answer dns_look(struct ls_view *view, void *state, struct ls_draft *draft)
{
    uint8_t *messages = state;
    enum ls_answer answer;
    if (view->stream)
        answer = ls_either(look_stream(view, 0, draft), look_stream(view, 1, draft));
    else
        answer = ls_whole(view, look_message(view, view->side, view->bytes[view->side], draft));
    if (answer == LS_YES && ++*messages >= MESSAGES_MAX)
        return LS_DONE;
    return answer;
}

const struct ls_probe ls_probe_dns = {
    .name = "dns",
    .transports = LS_TCP | LS_UDP,
    .state_bytes = 1,
    .budget = 512,
    .look = dns_look,
};
