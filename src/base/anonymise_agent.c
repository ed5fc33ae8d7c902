/* anonymise_agent.c - the stand-ins of program names and of filters. */
#include <stdio.h>
#include <string.h>

#include "base/anonymise.h"

enum { NUMBER_DIGITS = 5, NUMBERS_MAX = 4 };

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/*
 * How much of the text is a version: up to four short numbers. Phones write their MAC address
 * behind it; and four numbers that could be an IPv4 address are cut to two.
 */
static size_t version_bytes(struct ls_span text)
{
    size_t n = 0, numbers = 0, two = 0;
    bool addr = true;
    while (n < text.len && is_digit(text.at[n]) && numbers < NUMBERS_MAX) {
        size_t start = n;
        unsigned number = 0;
        for (; n < text.len && is_digit(text.at[n]); n++)
            number = number < 100000 ? number * 10 + (unsigned)(text.at[n] - '0') : number;
        if (n - start > NUMBER_DIGITS)
            return two;
        addr = addr && number <= 255;
        if (++numbers <= 2)
            two = n;
        if (n + 1 >= text.len || text.at[n] != '.' || !is_digit(text.at[n + 1]))
            break;
        n += numbers < NUMBERS_MAX;
    }
    return numbers == NUMBERS_MAX && addr ? two : n;
}

/* A version and nothing else, but for the portable OpenSSH's "p1". */
static bool is_version(struct ls_span text)
{
    size_t n = version_bytes(text);
    bool portable = n > 0 && text.len == n + 2 && text.at[n] == 'p' && is_digit(text.at[n + 1]);
    return n > 0 && (n == text.len || portable);
}

/* "Conferencing_Attendant_1.0": all its words are known, or versions. */
static bool is_product(struct ls_span name)
{
    struct ls_span rest = name, piece;
    char by;
    if (ls_known_product(name))
        return true;
    while (name.len > 0 && ls_pieces_next(&rest, "_-", &piece, &by))
        if (!ls_known_product(piece) && !is_version(piece))
            return false;
    return name.len > 0;
}

/* Whether all words of a comment are known: "(Microsoft Lync 2013)". */
static bool is_comment(struct ls_span text)
{
    struct ls_span piece;
    char by;
    while (ls_pieces_next(&text, " ;,/", &piece, &by))
        if (piece.len > 0 && !is_product(piece))
            return false;
    return true;
}

static void add_token(struct ls_standin *s, const struct ls_anonymiser *a, struct ls_span token)
{
    struct ls_span name, version = token;
    char by;
    ls_pieces_next(&version, "/", &name, &by);
    if (s->n > 0)
        ls_standin_add(s, " ", 1);
    if (is_product(name))
        ls_standin_add(s, name.at, name.len);
    else
        ls_standin_word(s, a, "product", name);
    size_t n = by == '/' && version.at != NULL ? version_bytes(version) : 0;
    if (n > 0) {
        ls_standin_add(s, "/", 1);
        ls_standin_add(s, version.at, n);
    }
}

size_t ls_anonymise_agent(const struct ls_anonymiser *a, struct ls_span agent,
                          char out[LS_STANDIN_TEXT])
{
    struct ls_standin s;
    struct ls_span rest = agent, piece, inner;
    char by;
    ls_standin_open(&s, out);
    while (agent.len > 0 && ls_pieces_next(&rest, " \t(", &piece, &by)) {
        if (piece.len > 0)
            add_token(&s, a, piece);
        if (by != '(' || !ls_pieces_next(&rest, ")", &inner, &by) || !is_comment(inner))
            continue;
        ls_standin_add(&s, " (", s.n > 0 ? 2 : 1);
        ls_standin_add(&s, inner.at, inner.len);
        ls_standin_add(&s, ")", 1);
    }
    return ls_standin_close(&s, a, "agent", agent);
}

/* Ports, lengths and protocols; more digits may be an address in another form. */
static bool is_small_number(struct ls_span word)
{
    size_t digits = 0;
    for (size_t i = 0; i < word.len; i++)
        if (is_digit(word.at[i]))
            digits++;
        else if (word.at[i] != '-')
            return false;
    return word.len > 0 && digits <= 2 * NUMBER_DIGITS && word.len <= 2 * NUMBER_DIGITS + 1 &&
           (digits <= NUMBER_DIGITS || memchr(word.at, '-', word.len) != NULL);
}

static bool add_prefix(struct ls_standin *s, const struct ls_anonymiser *a, struct ls_span word)
{
    struct ls_prefix prefix;
    char text[LS_ADDR_TEXT + 4], addr[LS_ADDR_TEXT];
    if (word.len >= sizeof text || memchr(word.at, '\0', word.len) != NULL)
        return false;
    memcpy(text, word.at, word.len);
    text[word.len] = '\0';
    if (!ls_prefix_parse(text, &prefix))
        return false;
    prefix = ls_anonymise_prefix(a, &prefix);
    ls_addr_format(&prefix.addr, addr);
    unsigned bits = ls_addr_is_v4(&prefix.addr) ? prefix.bits - 96U : prefix.bits;
    int n = strchr(text, '/') != NULL ? snprintf(text, sizeof text, "%s/%u", addr, bits)
                                      : snprintf(text, sizeof text, "%s", addr);
    ls_standin_add(s, text, (size_t)n);
    return true;
}

size_t ls_anonymise_filter(const struct ls_anonymiser *a, const char *filter,
                           char out[LS_STANDIN_TEXT])
{
    struct ls_standin s;
    struct ls_span rest = ls_span(filter, strlen(filter)), all = rest, word;
    char by;
    ls_standin_open(&s, out);
    while (ls_pieces_next(&rest, " \t\r\n()[]!&|=<>+*", &word, &by)) {
        if (ls_known_filter(word) || is_small_number(word))
            ls_standin_add(&s, word.at, word.len);
        else if (word.len > 0 && !add_prefix(&s, a, word))
            ls_standin_word(&s, a, "n", word);
        if (by != '\0')
            ls_standin_add(&s, by == '\t' || by == '\r' || by == '\n' ? " " : &by, 1);
    }
    return ls_standin_close(&s, a, "filter", all);
}
