/*
 * list.h - where one is in a list that is longer than the screen
 *
 * A list at its first line stays there when others come before it, so that the newest are seen;
 * elsewhere whoever owns the list keeps the selection on the same thing.
 */
#pragma once

#include <stddef.h>

struct list {
    size_t count, selected, top;
    size_t height; /* lines that are seen; set when it is painted */
};

/* list_fit sets count and height and brings selection and top into their bounds. */
void list_fit(struct list *list, size_t count, size_t height);
/* list_move selects another line, by so many; list_scroll moves what is seen of a text. */
void list_move(struct list *list, long by);
void list_scroll(struct list *list, long by);
