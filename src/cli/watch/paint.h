/* paint.h - the model, written on a canvas */
#pragma once

#include "cli/watch/canvas.h"
#include "cli/watch/model.h"

/* paint writes the whole screen; the canvas has its size. *cursor is the column where something is
 * typed in the last row but one, or -1. */
void paint(struct model *model, struct canvas *canvas, int *cursor);

/* The bodies of the views, between the rows `from` and `to` (excluded). */
void paint_flows(struct model *model, struct canvas *canvas, int from, int to);
void paint_findings(struct model *model, struct canvas *canvas, int from, int to);
void paint_roles(struct model *model, struct canvas *canvas, int from, int to);
void paint_text(struct model *model, struct canvas *canvas, int from, int to);
