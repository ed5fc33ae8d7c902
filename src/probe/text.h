/*
 * text.h - reading the line protocols: lines, header fields, words, numbers
 *
 * Spans borrow from the cursor they were read from. Comparisons with a word ignore the case
 * of ASCII letters, whatever the locale.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lyncscope/cursor.h"

/*
 * ls_text_line cuts the next line off, without its line end (CR LF, or LF alone). Returns
 * false and reads nothing when there is no line end.
 */
bool ls_text_line(struct ls_cursor *in, struct ls_span *line);

/* ls_text_head returns the bytes up to and with the first empty line, or 0 when there is none. */
size_t ls_text_head(const struct ls_cursor *in);

/* A header field as in RFC 3261 section 7.3, RFC 9112 section 5 and RFC 2045. */
struct ls_header {
    struct ls_span name;
    struct ls_span value; /* trimmed; with continuation lines, whose line ends are still in it */
};

enum ls_header_line {
    LS_HEADER_NONE,  /* no whole line is there; nothing was read */
    LS_HEADER_END,   /* the empty line; read */
    LS_HEADER_FIELD, /* one field, with its continuation lines as far as they are there */
    LS_HEADER_BAD,   /* a line that is no field; read */
};

enum ls_header_line ls_text_header(struct ls_cursor *in, struct ls_header *header);

struct ls_span ls_text_trim(struct ls_span text);

/* ls_text_word reads the next run of bytes that are no blanks; false when there is none. */
bool ls_text_word(struct ls_cursor *in, struct ls_span *word);

/* ls_text_until reads up to stop and past it, or, without one, all there is. */
struct ls_span ls_text_until(struct ls_cursor *in, char stop);

bool ls_text_is(struct ls_span text, const char *word);
bool ls_text_begins(struct ls_span text, const char *word);

/* ls_text_find moves in past the first occurrence of word; false, nothing read, without one. */
bool ls_text_find(struct ls_cursor *in, const char *word);

/* ls_text_number reads a text of decimal digits only, at most max. */
bool ls_text_number(struct ls_span text, uint32_t max, uint32_t *number);

/* ls_text_is_token says whether text is a token of RFC 3261 section 25.1 (as RFC 9110's). */
bool ls_text_is_token(struct ls_span text);

/* ls_text_is_visible says whether text has no blanks and no control bytes. */
bool ls_text_is_visible(struct ls_span text);

/* ls_text_is_plain says whether text has no control bytes except tabs. */
bool ls_text_is_plain(struct ls_span text);

/* ls_text_param returns the value of a ;name=value parameter without quotes; empty without one. */
struct ls_span ls_text_param(struct ls_span text, const char *name);
