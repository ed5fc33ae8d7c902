/*
 * fuzz_canvas.c - names from the wire on the screen of watch
 *
 * Pieces of text go to the rows of a small canvas, left, right or printed. A row never takes more
 * columns than the screen has, and holds whole UTF-8 characters that do not control a terminal.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "cli/watch/canvas.h"
#include "custom.h"
#include "lyncscope/escape.h"

static void check_row(const struct canvas *canvas, const struct canvas_line *line)
{
    struct ls_cursor rest = ls_cursor(line->text, strlen(line->text));
    assert(line->used == strlen(line->text));
    while (ls_left(&rest) > 0) {
        uint32_t code = ls_utf8_next(&rest);
        assert(code < LS_NOT_UTF8 && code >= 0x20 && (code < 0x7F || code >= 0xA0));
    }
    assert(line->columns <= canvas->columns);
    assert(ls_text_columns(line->text) == line->columns);
    for (size_t i = 0; i < line->run_count; i++)
        assert(line->runs[i].from <= line->used &&
               (i == 0 || line->runs[i - 1].from <= line->runs[i].from));
}

static void put(struct canvas *canvas, struct ls_cursor *in)
{
    unsigned how = ls_u8(in);
    int row = ls_u8(in) % 6 - 1, width = ls_u8(in) % 50;
    enum page_colour colour = (enum page_colour)(how >> 4 & 3);
    size_t n = ls_u8(in);
    n = n < ls_left(in) ? n : ls_left(in);
    char *text = strndup((const char *)ls_take(in, n), n);
    assert(text != NULL);
    if (how % 3 == 0)
        canvas_put(canvas, row, colour, width, text);
    else if (how % 3 == 1)
        canvas_put_right(canvas, row, colour, width, text);
    else
        canvas_print(canvas, row, colour, width, "%s %d", text, width);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct canvas canvas = {0};
    struct ls_cursor in = ls_cursor(data, size);
    int rows = ls_u8(&in) % 5, columns = ls_u8(&in);
    int code = canvas_size(&canvas, rows, columns);
    assert(code == 0);
    while (ls_left(&in) > 4)
        put(&canvas, &in);
    for (int i = 0; i < canvas.rows; i++)
        check_row(&canvas, &canvas.lines[i]);
    canvas_free(&canvas);
    return 0;
}
