/*
 * sip_message.c - one SIP message: is it one, and what does its head say
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

static bool agrees_with_scheme(struct ls_span uri)
{
    return agrees(uri, "sip:") || agrees(uri, "sips:") || agrees(uri, "tel:");
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

static const struct {
    const char *name;
    enum ls_sip_field field;
} fields[] = {
    {"Via", LS_SIP_VIA},
    {"v", LS_SIP_VIA},
    {"Call-ID", LS_SIP_CALL_ID},
    {"i", LS_SIP_CALL_ID},
    {"CSeq", LS_SIP_CSEQ},
    {"Content-Length", LS_SIP_LENGTH},
    {"l", LS_SIP_LENGTH},
    {"Content-Type", LS_SIP_TYPE},
    {"c", LS_SIP_TYPE},
    {"User-Agent", LS_SIP_AGENT},
    {"Server", LS_SIP_AGENT},
    {"To", LS_SIP_URI},
    {"t", LS_SIP_URI},
    {"Contact", LS_SIP_URI},
    {"m", LS_SIP_URI},
    {"Route", LS_SIP_URI},
    {"Event", LS_SIP_EVENT},
    {"o", LS_SIP_EVENT},
    {"WWW-Authenticate", LS_SIP_CHALLENGE},
    {"Proxy-Authenticate", LS_SIP_CHALLENGE},
};

static enum ls_sip_field field_of(struct ls_span name)
{
    for (size_t i = 0; name.len > 0 && i < sizeof fields / sizeof *fields; i++)
        if ((fields[i].name[0] | 0x20) == (*name.at | 0x20) && ls_text_is(name, fields[i].name))
            return fields[i].field;
    return LS_SIP_OTHER;
}

static bool is_telling(enum ls_sip_field field)
{
    return field == LS_SIP_VIA || field == LS_SIP_CALL_ID || field == LS_SIP_CSEQ;
}

static bool is_cseq(struct ls_span value)
{
    struct ls_cursor in = ls_span_cursor(value);
    struct ls_span word;
    uint32_t number;
    return ls_text_word(&in, &word) && ls_text_number(word, UINT32_MAX, &number) &&
           ls_text_word(&in, &word) && ls_text_is_token(word);
}

/* Says whether header is one of the three telling fields, and its value has the right form. */
static bool tells(enum ls_sip_field field, struct ls_span value)
{
    if (field == LS_SIP_VIA)
        return ls_text_begins(value, "SIP");
    if (field == LS_SIP_CALL_ID)
        return value.len > 0 && ls_text_is_visible(value);
    return field == LS_SIP_CSEQ && is_cseq(value);
}

/* A header line that was cut: its name and the colon must be there. */
static bool cut_line_tells(struct ls_cursor in)
{
    struct ls_span name = ls_text_until(&in, ':');
    bool colon = name.at != NULL && in.at > name.at + name.len;
    return colon && is_telling(field_of(ls_text_trim(name)));
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
        if (tells(field_of(header.name), header.value))
            return LS_YES;
    }
    return LS_NO;
}

/*
 * Says by its first two bytes whether a line may be a field anybody asks about. A continuation
 * line, which begins with a blank, never is: the field it belongs to was read with it.
 */
static bool is_wanted(const struct ls_cursor *in)
{
    static const char *const second[26] = {
        ['c' - 'a'] = "aso", ['e' - 'a'] = "v", ['i' - 'a'] = "",  ['l' - 'a'] = "",
        ['m' - 'a'] = "",    ['o' - 'a'] = "",  ['p' - 'a'] = "r", ['r' - 'a'] = "o",
        ['s' - 'a'] = "e",   ['t' - 'a'] = "o", ['u' - 'a'] = "s", ['v' - 'a'] = "i",
        ['w' - 'a'] = "w",
    };
    if (ls_left(in) < 2)
        return false;
    unsigned first = (in->at[0] | 0x20U) - 'a';
    if (first >= 26 || second[first] == NULL)
        return false;
    uint8_t next = in->at[1];
    if (next == ':' || next == ' ' || next == '\t')
        return true;
    for (const char *one = second[first]; *one != 0; one++)
        if ((next | 0x20) == *one)
            return true;
    return false;
}

static void keep_first(struct ls_span *kept, struct ls_span value)
{
    if (kept->at == NULL)
        *kept = value;
}

static void take_field(struct ls_sip_head *head, enum ls_sip_field field, struct ls_span value)
{
    if (field == LS_SIP_VIA)
        keep_first(&head->via, value);
    else if (field == LS_SIP_CALL_ID)
        keep_first(&head->call_id, value);
    else if (field == LS_SIP_CSEQ)
        keep_first(&head->cseq, value);
    else if (field == LS_SIP_LENGTH)
        head->length_known = ls_text_number(value, UINT32_MAX, &head->length);
    if (field == LS_SIP_TYPE)
        head->type = value;
    if (field >= LS_SIP_TYPE && head->noted_count < LS_SIP_NOTED_MAX)
        head->noted[head->noted_count++] = (struct ls_sip_noted){field, value};
}

/* Reads a field with its continuation lines; false when it is not here with its line end. */
static bool read_field(struct ls_cursor *in, struct ls_sip_head *head)
{
    struct ls_span line, more;
    if (!ls_text_line(in, &line))
        return false;
    const uint8_t *end = line.at + line.len;
    while (ls_left(in) > 0 && (*in->at == ' ' || *in->at == '\t') && ls_text_line(in, &more))
        end = more.at + more.len;
    struct ls_cursor rest = ls_cursor(line.at, (size_t)(end - line.at));
    enum ls_sip_field field = field_of(ls_text_trim(ls_text_until(&rest, ':')));
    if (field != LS_SIP_OTHER)
        take_field(head, field, ls_text_trim(ls_span(rest.at, ls_left(&rest))));
    return true;
}

enum ls_answer ls_sip_read_head(struct ls_cursor *in, struct ls_sip_head *head)
{
    struct ls_cursor ahead = *in;
    struct ls_span line;
    memset(head, 0, offsetof(struct ls_sip_head, noted));

    enum ls_answer answer = ls_sip_start_line(&ahead, &head->start);
    if (answer != LS_YES)
        return answer;
    for (;;) {
        if (is_wanted(&ahead)) {
            if (!read_field(&ahead, head))
                return LS_MAYBE;
            continue;
        }
        if (!ls_text_line(&ahead, &line))
            return LS_MAYBE;
        if (line.len == 0)
            break;
    }
    *in = ahead;
    return LS_YES;
}

bool ls_sip_head_tells(const struct ls_sip_head *head, bool all)
{
    bool via = tells(LS_SIP_VIA, head->via);
    if (via && !all)
        return true;
    bool call_id = tells(LS_SIP_CALL_ID, head->call_id);
    bool cseq = tells(LS_SIP_CSEQ, head->cseq);
    return all ? via && call_id && cseq : call_id || cseq;
}
