/*
 * canvas.h - a page of text as wide and high as the terminal, without the terminal
 *
 * What is shown is written here first, so that it can be tested; whoever has a screen copies it.
 * Text is escaped for terminals, and cut by columns, not by bytes.
 */
#pragma once

#include "report/page.h"

enum { CANVAS_ROWS_MAX = 500, CANVAS_COLUMNS_MAX = 1000, CANVAS_RUNS = 48 };

/* Text of one colour, up to the next run or the end of the line. */
struct canvas_run {
    size_t from;
    enum page_colour colour;
};

struct canvas_line {
    char *text; /* UTF-8, ended by '\0' */
    size_t used;
    int columns; /* that the text takes */
    bool reverse;
    struct canvas_run runs[CANVAS_RUNS];
    size_t run_count;
};

struct canvas {
    int rows, columns;
    struct canvas_line *lines;
};

/* canvas_size makes it empty and of this size, which is made to fit the limits; 0 or LS_E_MEMORY.
 */
LS_MUST_USE int canvas_size(struct canvas *canvas, int rows, int columns);
void canvas_clear(struct canvas *canvas);
void canvas_free(struct canvas *canvas);

/* canvas_put adds text to a row, escaped, cut to width columns and filled up with blanks; width 0
 * is the rest of the row. A row that is not there takes nothing. */
void canvas_put(struct canvas *canvas, int row, enum page_colour colour, int width,
                const char *text);
/* canvas_put_right does so with the text at the right end. */
void canvas_put_right(struct canvas *canvas, int row, enum page_colour colour, int width,
                      const char *text);
LS_PRINTF(5, 6)
void canvas_print(struct canvas *canvas, int row, enum page_colour colour, int width,
                  const char *format, ...);
/* canvas_left says how many columns of a row are free. */
int canvas_left(const struct canvas *canvas, int row);
/* canvas_reverse has a whole row shown in reverse. */
void canvas_reverse(struct canvas *canvas, int row);
