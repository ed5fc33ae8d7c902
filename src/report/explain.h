/*
 * explain.h - what a row means for a flow, in sentences
 *
 * Derived from the row's fields alone, so that a row of the user's own explains itself as well as
 * any other. Private to report.
 */
#pragma once

#include "lyncscope/report.h"

enum explain_part {
    EXPLAIN_ALLOWS,      /* who may open what to whom */
    EXPLAIN_PROVES,      /* what the payload may be, and what names the service */
    EXPLAIN_CONTRADICTS, /* what speaks against it */
    EXPLAIN_REMARKS,     /* what is documented, and yet a finding */
    EXPLAIN_OPEN,        /* what no capture can tell */
    EXPLAIN_PARTS
};

/* One sentence; {role} and the like stand for words from the row. */
struct explain_sentence {
    enum explain_part part;
    bool (*applies)(const struct ls_row *row);
    struct ls_words words;
};

/* explain_table lends all sentences, in the order in which they are told. */
const struct explain_sentence *explain_table(size_t *count);

enum { EXPLAIN_TEXT = 1024 };

/*
 * explain writes one sentence about a row into text; false when it has nothing to say about it.
 */
bool explain(const struct ls_catalogs *catalogs, const struct ls_row *row,
             const struct explain_sentence *sentence, enum ls_lang lang, char text[EXPLAIN_TEXT]);

/* explain_widest leaves out roles that count as another of the set: that one stands for them. */
ls_roles explain_widest(const struct ls_catalogs *catalogs, ls_roles roles);
