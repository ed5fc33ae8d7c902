/* anonymise_agent.c - the stand-ins of program names and of filters. */
#include <stdio.h>
#include <string.h>

#include "base/anonymise.h"

enum { NUMBER_DIGITS = 5, NUMBER_END = 100000, NUMBERS_MAX = 4 };

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Takes the digits at the front; what is more than five of them counts as 100000. */
static unsigned take_number(struct ls_span *text)
{
    unsigned number = 0;
    for (; text->len > 0 && is_digit(text->at[0]); *text = ls_span(text->at + 1, text->len - 1))
        number = number < NUMBER_END ? number * 10 + (unsigned)(text->at[0] - '0') : NUMBER_END;
    return number < NUMBER_END ? number : NUMBER_END;
}

/*
 * Whether it begins with four numbers that could be an IPv4 address, however they are parted. What
 * goes on in letters behind another sign than a point is taken for the rest of a MAC address.
 */
static bool begins_like_addr(struct ls_span text)
{
    uint8_t by = '.';
    for (int i = 0; i < NUMBERS_MAX; i++) {
        if (text.len == 0 || !is_digit(text.at[0]) || take_number(&text) > 255)
            return false;
        if (i == NUMBERS_MAX - 1)
            break;
        if (text.len == 0 || text.at[0] == '\0' || strchr("._-", text.at[0]) == NULL)
            return false;
        by = text.at[0];
        text = ls_span(text.at + 1, text.len - 1);
    }
    return by == '.' || text.len == 0 || !is_letter(text.at[0]);
}

/*
 * How much of the text is a version: up to four short numbers. Phones write their MAC address
 * behind it; and digits that go on in letters or a colon may be the beginning of anything.
 */
static size_t version_bytes(struct ls_span text)
{
    struct ls_span rest = text;
    size_t n = 0;
    if (begins_like_addr(text))
        return 0;
    for (int i = 0; i < NUMBERS_MAX && rest.len > 0 && is_digit(rest.at[0]); i++) {
        size_t before = rest.len;
        take_number(&rest);
        bool cut_off = rest.len > 0 && (is_letter(rest.at[0]) || rest.at[0] == ':');
        bool portable = rest.len == 2 && rest.at[0] == 'p' && is_digit(rest.at[1]);
        if (before - rest.len > NUMBER_DIGITS || (cut_off && !portable))
            break;
        n = text.len - rest.len;
        if (rest.len == 0 || rest.at[0] != '.')
            break;
        rest = ls_span(rest.at + 1, rest.len - 1);
    }
    return n;
}

/* A version and nothing else, but for the portable OpenSSH's "p1". */
static bool is_version(struct ls_span text)
{
    size_t n = version_bytes(text);
    bool portable = n > 0 && text.len == n + 2 && text.at[n] == 'p' && is_digit(text.at[n + 1]);
    return n > 0 && (n == text.len || portable);
}

/*
 * Whether text goes on like the name of a product. A number counts directly behind a known word
 * only: elsewhere it may be a phone's, or part of an address. *behind says whether one was before.
 */
static bool goes_on(struct ls_span piece, bool *behind)
{
    bool word = piece.len > 0 && !is_digit(piece.at[0]) && ls_known_product(piece);
    bool fine = word || (*behind && is_version(piece));
    *behind = word;
    return fine;
}

/* "Conferencing_Attendant_1.0" */
static bool is_product(struct ls_span name, bool *behind)
{
    struct ls_span rest = name, piece;
    char by;
    bool known = name.len > 0, whole = false;
    if (goes_on(name, &whole)) {
        *behind = true;
        return true;
    }
    while (known && ls_pieces_next(&rest, "_-", &piece, &by))
        known = goes_on(piece, behind);
    *behind = *behind && known;
    return known;
}

/* Whether all words of a comment are known: "(Microsoft Lync 2013)". */
static bool is_comment(struct ls_span text)
{
    struct ls_span piece;
    bool behind = false;
    char by;
    while (ls_pieces_next(&text, " ;,/", &piece, &by))
        if (piece.len > 0 && !is_product(piece, &behind))
            return false;
    return true;
}

/* Behind a name that nobody knows, a number without a point need not be a version. */
static void add_token(struct ls_standin *s, const struct ls_anonymiser *a, struct ls_span token,
                      bool *behind)
{
    struct ls_span name, version = token;
    char by;
    ls_pieces_next(&version, "/", &name, &by);
    bool known = is_product(name, behind);
    if (s->n > 0)
        ls_standin_add(s, " ", 1);
    if (known)
        ls_standin_add(s, name.at, name.len);
    else
        ls_standin_word(s, a, "product", name);
    if (by != '/' || version.at == NULL)
        return;
    *behind = false;
    size_t n = version_bytes(version);
    if (n == 0 || (!known && memchr(version.at, '.', n) == NULL))
        return;
    ls_standin_add(s, "/", 1);
    ls_standin_add(s, version.at, n);
}

size_t ls_anonymise_agent(const struct ls_anonymiser *a, struct ls_span agent,
                          char out[LS_STANDIN_TEXT])
{
    struct ls_standin s;
    struct ls_span rest = agent, piece, inner;
    char by;
    bool behind = false;
    ls_standin_open(&s, out);
    while (agent.len > 0 && ls_pieces_next(&rest, " \t(", &piece, &by)) {
        if (piece.len > 0)
            add_token(&s, a, piece, &behind);
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
