/*
 * page.h - text laid out for a terminal: colour, headings, wrapped lines
 *
 * Everything printed through here is escaped for the terminal.
 */
#pragma once

#include "lyncscope/report.h"

enum page_colour { PAGE_PLAIN, PAGE_BOLD, PAGE_DIM, PAGE_RED, PAGE_YELLOW, PAGE_GREEN, PAGE_BLUE };

struct page {
    FILE *out;
    const struct ls_look *look;
    int columns;
};

struct page page_on(FILE *out, const struct ls_look *look);

/* page_colour switches to a colour; PAGE_PLAIN switches back. */
void page_colour(const struct page *page, enum page_colour colour);
/* page_colour_read returns the bytes of such a switch at text, and which it is; else 0. */
size_t page_colour_read(const char *text, enum page_colour *colour);
enum page_colour page_colour_of(enum ls_verdict_kind kind);
enum page_colour page_colour_of_severity(enum ls_severity severity);

/* page_text prints text escaped and returns the columns it took. */
int page_text(const struct page *page, const char *text);
/* page_padded fills up to width columns, or one blank when the text is as long. */
void page_padded(const struct page *page, const char *text, int width);

/*
 * page_wrap prints text from column `at`, breaking lines at blanks and around wide characters;
 * further lines are indented by `indent`. Ends with a newline.
 */
void page_wrap(const struct page *page, int at, int indent, const char *text);

void page_heading(const struct page *page, const char *text);
