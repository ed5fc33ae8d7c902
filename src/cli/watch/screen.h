/*
 * screen.h - the terminal, by ncurses; nobody else knows it
 *
 * Only what has changed since the last canvas goes to the terminal, so nothing blinks. Whatever
 * way the program ends, restore.h gives the terminal back.
 */
#pragma once

#include "cli/watch/canvas.h"
#include "cli/watch/keys.h"

struct screen;

/* screen_known says whether this build has ncurses. */
bool screen_known(void);

/* screen_open takes the terminal; NULL where it cannot be used. */
LS_MUST_USE struct screen *screen_open(bool colour, struct ls_error *error);
void screen_close(struct screen *screen);

/* screen_size is that of the terminal as it is now. */
void screen_size(const struct screen *screen, int *rows, int *columns);
/* screen_draw shows the canvas; cursor is the column of the cursor in the last row but one, or -1.
 */
void screen_draw(struct screen *screen, const struct canvas *canvas, int cursor);
/* screen_redraw has the next screen_draw write everything. */
void screen_redraw(struct screen *screen);
/* screen_key waits for a key, for so many milliseconds at most. */
struct press screen_key(struct screen *screen, int wait_ms);
/* screen_suspend gives the terminal back, stops the program, and takes it again. */
void screen_suspend(struct screen *screen);
