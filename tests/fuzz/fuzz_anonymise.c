/*
 * fuzz_anonymise.c - one text through every stand-in of texts
 *
 * Each is printable ASCII without tags that ends where it says, does not change with the case of
 * the letters of a name, and an agent's holds nothing that reads like an IPv4 address.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lyncscope/anonymise.h"

typedef size_t(stand_in)(const struct ls_anonymiser *, struct ls_span, char[LS_STANDIN_TEXT]);

static size_t terms(const struct ls_anonymiser *a, struct ls_span in, char out[LS_STANDIN_TEXT])
{
    return ls_anonymise_terms(a, "x", ":/ ", in, out);
}

static size_t filter(const struct ls_anonymiser *a, struct ls_span in, char out[LS_STANDIN_TEXT])
{
    char *text = malloc(in.len + 1);
    if (text == NULL)
        return 0;
    memcpy(text, in.at, in.len);
    text[in.len] = '\0';
    size_t n = ls_anonymise_filter(a, text, out);
    free(text);
    return n;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Reads an address at text, not in the middle of a number; returns its length or 0. */
static size_t dotted(const char *text, size_t n)
{
    size_t at = 0;
    for (int i = 0; i < 4; i++) {
        size_t start = at;
        unsigned number = 0;
        for (; at < n && is_digit(text[at]) && at - start < 4; at++)
            number = number * 10 + (unsigned)(text[at] - '0');
        bool more = at < n && strchr("-_.", text[at]) != NULL && text[at] != '\0';
        if (at == start || number > 255 || (i < 3 && !more))
            return 0;
        at += i < 3;
    }
    return at < n && (is_digit(text[at]) || text[at] == '.') ? 0 : at;
}

/* An agent has no addresses of its own: any four small numbers would be those of somebody. */
static void check_agent(const char *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((i == 0 || !(is_digit(out[i - 1]) || out[i - 1] == '.')) && dotted(out + i, n - i) > 0)
            abort();
}

static size_t check(const struct ls_anonymiser *a, stand_in *how, struct ls_span in,
                    char out[LS_STANDIN_TEXT])
{
    memset(out, 'x', LS_STANDIN_TEXT);
    size_t n = how(a, in, out);
    if (n >= LS_STANDIN_TEXT || memchr(out, '\0', LS_STANDIN_TEXT) != out + n)
        abort();
    for (size_t i = 0; i < n; i++)
        if (out[i] < 0x20 || out[i] > 0x7e || (out[i] == '<' && how != filter))
            abort();
    return n;
}

/* The name in capitals is the same name. */
static void check_case(const struct ls_anonymiser *a, struct ls_span in, const char *wish)
{
    char out[LS_STANDIN_TEXT];
    uint8_t *big = malloc(in.len + 1);
    if (big == NULL)
        return;
    for (size_t i = 0; i < in.len; i++)
        big[i] = (uint8_t)(in.at[i] >= 'a' && in.at[i] <= 'z' ? in.at[i] - 32 : in.at[i]);
    check(a, ls_anonymise_host, ls_span(big, in.len), out);
    if (strcasecmp(out, wish) != 0)
        abort();
    free(big);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char key[] = "a key of the tests";
    static stand_in *const others[] = {ls_anonymise_path, ls_anonymise_uri, ls_anonymise_share,
                                       terms, filter};
    struct ls_anonymiser *a = ls_anonymiser_new(key, sizeof key, NULL);
    char out[LS_STANDIN_TEXT];
    if (a == NULL || size > 255) { /* a fact is no longer */
        ls_anonymiser_free(a);
        return 0;
    }
    uint8_t *copy = malloc(size + 1); /* its own block: an over-read is seen */
    if (copy != NULL) {
        memcpy(copy + 1, data, size);
        struct ls_span in = ls_span(copy + 1, size);
        check_agent(out, check(a, ls_anonymise_agent, in, out));
        check(a, ls_anonymise_host, in, out);
        check_case(a, in, out);
        for (size_t i = 0; i < sizeof others / sizeof *others; i++)
            check(a, others[i], in, out);
    }
    free(copy);
    ls_anonymiser_free(a);
    return 0;
}
