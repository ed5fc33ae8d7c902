/* escape.c - one decoder of UTF-8, and one escaper per medium. */
#include "lyncscope/escape.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "lyncscope/digits.h"

uint32_t ls_utf8_next(struct ls_cursor *text)
{
    static const struct {
        uint8_t mask, lead, more;
        uint32_t least;
    } forms[] = {{0x80, 0x00, 0, 0},
                 {0xe0, 0xc0, 1, 0x80},
                 {0xf0, 0xe0, 2, 0x800},
                 {0xf8, 0xf0, 3, 0x10000}};
    uint8_t first = ls_u8(text);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if ((first & forms[i].mask) != forms[i].lead)
            continue;
        struct ls_cursor rest = *text;
        uint32_t code = first & (uint8_t)~forms[i].mask;
        bool valid = true;
        for (int k = 0; k < forms[i].more; k++) {
            uint8_t byte = ls_u8(&rest);
            valid = valid && (byte & 0xc0) == 0x80;
            code = code << 6 | (byte & 0x3f);
        }
        if (rest.failed || !valid || code < forms[i].least || code > 0x10ffff ||
            (code >= 0xd800 && code <= 0xdfff))
            break;
        *text = rest;
        return code;
    }
    return LS_NOT_UTF8 + first;
}

/* The marks of Unicode TR 36 that make text look like other text, and what breaks lines unseen. */
static bool turns_direction(uint32_t code)
{
    return code == 0x200e || code == 0x200f || code == 0x061c ||
           (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

static bool unseen(uint32_t code)
{
    return turns_direction(code) || code == 0x2028 || code == 0x2029 || code == 0xfeff;
}

static bool control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

/* 0x20 to 0x7e without '"' and '\\': a bit for each byte. */
static bool plain(uint8_t c)
{
    static const uint64_t bits[4] = {UINT64_C(0xfffffffb00000000), UINT64_C(0x7fffffffefffffff)};
    return (bits[c / 64] >> c % 64 & 1) != 0;
}

/* The same of sixteen characters at once. Bytes above 0x7f are below zero here. */
static bool all_plain(const void *text)
{
    int8_t each __attribute__((vector_size(16)));
    uint64_t odd[2];
    memcpy(&each, text, sizeof each);
    each = (each < 0x20) | (each == '"') | (each == '\\') | (each == 0x7f);
    memcpy(odd, &each, sizeof odd);
    return (odd[0] | odd[1]) == 0;
}

/* Writes the leading characters that need no thought in any medium; most text is nothing else. */
static int write_plain(FILE *out, struct ls_cursor *text)
{
    const uint8_t *from = text->at;
    while (text->at < text->end && plain(*text->at))
        text->at++;
    size_t n = (size_t)(text->at - from);
    if (n > 0)
        fwrite(from, 1, n, out);
    return (int)n;
}

/* The next character, whatever it is, in at most LS_ESCAPE_MOST bytes. */
static size_t json_character(char *at, struct ls_cursor *text)
{
    const uint8_t *from = text->at;
    uint32_t code = ls_utf8_next(text);
    if (code == '"' || code == '\\') {
        at[0] = '\\';
        at[1] = (char)code;
        return 2;
    }
    if (code < LS_NOT_UTF8 && !control(code) && !unseen(code)) {
        memcpy(at, from, (size_t)(text->at - from));
        return (size_t)(text->at - from);
    }
    if (code >= LS_NOT_UTF8)
        code = 0xfffd;
    const uint8_t bytes[2] = {(uint8_t)(code >> 8), (uint8_t)code};
    memcpy(at, "\\u", 2);
    return (size_t)(ls_digits_hex(at + 2, bytes, 2) - at);
}

enum { BLOCK = 16 };

/* Copies a block of characters; says whether all are plain. */
static bool copy_block(char *at, const uint8_t *from)
{
    uint64_t words[2];
    memcpy(words, from, BLOCK);
    memcpy(at, words, BLOCK);
    return all_plain(words);
}

/* The same with fewer than a block has: two halves that overlap, or one by one. */
static bool copy_short(char *at, const uint8_t *from, size_t n)
{
    uint64_t words[2];
    uint32_t head, tail;
    if (n >= sizeof *words) {
        memcpy(&words[0], from, sizeof *words);
        memcpy(&words[1], from + n - sizeof *words, sizeof *words);
        memcpy(at, &words[0], sizeof *words);
        memcpy(at + n - sizeof *words, &words[1], sizeof *words);
        return all_plain(words);
    }
    if (n >= sizeof head) {
        memcpy(&head, from, sizeof head);
        memcpy(&tail, from + n - sizeof head, sizeof head);
        memcpy(at, &head, sizeof head);
        memcpy(at + n - sizeof head, &tail, sizeof head);
        words[0] = words[1] = (uint64_t)tail << 32 | head;
        return all_plain(words);
    }
    bool all = true;
    for (size_t i = 0; i < n; i++) {
        at[i] = (char)from[i];
        all = all && plain(from[i]);
    }
    return all;
}

bool ls_json_copy(char *at, struct ls_span text)
{
    size_t done = 0;
    if (text.len < BLOCK)
        return copy_short(at, text.at, text.len);
    for (; text.len - done >= BLOCK; done += BLOCK)
        if (!copy_block(at + done, text.at + done))
            return false;
    size_t last = text.len - BLOCK; /* a part of it once more */
    return done == text.len || copy_block(at + last, text.at + last);
}

/* Copies the leading characters that need no thought, at most n. */
static size_t copy_plain(char *at, const uint8_t *from, size_t n)
{
    size_t done = 0;
    while (n - done >= BLOCK && copy_block(at + done, from + done))
        done += BLOCK;
    for (; done < n && plain(from[done]); done++)
        at[done] = (char)from[done];
    return done;
}

/*
 * Copies leading characters of U+3000 to U+CFFF, three bytes each, of which none is special: the
 * text of Chinese readers.
 */
static size_t copy_chinese(char *at, const uint8_t *from, size_t n)
{
    size_t done = 0;
    for (; n - done >= 3; done += 3) {
        const uint8_t *c = from + done;
        if (c[0] < 0xe3 || c[0] > 0xec || (c[1] & 0xc0) != 0x80 || (c[2] & 0xc0) != 0x80)
            break;
        memcpy(at + done, c, 3);
    }
    return done;
}

size_t ls_json_escape_into(char *at, size_t room, struct ls_cursor *text)
{
    size_t n = 0;
    while (text->at < text->end && n + LS_ESCAPE_MOST <= room) {
        size_t left = ls_left(text), fits = room - n;
        size_t most = left < fits ? left : fits;
        size_t done = copy_plain(at + n, text->at, most);
        done += copy_chinese(at + n + done, text->at + done, most - done);
        text->at += done;
        n += done;
        if (text->at < text->end && n + LS_ESCAPE_MOST <= room)
            n += json_character(at + n, text);
    }
    return n;
}

void ls_json_escape(FILE *out, struct ls_span span)
{
    struct ls_cursor text = ls_span_cursor(span);
    char room[512];
    while (ls_left(&text) > 0)
        fwrite(room, 1, ls_json_escape_into(room, sizeof room, &text), out);
}

static bool needs_quotes(struct ls_span span)
{
    for (size_t i = 0; i < span.len; i++) {
        uint8_t c = span.at[i];
        if (c == '"' || c == ',' || c == ';' || c < 0x20)
            return true;
    }
    return false;
}

void ls_csv_escape(FILE *out, struct ls_span span)
{
    struct ls_cursor text = ls_span_cursor(span);
    bool quotes = needs_quotes(span);
    if (quotes)
        fputc('"', out);
    if (span.len > 0 && strchr("=+-@\t\r", span.at[0]) != NULL && span.at[0] != '\0')
        fputc('\'', out);
    while (write_plain(out, &text), ls_left(&text) > 0) {
        const uint8_t *at = text.at;
        uint32_t code = ls_utf8_next(&text);
        if (code >= LS_NOT_UTF8 || control(code) || unseen(code))
            fputs("\xef\xbf\xbd", out);
        else if (code == '"')
            fputs("\"\"", out);
        else
            fwrite(at, 1, (size_t)(text.at - at), out);
    }
    if (quotes)
        fputc('"', out);
}

static bool is_wide(uint32_t code)
{
    return (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) ||
           (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) ||
           (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) ||
           (code >= 0xffe0 && code <= 0xffe6) || (code >= 0x1f300 && code <= 0x1faff) ||
           (code >= 0x20000 && code <= 0x3fffd);
}

int ls_terminal_escape(FILE *out, struct ls_span span)
{
    struct ls_cursor text = ls_span_cursor(span);
    int columns = 0;
    while (columns += write_plain(out, &text), ls_left(&text) > 0) {
        const uint8_t *at = text.at;
        uint32_t code = ls_utf8_next(&text);
        if (code >= LS_NOT_UTF8)
            columns += fprintf(out, "\\x%02x", (unsigned)(code - LS_NOT_UTF8));
        else if (control(code))
            columns += fprintf(out, "\\x%02x", (unsigned)code);
        else if (unseen(code))
            columns += fprintf(out, "\\u%04x", (unsigned)code);
        else {
            fwrite(at, 1, (size_t)(text.at - at), out);
            columns += is_wide(code) ? 2 : 1;
        }
    }
    return columns;
}

/* Writes what a page must not hold in a visible form; false when the character is fit to print. */
static bool write_visible(FILE *out, uint32_t code)
{
    if (code == '\n')
        fputc(' ', out);
    else if (code >= LS_NOT_UTF8)
        fprintf(out, "\\x%02x", (unsigned)(code - LS_NOT_UTF8));
    else if (control(code))
        fprintf(out, "\\x%02x", (unsigned)code);
    else if (unseen(code))
        fprintf(out, "\\u%04x", (unsigned)code);
    else
        return false;
    return true;
}

static const char *entity(uint32_t code)
{
    switch (code) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void ls_html_escape(FILE *out, struct ls_span span)
{
    struct ls_cursor text = ls_span_cursor(span);
    while (ls_left(&text) > 0) {
        const uint8_t *at = text.at;
        uint32_t code = ls_utf8_next(&text);
        const char *name = entity(code);
        if (name != NULL)
            fputs(name, out);
        else if (!write_visible(out, code))
            fwrite(at, 1, (size_t)(text.at - at), out);
    }
}

/* Says whether the dialect would make a link of "www." or "://" here, without being asked to. */
static bool begins_link(struct ls_span span, const uint8_t *at)
{
    size_t before = (size_t)(at - span.at), after = span.len - before;
    if (*at == ':')
        return after > 1 && at[1] == '/';
    return *at == '.' && before >= 3 && strncasecmp((const char *)at - 3, "www", 3) == 0;
}

/* CommonMark 2.4: a backslash before ASCII punctuation takes its meaning away. */
void ls_markdown_escape(FILE *out, struct ls_span span)
{
    struct ls_cursor text = ls_span_cursor(span);
    while (ls_left(&text) > 0) {
        const uint8_t *at = text.at;
        uint32_t code = ls_utf8_next(&text);
        bool marks = code < 0x80 && code != '\0' && strchr("\\`*_[]#|~$@", (int)code) != NULL;
        if (code == '<' || code == '>' || code == '&') {
            fputs(entity(code), out);
        } else if (marks || begins_link(span, at)) {
            fprintf(out, "\\%c", (int)code);
        } else if (code == '\n') {
            fputc(' ', out);
        } else if (code >= LS_NOT_UTF8 || control(code) || unseen(code)) {
            fputc('\\', out); /* the visible form begins with a backslash */
            write_visible(out, code);
        } else {
            fwrite(at, 1, (size_t)(text.at - at), out);
        }
    }
}

int ls_text_columns(const char *text)
{
    struct ls_cursor cursor = ls_cursor(text, strlen(text));
    int columns = 0;
    while (ls_left(&cursor) > 0)
        columns += is_wide(ls_utf8_next(&cursor)) ? 2 : 1;
    return columns;
}
