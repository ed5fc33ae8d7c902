/*
 * escape.h - text from strangers, made safe for where it is printed
 *
 * Names, agents and paths come from the wire and end up in JSON, spreadsheets, pages and terminals.
 * Each medium has one function here. Bytes that are not UTF-8 (RFC 3629) never pass.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "lyncscope/cursor.h"

enum { LS_NOT_UTF8 = 0x110000 }; /* above every code point */

/*
 * ls_utf8_next takes the next code point; a byte that begins no valid sequence (overlong forms
 * and surrogates included) is taken alone and returned as LS_NOT_UTF8 + byte.
 */
uint32_t ls_utf8_next(struct ls_cursor *text);

/* ls_json_escape writes text as the inside of a JSON string (RFC 8259 section 7). */
void ls_json_escape(FILE *out, struct ls_span span);

/*
 * ls_json_copy does so where no character needs an escape, and then it is quick: into memory with
 * room for all of text. When it returns false, what it wrote means nothing.
 */
bool ls_json_copy(char *at, struct ls_span text);

/*
 * ls_json_escape_into does so into memory: it takes as many characters of text as surely fit into
 * `room` bytes and returns the bytes written. With LS_ESCAPE_MOST bytes it takes one at least.
 */
enum { LS_ESCAPE_MOST = 6 };
size_t ls_json_escape_into(char *at, size_t room, struct ls_cursor *text);

/*
 * ls_csv_escape writes text as one CSV field (RFC 4180), quoted where needed. A field that a
 * spreadsheet would take for a formula gets an apostrophe in front.
 */
void ls_csv_escape(FILE *out, struct ls_span span);

/*
 * ls_terminal_escape writes text for a person's terminal: control characters, invalid bytes and
 * the marks that turn the writing direction (Unicode TR 36) become visible \x and \u forms.
 * Returns the columns used.
 */
int ls_terminal_escape(FILE *out, struct ls_span span);

/*
 * ls_html_escape writes text for a page: as the content of an element or inside a quoted
 * attribute (HTML Living Standard, 13.3). What ls_terminal_escape makes visible is visible here,
 * too; a line break becomes a blank.
 */
void ls_html_escape(FILE *out, struct ls_span span);

/*
 * ls_markdown_escape writes text as one line of Markdown (CommonMark 0.31, and the table cells of
 * GitHub's dialect): nothing in it is a link, markup, HTML or the end of a cell.
 */
void ls_markdown_escape(FILE *out, struct ls_span span);

/* ls_text_columns says how many terminal columns valid UTF-8 text takes. */
int ls_text_columns(const char *text);
