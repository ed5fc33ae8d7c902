/* list.c - selection and scrolling, without knowing of what. */
#include "cli/watch/list.h"

static size_t moved(size_t at, long by, size_t most)
{
    if (at > most)
        at = most;
    if (by < 0)
        return (size_t)-by > at ? 0 : at - (size_t)-by;
    return (size_t)by > most - at ? most : at + (size_t)by;
}

static size_t last_top(const struct list *list)
{
    return list->count > list->height ? list->count - list->height : 0;
}

void list_fit(struct list *list, size_t count, size_t height)
{
    list->count = count;
    list->height = height > 0 ? height : 1;
    if (list->selected >= count)
        list->selected = count > 0 ? count - 1 : 0;
    if (list->selected < list->top)
        list->top = list->selected;
    if (list->selected >= list->top + list->height)
        list->top = list->selected - list->height + 1;
    if (list->top > last_top(list))
        list->top = last_top(list);
}

void list_move(struct list *list, long by)
{
    if (list->count > 0)
        list->selected = moved(list->selected, by, list->count - 1);
    list_fit(list, list->count, list->height);
}

/* In a text nothing is selected but the first line that is seen. */
void list_scroll(struct list *list, long by)
{
    list->top = list->selected = moved(list->top, by, last_top(list));
}
