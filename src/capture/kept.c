/* kept.c - a line of what is still looked at, and a heap of what is not. */
#include "capture/kept.h"

#include <stdlib.h>

void ls_kept_put(struct ls_kept *kept, struct ls_kept_piece *piece, void *memory, size_t room)
{
    *piece = (struct ls_kept_piece){.memory = memory, .room = room, .mark = kept->mark++};
    *(kept->first != NULL ? &kept->last->next : &kept->first) = piece;
    kept->last = piece;
    kept->count++;
}

/* Fresh memory from the system costs more than to read a file into it, so it is used again. */
void ls_kept_let_go(struct ls_kept *kept, uint64_t mark)
{
    while (kept->first != NULL && kept->first->mark < mark) {
        struct ls_kept_piece *piece = kept->first;
        kept->first = piece->next;
        kept->count--;
        if (piece->room == 0) {
            free(piece->memory);
            continue;
        }
        piece->next = kept->spare;
        kept->spare = piece;
    }
}

void *ls_kept_take(struct ls_kept *kept, size_t room)
{
    struct ls_kept_piece *piece = kept->spare;
    if (piece == NULL || piece->room != room)
        return NULL;
    kept->spare = piece->next;
    return piece->memory;
}

void ls_kept_clear(struct ls_kept *kept)
{
    ls_kept_let_go(kept, UINT64_MAX);
    while (kept->spare != NULL) {
        struct ls_kept_piece *piece = kept->spare;
        kept->spare = piece->next;
        free(piece->memory);
    }
}
