/*
 * words.h - text in both languages
 *
 * English and Simplified Chinese stand side by side everywhere: in the catalogs and in the
 * program's own messages. Text is UTF-8.
 */
#pragma once

enum ls_lang { LS_EN, LS_ZH_CN, LS_LANGS };

struct ls_words {
    const char *in[LS_LANGS]; /* never NULL once loaded; "" where there is nothing to say */
};
