/* page.c - the terminal's columns, counted. */
#include "report/page.h"

#include <string.h>

#include "lyncscope/escape.h"

struct page page_on(FILE *out, const struct ls_look *look)
{
    struct page page = {out, look, look->columns ? look->columns : 80};
    return page;
}

static const char *const switches[] = {"\033[0m",  "\033[1m",  "\033[2m", "\033[1;31m",
                                       "\033[33m", "\033[32m", "\033[36m"};

void page_colour(const struct page *page, enum page_colour colour)
{
    if (page->look->colour)
        fputs(switches[colour], page->out);
}

size_t page_colour_read(const char *text, enum page_colour *colour)
{
    for (enum page_colour i = PAGE_PLAIN; i <= PAGE_BLUE; i++) {
        if (strncmp(text, switches[i], strlen(switches[i])) != 0)
            continue;
        *colour = i;
        return strlen(switches[i]);
    }
    return 0;
}

enum page_colour page_colour_of(enum ls_verdict_kind kind)
{
    static const enum page_colour colours[LS_VERDICT_COUNT] = {
        [LS_DOCUMENTED] = PAGE_GREEN, [LS_CONTRADICTED] = PAGE_RED, [LS_MISPLACED] = PAGE_YELLOW,
        [LS_DEPENDENCY] = PAGE_BLUE,  [LS_UNDOCUMENTED] = PAGE_RED,
    };
    return colours[kind];
}

enum page_colour page_colour_of_severity(enum ls_severity severity)
{
    static const enum page_colour colours[] = {PAGE_BLUE, PAGE_YELLOW, PAGE_RED};
    return colours[severity];
}

int page_text(const struct page *page, const char *text)
{
    return ls_terminal_escape(page->out, ls_span(text, strlen(text)));
}

void page_padded(const struct page *page, const char *text, int width)
{
    int columns = page_text(page, text);
    do
        fputc(' ', page->out);
    while (++columns < width);
}

/* The next unbreakable piece: a run of narrow characters, or one wide one. */
static struct ls_span next_piece(struct ls_cursor *text, bool *wide)
{
    const uint8_t *from = text->at;
    *wide = false;
    while (ls_left(text) > 0 && *text->at != ' ') {
        struct ls_cursor before = *text;
        uint32_t code = ls_utf8_next(text);
        if (code < 0x2e80 || code >= LS_NOT_UTF8)
            continue;
        if (before.at != from)
            *text = before;
        else
            *wide = true;
        break;
    }
    return ls_span(from, (size_t)(text->at - from));
}

static int span_columns(struct ls_span span)
{
    struct ls_cursor text = ls_span_cursor(span);
    int columns = 0;
    while (ls_left(&text) > 0)
        columns += ls_utf8_next(&text) >= 0x2e80 ? 2 : 1;
    return columns;
}

void page_wrap(const struct page *page, int at, int indent, const char *text)
{
    struct ls_cursor rest = ls_cursor(text, strlen(text));
    bool start = true;
    while (ls_left(&rest) > 0) {
        bool blank = *rest.at == ' ';
        bool wide;
        if (blank)
            ls_u8(&rest);
        struct ls_span piece = next_piece(&rest, &wide);
        int width = span_columns(piece) + (blank && !start ? 1 : 0);
        if (!start && at + width > page->columns) {
            fprintf(page->out, "\n%*s", indent, "");
            at = indent;
            start = true;
        }
        if (blank && !start) {
            fputc(' ', page->out);
            at++;
        }
        at += ls_terminal_escape(page->out, piece);
        start = false;
    }
    fputc('\n', page->out);
}

void page_heading(const struct page *page, const char *text)
{
    fputc('\n', page->out);
    page_colour(page, PAGE_BOLD);
    int columns = page_text(page, text);
    page_colour(page, PAGE_PLAIN);
    fputc('\n', page->out);
    page_colour(page, PAGE_DIM);
    for (int i = 0; i < columns; i++)
        fputc('-', page->out);
    page_colour(page, PAGE_PLAIN);
    fputc('\n', page->out);
}
