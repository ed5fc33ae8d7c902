/* detail.h - texts to look through: one line of a list in detail, the report, help. */
#pragma once

#include "cli/watch/model.h"

/*
 * detail_make fills model->pages with what is to be read in the present view, columns wide; false
 * when there is nothing, or memory is out.
 */
bool detail_make(struct model *model, int columns);

/* detail_follow makes it anew where it tells of all: a new picture was made. */
void detail_follow(struct model *model, int columns);

/* detail_line copies line i of it without what ends it; "" behind the last. */
enum { DETAIL_LINE = 4096 };
const char *detail_line(const struct model *model, size_t i, char line[DETAIL_LINE]);
