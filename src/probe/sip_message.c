/*
 * sip_message.c - is this a SIP message? Its start line, and a header below it
 *
 * RFC 3261 sections 7 and 25; SERVICE, BENOTIFY and NEGOTIATE from [MS-SIPRE] and
 * [MS-CONMGMT] are extension methods like any other token.
 */
#include "probe/sip_message.h"

enum { METHOD_MAX = 32, HEADERS_MAX = 256 };

static const char version[] = "SIP/2.0";

/* Says whether text, as far as it goes, is word (or word is, as far as text goes). */
static bool agrees(struct ls_span text, const char *word)
{
    size_t n = strlen(word);
    if (text.len >= n)
        return ls_text_begins(text, word);
    for (size_t i = 0; i < text.len; i++)
        if ((text.at[i] | 0x20) != (word[i] | 0x20))
            return false;
    return true;
}

/* RFC 3261 section 19, RFC 3966, and RFC 5031 for calls of emergency: urn:service:sos. */
static bool agrees_with_scheme(struct ls_span uri)
{
    return agrees(uri, "sip:") || agrees(uri, "sips:") || agrees(uri, "tel:") ||
           agrees(uri, "urn:service:");
}

/* METHOD SP scheme:... SP SIP/2.0 (RFC 3261 section 7.1), as far as the bytes go. */
static bool agrees_with_request(struct ls_span text)
{
    struct ls_cursor in = ls_span_cursor(text);
    struct ls_span method = ls_text_until(&in, ' ');
    if (method.len > METHOD_MAX || !ls_text_is_token(method))
        return false;
    struct ls_span uri = ls_text_until(&in, ' ');
    if (!agrees_with_scheme(uri) || !ls_text_is_visible(uri))
        return false;
    struct ls_span tail = ls_span_take(&in, ls_left(&in));
    return agrees(tail, version) && tail.len <= sizeof version - 1;
}

/* SIP/2.0 SP 3 digits SP reason (RFC 3261 section 7.2), as far as the bytes go. */
static bool agrees_with_response(struct ls_span text)
{
    static const char form[] = "SIP/2.0 ddd ";
    for (size_t i = 0; i < sizeof form - 1 && i < text.len; i++) {
        bool fits = form[i] == 'd' ? text.at[i] >= '0' && text.at[i] <= '9'
                                   : text.at[i] == (uint8_t)form[i];
        if (!fits || (i == 8 && (text.at[i] < '1' || text.at[i] > '6')))
            return false;
    }
    return true;
}

static bool read_request(struct ls_span line, struct ls_sip_start *start)
{
    struct ls_cursor in = ls_span_cursor(line);
    start->method = ls_text_until(&in, ' ');
    start->uri = ls_text_until(&in, ' ');
    struct ls_cursor uri = ls_span_cursor(start->uri);
    ls_text_until(&uri, ':');
    return ls_left(&uri) > 0 && ls_text_is(ls_span(in.at, ls_left(&in)), version);
}

static bool read_response(struct ls_span line, struct ls_sip_start *start)
{
    enum { STATUS_AT = 8, STATUS_LEN = 3 };
    if (line.len < STATUS_AT + STATUS_LEN + 1)
        return false;
    start->status = ls_span(line.at + STATUS_AT, STATUS_LEN);
    return true;
}

enum ls_answer ls_sip_start_line(struct ls_cursor *in, struct ls_sip_start *start)
{
    struct ls_cursor ahead = *in;
    size_t room = ls_left(in) < LS_SIP_START_MAX ? ls_left(in) : LS_SIP_START_MAX;
    struct ls_cursor part = ls_cut(&ahead, room);
    struct ls_span line;
    memset(start, 0, sizeof *start);

    bool whole = ls_text_line(&part, &line);
    if (!whole)
        line = ls_span_take(&part, ls_left(&part));
    /* A lone CR at the end is half of the line end. */
    if (!whole && line.len > 0 && line.at[line.len - 1] == '\r')
        line.len--;
    bool response = line.len > 0 && agrees_with_response(line);
    if (!response && line.len > 0 && !agrees_with_request(line))
        return LS_NO;
    /* A whole request line is made of a token, visible bytes and the version: no need to ask. */
    if ((!whole || response) && !ls_text_is_plain(line))
        return LS_NO;
    if (!whole && room == LS_SIP_START_MAX)
        return LS_NO;
    if (!whole)
        return LS_MAYBE;
    if (line.len == 0 || line.at[line.len] != '\r')
        return LS_NO;
    if (!(response ? read_response(line, start) : read_request(line, start)))
        return LS_NO;
    ls_take(in, room - ls_left(&part));
    return LS_YES;
}

static bool is_telling(enum ls_sip_field field)
{
    return field == LS_SIP_VIA || field == LS_SIP_CALL_ID || field == LS_SIP_CSEQ;
}

/* A header line that was cut: its name and the colon must be there. */
static bool cut_line_tells(struct ls_cursor in)
{
    struct ls_span name = ls_text_until(&in, ':');
    bool colon = name.at != NULL && in.at > name.at + name.len;
    return colon && is_telling(ls_sip_field_of(ls_text_trim(name)));
}

enum ls_answer ls_sip_prove(struct ls_cursor in, bool last)
{
    struct ls_sip_start start;
    struct ls_header header;

    enum ls_answer answer = ls_sip_start_line(&in, &start);
    if (answer != LS_YES)
        return answer;
    for (int i = 0; i < HEADERS_MAX; i++) {
        enum ls_header_line line = ls_text_header(&in, &header);
        if (line == LS_HEADER_NONE)
            return last && cut_line_tells(in) ? LS_YES : LS_MAYBE;
        if (line != LS_HEADER_FIELD)
            return LS_NO;
        if (ls_sip_field_tells(ls_sip_field_of(header.name), header.value))
            return LS_YES;
    }
    return LS_NO;
}
