/* standins.h - a key, addresses, and what a stand-in text must look like. */
#pragma once

#include <string.h>

#include <check.h>

#include "lyncscope/anonymise.h"

static inline struct ls_anonymiser *anonymiser(const char *key)
{
    struct ls_error error;
    struct ls_anonymiser *a = ls_anonymiser_new(key, strlen(key), &error);
    ck_assert_msg(a != NULL, "%s", a ? "" : error.text);
    return a;
}

static inline struct ls_addr addr(const char *text)
{
    struct ls_addr a;
    ck_assert_msg(ls_addr_parse(text, &a), "%s", text);
    return a;
}

typedef size_t(stand_in)(const struct ls_anonymiser *, struct ls_span, char[LS_STANDIN_TEXT]);

/* Where "?" stands for a hash of eight letters. */
static inline void check(stand_in *how, const char *in, const char *wish)
{
    struct ls_anonymiser *a = anonymiser("sixteen bytes it has");
    char out[LS_STANDIN_TEXT];
    size_t n = how(a, ls_span(in, strlen(in)), out), at = 0;
    ck_assert_uint_eq(n, strlen(out));
    for (const char *w = wish; *w != '\0'; w++) {
        if (*w != '?') {
            ck_assert_msg(out[at] == *w, "%s: %s, not %s", in, out, wish);
            at++;
            continue;
        }
        for (int i = 0; i < 8; i++, at++)
            ck_assert_msg(out[at] != '\0' && strchr("abcdefghijkmnpqrstuvwxyz23456789", out[at]),
                          "%s: %s, not %s", in, out, wish);
    }
    ck_assert_msg(out[at] == '\0', "%s: %s, not %s", in, out, wish);
    ls_anonymiser_free(a);
}
