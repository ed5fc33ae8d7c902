/* about.h - what a report rests on: files, time, numbers, what is missing, versions and hashes */
#pragma once

#include "report/sheets.h"

enum { ABOUT_TEXT = 512 };

/* One line of it. text is not escaped; a number stands alone, so that it can be compared. */
struct about {
    const char *key; /* as in the json's names, "catalog", ... */
    const struct ls_words *name;
    const char *text;
    bool warning; /* the reader must know it before they trust the rest */
};

/* about_each shows put each line in order. */
void about_each(const struct reader *reader, void (*put)(void *to, const struct about *about),
                void *to);
