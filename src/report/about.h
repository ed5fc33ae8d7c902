/* about.h - what a report rests on: files, time, numbers, what is missing, versions and hashes */
#pragma once

#include "report/sheets.h"

enum { ABOUT_TEXT = 512 };

enum about_kind {
    ABOUT_FACT,
    ABOUT_TIME,    /* exact */
    ABOUT_WARNING, /* the reader must know it before they trust the rest */
};

/* One line of it. text is not escaped; a number stands alone, so that it can be compared. */
struct about {
    const char *key; /* as in the json's names, "catalog", ... */
    const struct ls_words *name;
    const char *text;
    enum about_kind kind;
};

/* about_each shows put each line in order. */
void about_each(const struct reader *reader, void (*put)(void *to, const struct about *about),
                void *to);
