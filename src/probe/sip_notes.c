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

/* Notes a Content-Type without its parameters: a boundary is another one every time. */
static void note_type(struct ls_draft *draft, uint8_t side, struct ls_span type)
{
    struct ls_cursor in = ls_span_cursor(type);
    note_value(draft, LS_FACT_SIP_BODY, side, ls_text_trim(ls_text_until(&in, ';')));
}

/* Returns the length of the first `count` parts of a text with colons. */
static size_t colon_parts(struct ls_span text, int count)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] == ':' && --count == 0)
            return i;
    return text.len;
}

/* user:epid:EPID, srvr:APPLICATION:ID, KIND:id:ID */
static struct ls_span opaque_kind(struct ls_span opaque)
{
    struct ls_cursor in = ls_span_cursor(opaque);
    if (ls_text_begins(opaque, "user:") || ls_text_begins(opaque, "srvr:"))
        opaque.len = colon_parts(opaque, 2);
    else if (ls_text_find(&in, ":id:"))
        opaque.len = opaque.len - ls_left(&in) - strlen(":id:");
    return opaque;
}

static void note_opaque(struct ls_draft *draft, uint8_t side, struct ls_span text)
{
    struct ls_cursor in = ls_span_cursor(text);
    while (ls_text_find(&in, ";opaque=")) {
        size_t n = 0;
        while (n < ls_left(&in) && in.at[n] > ' ' && strchr(";>,?&\"", in.at[n]) == NULL)
            n++;
        struct ls_span kind = opaque_kind(ls_span_take(&in, n));
        if (kind.len > 0)
            ls_draft_fact(draft, LS_FACT_SIP_OPAQUE, side, kind.at, kind.len);
    }
}

static void note_field(struct ls_draft *draft, uint8_t side, const struct ls_header *header)
{
    struct ls_span name = header->name;
    if (ls_text_is(name, "User-Agent") || ls_text_is(name, "Server"))
        note_value(draft, LS_FACT_SIP_AGENT, side, header->value);
    else if (ls_text_is(name, "Content-Type") || ls_text_is(name, "c"))
        note_type(draft, side, header->value);
    else if (ls_text_is(name, "To") || ls_text_is(name, "t") || ls_text_is(name, "Contact") ||
             ls_text_is(name, "m"))
        note_opaque(draft, side, header->value);
}

void ls_sip_note(struct ls_cursor in, const struct ls_announcement *by, struct ls_draft *draft)
{
    struct ls_sip_start start;
    struct ls_header header;
    enum ls_header_line line;

    if (ls_sip_start_line(&in, &start) != LS_YES)
        return;
    if (start.method.len > 0)
        ls_draft_fact(draft, LS_FACT_SIP_METHOD, by->side, start.method.at, start.method.len);
    else
        ls_draft_fact(draft, LS_FACT_SIP_STATUS, by->side, start.status.at, start.status.len);
    note_opaque(draft, by->side, start.uri);
    while ((line = ls_text_header(&in, &header)) != LS_HEADER_NONE && line != LS_HEADER_END)
        if (line == LS_HEADER_FIELD)
            note_field(draft, by->side, &header);
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
        note_type(draft, by->side, type);
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
            note_type(draft, by->side, type);
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
