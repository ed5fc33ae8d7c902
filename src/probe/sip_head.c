/*
 * sip_head.c - the header fields of a SIP message, in one pass
 *
 * A line is looked at only when its first two letters can be those of a field somebody asks
 * about; most of a header is not touched but for its line ends.
 */
#include "probe/sip_message.h"

enum { NAME_MAX_LEN = 18, NAMES_OF_A_LENGTH = 2 };

/* The long names, by their length. */
static const struct {
    const char *name;
    enum ls_sip_field field;
} long_names[NAME_MAX_LEN + 1][NAMES_OF_A_LENGTH] = {
    [2] = {{"To", LS_SIP_URI}},
    [3] = {{"Via", LS_SIP_VIA}},
    [4] = {{"CSeq", LS_SIP_CSEQ}},
    [5] = {{"Event", LS_SIP_EVENT}, {"Route", LS_SIP_URI}},
    [6] = {{"Server", LS_SIP_AGENT}},
    [7] = {{"Call-ID", LS_SIP_CALL_ID}, {"Contact", LS_SIP_URI}},
    [10] = {{"User-Agent", LS_SIP_AGENT}},
    [12] = {{"Content-Type", LS_SIP_TYPE}},
    [14] = {{"Content-Length", LS_SIP_LENGTH}},
    [16] = {{"WWW-Authenticate", LS_SIP_CHALLENGE}},
    [18] = {{"Proxy-Authenticate", LS_SIP_CHALLENGE}},
};

/* RFC 3261 section 7.3.3, and RFC 6665 for o. */
static enum ls_sip_field compact_field(uint8_t letter)
{
    switch (letter | 0x20) {
    case 'v':
        return LS_SIP_VIA;
    case 'i':
        return LS_SIP_CALL_ID;
    case 'l':
        return LS_SIP_LENGTH;
    case 'c':
        return LS_SIP_TYPE;
    case 't':
    case 'm':
        return LS_SIP_URI;
    case 'o':
        return LS_SIP_EVENT;
    default:
        return LS_SIP_OTHER;
    }
}

enum ls_sip_field ls_sip_field_of(struct ls_span name)
{
    if (name.len == 1)
        return compact_field(*name.at);
    if (name.len > NAME_MAX_LEN)
        return LS_SIP_OTHER;
    for (size_t i = 0; i < NAMES_OF_A_LENGTH && long_names[name.len][i].name != NULL; i++)
        if (ls_text_begins(name, long_names[name.len][i].name))
            return long_names[name.len][i].field;
    return LS_SIP_OTHER;
}

static bool is_cseq(struct ls_span value)
{
    struct ls_cursor in = ls_span_cursor(value);
    struct ls_span word;
    uint32_t number;
    return ls_text_word(&in, &word) && ls_text_number(word, UINT32_MAX, &number) &&
           ls_text_word(&in, &word) && ls_text_is_token(word);
}

bool ls_sip_field_tells(enum ls_sip_field field, struct ls_span value)
{
    if (field == LS_SIP_VIA)
        return ls_text_begins(value, "SIP");
    if (field == LS_SIP_CALL_ID)
        return value.len > 0 && ls_text_is_visible(value);
    return field == LS_SIP_CSEQ && is_cseq(value);
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
    enum ls_sip_field field = ls_sip_field_of(ls_text_trim(ls_text_until(&rest, ':')));
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
    bool via = ls_sip_field_tells(LS_SIP_VIA, head->via);
    if (via && !all)
        return true;
    bool call_id = ls_sip_field_tells(LS_SIP_CALL_ID, head->call_id);
    bool cseq = ls_sip_field_tells(LS_SIP_CSEQ, head->cseq);
    return all ? via && call_id && cseq : call_id || cseq;
}
