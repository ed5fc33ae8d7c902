/* screen_none.c - stands in for screen.c in a build without ncurses. */
#include "cli/watch/screen.h"

#include <assert.h>
#include <stdlib.h>

bool screen_known(void)
{
    return false;
}

struct screen *screen_open(bool colour, struct ls_error *error)
{
    (void)colour;
    ls_fail(error, LS_E_USAGE, "watch: this build has no ncurses");
    return NULL;
}

void screen_close(struct screen *screen)
{
    assert(screen == NULL);
}

void screen_size(const struct screen *screen, int *rows, int *columns)
{
    (void)screen;
    *rows = *columns = 0;
}

void screen_draw(struct screen *screen, const struct canvas *canvas, int cursor)
{
    (void)screen, (void)canvas, (void)cursor;
}

void screen_redraw(struct screen *screen)
{
    (void)screen;
}

struct press screen_key(struct screen *screen, int wait_ms)
{
    (void)screen, (void)wait_ms;
    return (struct press){KEY_IS_GONE, ""};
}

void screen_suspend(struct screen *screen)
{
    (void)screen;
}
