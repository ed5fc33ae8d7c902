/* turns.c - a binary heap of files. */
#include "capture/turns.h"

static bool before(const struct ls_capture_file *a, const struct ls_capture_file *b)
{
    if (a->next.time_ns != b->next.time_ns)
        return a->next.time_ns < b->next.time_ns;
    return a->number < b->number;
}

static void swap(struct ls_turns *turns, size_t i, size_t j)
{
    struct ls_capture_file *file = turns->heap[i];
    turns->heap[i] = turns->heap[j];
    turns->heap[j] = file;
}

void ls_turns_push(struct ls_turns *turns, struct ls_capture_file *file)
{
    size_t i = turns->count++;
    turns->heap[i] = file;
    for (size_t parent; i > 0 && before(file, turns->heap[parent = (i - 1) / 2]); i = parent)
        swap(turns, i, parent);
}

struct ls_capture_file *ls_turns_pop(struct ls_turns *turns)
{
    if (turns->count == 0)
        return NULL;
    struct ls_capture_file *first = turns->heap[0];
    turns->heap[0] = turns->heap[--turns->count];
    for (size_t i = 0, child; (child = 2 * i + 1) < turns->count; i = child) {
        if (child + 1 < turns->count && before(turns->heap[child + 1], turns->heap[child]))
            child++;
        if (!before(turns->heap[child], turns->heap[i]))
            break;
        swap(turns, i, child);
    }
    return first;
}

bool ls_turns_ahead(const struct ls_turns *turns, const struct ls_capture_file *file)
{
    return turns->count > 0 && before(turns->heap[0], file);
}
