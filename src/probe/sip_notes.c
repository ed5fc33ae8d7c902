/*
 * sip_notes.c - what a SIP message says: methods, speakers, service URIs, bodies
 *
 * The opaque parameter of a GRUU ([MS-CONFBAS], [MS-SIPRE]) names the service behind a URI:
 * "app:conf:chat:id:0815". Only the kind is noted ("app:conf:chat"): identifiers of meetings
 * and endpoints prove nothing more, and a trunk has thousands of them.
 */
#include "probe/sdp.h"
#include "probe/sip_message.h"

enum { PARTS_MAX = 32, NESTED_MAX = 3, VALUE_MAX = 255 };

/* Notes a header value with each line break and the blanks around it as one space. */
static void note_value(struct ls_draft *draft, enum ls_fact_kind kind, uint8_t side,
                       struct ls_span value)
{
    uint8_t text[VALUE_MAX];
    size_t n = 0;
    bool gap = false;

    if (value.len > 0 && memchr(value.at, '\n', value.len) == NULL) {
        ls_draft_fact(draft, kind, side, value.at, value.len);
        return;
    }
    for (size_t i = 0; i < value.len && n < sizeof text; i++) {
        uint8_t c = value.at[i];
        bool blank = c == '\r' || c == '\n' || c == '\t' || c == ' ';
        if (!blank || !gap)
            text[n++] = blank ? ' ' : c;
        gap = blank;
    }
    if (n > 0)
        ls_draft_fact(draft, kind, side, text, n);
}

/* Returns the length of the first `count` parts of a text with colons. */
static size_t colon_parts(struct ls_span text, int count)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] == ':' && --count == 0)
            return i;
    return text.len;
}

/* user:epid:EPID, srvr:APPLICATION:ID, state:WHATEVER, KIND:id:ID */
static struct ls_span opaque_kind(struct ls_span opaque)
{
    struct ls_cursor in = ls_span_cursor(opaque);
    if (ls_text_begins(opaque, "user:") || ls_text_begins(opaque, "srvr:"))
        opaque.len = colon_parts(opaque, 2);
    else if (ls_text_begins(opaque, "state:"))
        opaque.len = colon_parts(opaque, 1);
    else if (ls_text_find(&in, ":id:"))
        opaque.len = opaque.len - ls_left(&in) - strlen(":id:");
    return opaque;
}

static void note_opaque(struct ls_draft *draft, uint8_t side, struct ls_span text)
{
    static const char name[] = "opaque=";
    struct ls_cursor in = ls_span_cursor(text);
    for (ls_text_until(&in, ';'); ls_left(&in) > 0; ls_text_until(&in, ';')) {
        if (!ls_text_begins(ls_span(in.at, ls_left(&in)), name))
            continue;
        ls_take(&in, sizeof name - 1);
        if (ls_starts(&in, "\"", 1))
            ls_take(&in, 1);
        size_t n = 0;
        while (n < ls_left(&in) && in.at[n] > ' ' && strchr(";>,?&\"", in.at[n]) == NULL)
            n++;
        struct ls_span kind = opaque_kind(ls_span(in.at, n));
        if (kind.len > 0)
            ls_draft_fact(draft, LS_FACT_SIP_OPAQUE, side, kind.at, kind.len);
    }
}

/* The realm of a challenge (RFC 3261 section 22): Lync's is "SIP Communications Service". */
static void note_realm(struct ls_draft *draft, uint8_t side, struct ls_span challenge)
{
    struct ls_cursor in = ls_span_cursor(challenge);
    if (!ls_text_find(&in, "realm=\""))
        return;
    struct ls_span realm = ls_text_until(&in, '"');
    if (realm.len > 0)
        note_value(draft, LS_FACT_SIP_REALM, side, realm);
}

/* Notes a value without its parameters: a boundary or an id is another one every time. */
static void note_plain(struct ls_draft *draft, enum ls_fact_kind kind, uint8_t side,
                       struct ls_span value)
{
    struct ls_cursor in = ls_span_cursor(value);
    note_value(draft, kind, side, ls_text_trim(ls_text_until(&in, ';')));
}

static void note_field(struct ls_draft *draft, uint8_t side, const struct ls_sip_noted *noted)
{
    switch (noted->field) {
    case LS_SIP_AGENT:
        note_value(draft, LS_FACT_SIP_AGENT, side, noted->value);
        break;
    case LS_SIP_TYPE:
        note_plain(draft, LS_FACT_SIP_BODY, side, noted->value);
        break;
    case LS_SIP_EVENT:
        note_plain(draft, LS_FACT_SIP_EVENT, side, noted->value);
        break;
    case LS_SIP_URI:
        note_opaque(draft, side, noted->value);
        break;
    case LS_SIP_CHALLENGE:
        note_realm(draft, side, noted->value);
        break;
    default:
        break;
    }
}

void ls_sip_note(const struct ls_sip_head *head, const struct ls_announcement *by,
                 struct ls_draft *draft)
{
    const struct ls_sip_start *start = &head->start;
    if (start->method.len > 0)
        ls_draft_fact(draft, LS_FACT_SIP_METHOD, by->side, start->method.at, start->method.len);
    else
        ls_draft_fact(draft, LS_FACT_SIP_STATUS, by->side, start->status.at, start->status.len);
    note_opaque(draft, by->side, start->uri);
    for (size_t i = 0; i < head->noted_count; i++)
        note_field(draft, by->side, &head->noted[i]);
}

/* Returns the Content-Type of a MIME part and moves in to the part's body. */
static struct ls_span part_type(struct ls_cursor *in)
{
    struct ls_span type = {NULL, 0};
    struct ls_header header;
    enum ls_header_line line;
    while ((line = ls_text_header(in, &header)) != LS_HEADER_NONE && line != LS_HEADER_END)
        if (line == LS_HEADER_FIELD && ls_text_is(header.name, "Content-Type"))
            type = header.value;
    return type;
}

/*
 * Cuts the bytes before the next --BOUNDARY line off; *found says whether there was one. Only
 * whole lines count: what stands behind the last line end is a cut line, or the last boundary.
 */
static struct ls_cursor next_part(struct ls_cursor *in, struct ls_span boundary, bool *found)
{
    struct ls_cursor ahead = *in;
    struct ls_span line;
    size_t body = 0;

    for (*found = false; !*found && ls_text_line(&ahead, &line);) {
        *found = line.len >= boundary.len + 2 && memcmp(line.at, "--", 2) == 0 &&
                 memcmp(line.at + 2, boundary.at, boundary.len) == 0;
        if (!*found)
            body = ls_left(in) - ls_left(&ahead);
    }
    struct ls_cursor part = ls_cut(in, body);
    *in = ahead;
    return part;
}

static void note_part(struct ls_cursor part, bool whole, const struct ls_announcement *by,
                      struct ls_draft *draft)
{
    struct ls_span type = part_type(&part);
    if (type.len > 0)
        note_plain(draft, LS_FACT_SIP_BODY, by->side, type);
    if (ls_text_begins(type, "application/sdp"))
        ls_sdp_announce(part, whole, by, draft);
}

/* RFC 2046 section 5.1; a part may be a multipart again. budget counts the parts of all levels. */
static void note_parts(struct ls_span boundary, struct ls_cursor in,
                       const struct ls_announcement *by, struct ls_draft *draft, int *budget,
                       int depth)
{
    bool found;
    next_part(&in, boundary, &found); /* the preamble */
    while (found && ls_left(&in) > 0 && --*budget > 0) {
        struct ls_cursor part = next_part(&in, boundary, &found);
        struct ls_cursor inner = part;
        struct ls_span type = part_type(&inner);
        struct ls_span nested = ls_text_param(type, "boundary");
        if (!ls_text_begins(type, "multipart/")) {
            note_part(part, found, by, draft);
        } else if (nested.len > 0 && depth < NESTED_MAX) {
            note_plain(draft, LS_FACT_SIP_BODY, by->side, type);
            note_parts(nested, inner, by, draft, budget, depth + 1);
        }
    }
}

void ls_sip_note_body(struct ls_span type, struct ls_cursor body, bool whole,
                      const struct ls_announcement *by, struct ls_draft *draft)
{
    int budget = PARTS_MAX;
    if (ls_text_begins(type, "application/sdp"))
        ls_sdp_announce(body, whole, by, draft);
    struct ls_span boundary = ls_text_param(type, "boundary");
    if (ls_text_begins(type, "multipart/") && boundary.len > 0)
        note_parts(boundary, body, by, draft, &budget, 1);
}
