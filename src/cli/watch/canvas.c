/* canvas.c - lines of text, measured in columns. */
#include "cli/watch/canvas.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lyncscope/escape.h"

enum { BYTES_A_COLUMN = 8, CHARACTER = 8 }; /* a letter and marks that take no column */

static int limited(int value, int most)
{
    return value < 1 ? 1 : value > most ? most : value;
}

static size_t line_room(const struct canvas *canvas)
{
    return (size_t)canvas->columns * BYTES_A_COLUMN + 1;
}

void canvas_free(struct canvas *canvas)
{
    for (int i = 0; i < canvas->rows; i++)
        free(canvas->lines[i].text);
    free(canvas->lines);
    *canvas = (struct canvas){0};
}

void canvas_clear(struct canvas *canvas)
{
    for (int i = 0; i < canvas->rows; i++)
        canvas->lines[i] = (struct canvas_line){.text = canvas->lines[i].text};
    for (int i = 0; i < canvas->rows; i++)
        canvas->lines[i].text[0] = '\0';
}

int canvas_size(struct canvas *canvas, int rows, int columns)
{
    rows = limited(rows, CANVAS_ROWS_MAX);
    columns = limited(columns, CANVAS_COLUMNS_MAX);
    if (rows != canvas->rows || columns != canvas->columns) {
        canvas_free(canvas);
        canvas->lines = calloc((size_t)rows, sizeof *canvas->lines);
        if (canvas->lines == NULL)
            return LS_E_MEMORY;
        canvas->columns = columns;
        for (; canvas->rows < rows; canvas->rows++) {
            char *text = calloc(1, line_room(canvas));
            if (text == NULL)
                return LS_E_MEMORY;
            canvas->lines[canvas->rows].text = text;
        }
    }
    canvas_clear(canvas);
    return 0;
}

static struct canvas_line *line_at(struct canvas *canvas, int row)
{
    return row >= 0 && row < canvas->rows ? &canvas->lines[row] : NULL;
}

int canvas_left(const struct canvas *canvas, int row)
{
    return row >= 0 && row < canvas->rows ? canvas->columns - canvas->lines[row].columns : 0;
}

static void begin_run(struct canvas_line *line, enum page_colour colour)
{
    if (line->run_count > 0 && line->runs[line->run_count - 1].colour == colour)
        return;
    if (line->run_count < CANVAS_RUNS)
        line->runs[line->run_count++] = (struct canvas_run){line->used, colour};
}

/* Takes one character where it has room, else nothing. */
static bool add(const struct canvas *canvas, struct canvas_line *line, const uint8_t *at, size_t n,
                int *left)
{
    char one[CHARACTER];
    if (n >= sizeof one)
        return true;
    memcpy(one, at, n);
    one[n] = '\0';
    int columns = ls_text_columns(one);
    if (columns > *left || line->used + n >= line_room(canvas))
        return false;
    memcpy(line->text + line->used, one, n + 1);
    line->used += n;
    line->columns += columns;
    *left -= columns;
    return true;
}

static void add_text(const struct canvas *canvas, struct canvas_line *line, const char *text,
                     int *left)
{
    struct ls_cursor rest = ls_cursor(text, strlen(text));
    while (ls_left(&rest) > 0) {
        const uint8_t *at = rest.at;
        ls_utf8_next(&rest);
        if (!add(canvas, line, at, (size_t)(rest.at - at), left))
            return;
    }
}

static void add_blanks(const struct canvas *canvas, struct canvas_line *line, int count)
{
    while (count > 0 && add(canvas, line, (const uint8_t *)" ", 1, &count))
        continue;
}

static int width_left(const struct canvas *canvas, const struct canvas_line *line, int width)
{
    int left = canvas->columns - line->columns;
    return width == 0 || width > left ? left : width;
}

/* The caller frees it; NULL when memory is out. */
static char *escaped(const char *text)
{
    char *made = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&made, &n);
    if (out == NULL)
        return NULL;
    ls_terminal_escape(out, ls_span(text, strlen(text)));
    return fclose(out) == 0 ? made : NULL;
}

static bool is_plain(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 0x20 || (unsigned char)*text >= 0x7f)
            return false;
    return true;
}

void canvas_put(struct canvas *canvas, int row, enum page_colour colour, int width,
                const char *text)
{
    struct canvas_line *line = line_at(canvas, row);
    if (line == NULL)
        return;
    int left = width_left(canvas, line, width);
    char *made = is_plain(text) ? NULL : escaped(text);
    begin_run(line, colour);
    if (made != NULL || is_plain(text))
        add_text(canvas, line, made != NULL ? made : text, &left);
    if (width > 0)
        add_blanks(canvas, line, left);
    free(made);
}

void canvas_put_right(struct canvas *canvas, int row, enum page_colour colour, int width,
                      const char *text)
{
    struct canvas_line *line = line_at(canvas, row);
    if (line == NULL)
        return;
    width = width_left(canvas, line, width);
    begin_run(line, colour);
    int columns = ls_text_columns(text);
    add_blanks(canvas, line, width - columns);
    canvas_put(canvas, row, colour, columns < width ? columns : width, text);
}

void canvas_print(struct canvas *canvas, int row, enum page_colour colour, int width,
                  const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    canvas_put(canvas, row, colour, width, text);
}

void canvas_reverse(struct canvas *canvas, int row)
{
    struct canvas_line *line = line_at(canvas, row);
    if (line != NULL)
        line->reverse = true;
}
