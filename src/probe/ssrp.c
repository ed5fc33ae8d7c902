/*
 * ssrp.c - SQL Server Resolution Protocol [MC-SQLR], which tells where a SQL instance listens
 *
 * A request of one byte (0x02 to everybody, 0x03 to one server) proves nothing alone: it is
 * kept in mind until an answer on the same flow proves it. So is a request for a name of one or two
 * bytes ("RTC" has three), or in a code page of East Asia, where one in three pairs of bytes is a
 * character: of random datagrams of four bytes one in 150,000 looks like that.
 */
#include <string.h>

#include "lyncscope/escape.h"
#include "probe/probes.h"

/* [MC-SQLR] sections 2.2.1 to 2.2.6 */
enum {
    CLNT_BCAST_EX = 0x02,
    CLNT_UCAST_EX = 0x03,
    CLNT_UCAST_INST = 0x04,
    SVR_RESP = 0x05,
    CLNT_UCAST_DAC = 0x0f,
    DAC_VERSION = 0x01,
    DAC_ANSWER_SIZE = 6,
    NAME_MAX_BYTES = 32,
    NAME_PROVES = 3, /* bytes */
    IP_PROTO_TCP = 6,
};

/* SQL Server's identifiers: letters, digits, and some signs; beyond ASCII see below. */
static bool is_name_byte(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || c == '#' || c == '-';
}

/*
 * A character beyond ASCII takes two bytes in the code pages of East Asia and two to four in
 * UTF-8 ([MC-SQLR] section 2.2.3 says "multibyte" and leaves open which). The common ground:
 * a first byte of 81 to FE, then at least one of 40 to FE.
 */
static bool is_wide_character(struct ls_cursor *in)
{
    uint8_t lead = ls_u8(in);
    uint8_t trail = ls_u8(in);
    return lead >= 0x81 && lead <= 0xFE && trail >= 0x40 && trail <= 0xFE && trail != 0x7F;
}

/* Where a name is not whole, a character whose bytes ran out does not speak against it. */
static bool is_name(struct ls_span name, bool whole)
{
    struct ls_cursor in = ls_span_cursor(name);
    while (ls_left(&in) > 0) {
        if (*in.at < 0x80 ? !is_name_byte(ls_u8(&in)) : !is_wide_character(&in))
            return in.failed && !whole;
    }
    return true;
}

static bool name_proves(struct ls_span name)
{
    struct ls_cursor in = ls_span_cursor(name);
    while (ls_left(&in) > 0)
        if (ls_utf8_next(&in) >= LS_NOT_UTF8)
            return false;
    return name.len >= NAME_PROVES;
}

/* The rest of a request: a name of 1 to 32 bytes and a zero byte, nothing after it. */
static enum ls_answer look_name(const struct ls_view *view, struct ls_cursor in,
                                struct ls_draft *draft)
{
    size_t left = ls_left(&in);
    const uint8_t *zero = left > 0 ? memchr(in.at, 0, left) : NULL;
    struct ls_span name = {in.at, zero != NULL ? (size_t)(zero - in.at) : left};

    if (name.len > NAME_MAX_BYTES || !is_name(name, zero != NULL))
        return LS_NO;
    if (zero == NULL)
        return view->cut ? LS_MAYBE : LS_NO;
    if (name.len == 0 || name.len + 1 != left)
        return LS_NO;
    if (!name_proves(name))
        return LS_MAYBE;
    ls_draft_proves(draft, LS_PROTO_SSRP);
    ls_draft_client(draft, view->side);
    ls_draft_fact(draft, LS_FACT_SQL_INSTANCE, view->side, name.at, name.len);
    return LS_YES;
}

/* Reads up to the next semicolon; the word is whole when there was one. */
static struct ls_span next_word(struct ls_cursor *in, bool *whole)
{
    struct ls_span word = {in->at, 0};
    *whole = false;
    while (ls_left(in) > 0 && !*whole) {
        *whole = ls_u8(in) == ';';
        word.len += !*whole;
    }
    return word;
}

static bool word_is(struct ls_span word, const char *text)
{
    return word.len == strlen(text) && memcmp(word.at, text, word.len) == 0;
}

static void announce(const struct ls_view *view, uint16_t port, struct ls_draft *draft)
{
    struct ls_announcement what = {.port = port,
                                   .ip_proto = IP_PROTO_TCP,
                                   .kind = LS_ANNOUNCE_SQL,
                                   .side = view->side,
                                   .time_ns = view->time_ns};
    ls_draft_announce(draft, &what);
}

static void note_port(const struct ls_view *view, struct ls_span digits, struct ls_draft *draft)
{
    uint32_t port = 0;
    for (size_t i = 0; i < digits.len; i++) {
        if (digits.at[i] < '0' || digits.at[i] > '9' || port > 0xffff)
            return;
        port = port * 10 + (uint32_t)(digits.at[i] - '0');
    }
    if (port > 0 && port <= 0xffff)
        announce(view, (uint16_t)port, draft);
}

/*
 * [MC-SQLR] section 2.2.5: key;value;key;value;;key;... with an empty key between instances. A
 * value that the snapshot length cut is not taken for one: half a port is another port.
 */
static void note_instances(const struct ls_view *view, struct ls_cursor text,
                           struct ls_draft *draft)
{
    bool whole = true;
    while (whole) {
        struct ls_span key = next_word(&text, &whole);
        if (key.len == 0)
            continue;
        struct ls_span value = next_word(&text, &whole);
        if (!whole)
            return;
        if (word_is(key, "InstanceName"))
            ls_draft_fact(draft, LS_FACT_SQL_INSTANCE, view->side, value.at, value.len);
        else if (word_is(key, "tcp"))
            note_port(view, value, draft);
    }
}

static enum ls_answer look_answer(const struct ls_view *view, struct ls_cursor in,
                                  struct ls_draft *draft)
{
    static const char first_key[] = "ServerName;";
    uint16_t size = ls_le16(&in);
    struct ls_cursor dac = in;
    bool is_dac = size == DAC_ANSWER_SIZE && ls_left(&in) == 3 && ls_u8(&dac) == DAC_VERSION;

    if (in.failed)
        return view->cut ? LS_MAYBE : LS_NO;
    if (!is_dac && size != ls_left(&in) && !(view->cut && size > ls_left(&in)))
        return LS_NO;
    if (!is_dac && !ls_starts(&in, first_key, sizeof first_key - 1))
        return view->cut ? LS_MAYBE : LS_NO;
    ls_draft_proves(draft, LS_PROTO_SSRP);
    ls_draft_client(draft, !view->side);
    if (is_dac)
        announce(view, ls_le16(&dac), draft);
    else
        note_instances(view, in, draft);
    return LS_YES;
}

static enum ls_answer ssrp_look(struct ls_view *view, void *state, struct ls_draft *draft)
{
    struct ls_cursor in = view->bytes[view->side];
    (void)state;

    if (ls_left(&in) == 0)
        return LS_MAYBE;
    switch (ls_u8(&in)) {
    case CLNT_BCAST_EX:
    case CLNT_UCAST_EX:
        return ls_left(&in) == 0 ? LS_MAYBE : LS_NO;
    case CLNT_UCAST_INST:
        return look_name(view, in, draft);
    case CLNT_UCAST_DAC:
        if (ls_u8(&in) != DAC_VERSION)
            return in.failed && view->cut ? LS_MAYBE : LS_NO;
        return look_name(view, in, draft);
    case SVR_RESP:
        return look_answer(view, in, draft);
    default:
        return LS_NO;
    }
}

static bool ssrp_begins(uint8_t first, bool stream)
{
    (void)stream;
    return (first >= CLNT_BCAST_EX && first <= SVR_RESP) || first == CLNT_UCAST_DAC;
}

const struct ls_probe ls_probe_ssrp = {
    .name = "ssrp",
    .transports = LS_UDP,
    .budget = 4,
    .follow = 8,
    .begins = ssrp_begins,
    .look = ssrp_look,
};
