/* text.c - reading the line protocols: lines, header fields, words, numbers */
#include "probe/text.h"

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Returns how many bytes stand before the first c, or all there are. */
static size_t before(struct ls_cursor in, int c)
{
    size_t left = ls_left(&in);
    const uint8_t *found = left > 0 ? memchr(in.at, c, left) : NULL;
    return found != NULL ? (size_t)(found - in.at) : left;
}

bool ls_text_line(struct ls_cursor *in, struct ls_span *line)
{
    size_t n = before(*in, '\n');
    if (n == ls_left(in))
        return false;
    *line = ls_span_take(in, n);
    ls_take(in, 1);
    if (n > 0 && line->at[n - 1] == '\r')
        line->len--;
    return true;
}

size_t ls_text_head(const struct ls_cursor *in)
{
    struct ls_cursor ahead = *in;
    struct ls_span line;
    while (ls_text_line(&ahead, &line))
        if (line.len == 0)
            return ls_left(in) - ls_left(&ahead);
    return 0;
}

enum ls_header_line ls_text_header(struct ls_cursor *in, struct ls_header *header)
{
    struct ls_span line;
    if (!ls_text_line(in, &line))
        return LS_HEADER_NONE;
    if (line.len == 0)
        return LS_HEADER_END;

    const uint8_t *end = line.at + line.len;
    struct ls_span more;
    while (ls_left(in) > 0 && (*in->at == ' ' || *in->at == '\t') && ls_text_line(in, &more))
        end = more.at + more.len;

    struct ls_cursor rest = ls_cursor(line.at, (size_t)(end - line.at));
    size_t name = before(rest, ':');
    if (name == ls_left(&rest))
        return LS_HEADER_BAD;
    header->name = ls_text_trim(ls_text_until(&rest, ':'));
    header->value = ls_text_trim(ls_span_take(&rest, ls_left(&rest)));
    return ls_text_is_token(header->name) ? LS_HEADER_FIELD : LS_HEADER_BAD;
}

struct ls_span ls_text_trim(struct ls_span text)
{
    while (text.len > 0 && is_blank(text.at[text.len - 1]))
        text.len--;
    while (text.len > 0 && is_blank(*text.at)) {
        text.at++;
        text.len--;
    }
    return text;
}

bool ls_text_word(struct ls_cursor *in, struct ls_span *word)
{
    while (ls_left(in) > 0 && is_blank(*in->at))
        ls_take(in, 1);
    size_t n = 0;
    while (n < ls_left(in) && !is_blank(in->at[n]))
        n++;
    *word = ls_span_take(in, n);
    return n > 0;
}

struct ls_span ls_text_until(struct ls_cursor *in, char stop)
{
    struct ls_span part = ls_span_take(in, before(*in, stop));
    if (ls_left(in) > 0)
        ls_take(in, 1);
    return part;
}

bool ls_text_begins(struct ls_span text, const char *word)
{
    size_t n = strlen(word);
    if (n > text.len)
        return false;
    for (size_t i = 0; i < n; i++)
        if (lower(text.at[i]) != lower((uint8_t)word[i]))
            return false;
    return true;
}

bool ls_text_is(struct ls_span text, const char *word)
{
    return text.len == strlen(word) && ls_text_begins(text, word);
}

bool ls_text_find(struct ls_cursor *in, const char *word)
{
    size_t n = strlen(word);
    for (struct ls_cursor ahead = *in; ls_left(&ahead) >= n; ls_take(&ahead, 1)) {
        if (!ls_text_begins(ls_span(ahead.at, ls_left(&ahead)), word))
            continue;
        ls_take(&ahead, n);
        *in = ahead;
        return true;
    }
    return false;
}

bool ls_text_number(struct ls_span text, uint32_t max, uint32_t *number)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        sum = sum * 10 + (uint64_t)(text.at[i] - '0');
        if (sum > max)
            return false;
    }
    if (text.len == 0)
        return false;
    *number = (uint32_t)sum;
    return true;
}

bool ls_text_is_token(struct ls_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.at[i];
        bool alphanumeric = (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
        if (!alphanumeric && (c == 0 || strchr("-.!%*_+`'~", c) == NULL))
            return false;
    }
    return text.len > 0;
}

bool ls_text_is_visible(struct ls_span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] <= ' ' || text.at[i] == 0x7f)
            return false;
    return true;
}

bool ls_text_is_plain(struct ls_span text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((text.at[i] < ' ' && text.at[i] != '\t') || text.at[i] == 0x7f)
            return false;
    return true;
}

struct ls_span ls_text_param(struct ls_span text, const char *name)
{
    struct ls_cursor in = ls_span_cursor(text);
    ls_text_until(&in, ';');
    while (ls_left(&in) > 0) {
        struct ls_span part = ls_text_until(&in, ';');
        struct ls_cursor pair = ls_span_cursor(part);
        if (!ls_text_is(ls_text_trim(ls_text_until(&pair, '=')), name))
            continue;
        struct ls_span value = ls_text_trim(ls_span_take(&pair, ls_left(&pair)));
        if (value.len >= 2 && value.at[0] == '"' && value.at[value.len - 1] == '"')
            value = ls_span(value.at + 1, value.len - 2);
        return value;
    }
    return ls_span(text.at, 0);
}
