/*
 * kept.h - memory that frames were lent from, kept until nobody looks at them any more
 *
 * What is replaced is put in line under the mark of that time; marks go up with each. It is freed
 * when all that was lent before is let go.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Stands somewhere in the memory it is about, where no frame's bytes are. */
struct ls_kept_piece {
    struct ls_kept_piece *next;
    void *memory; /* for free() */
    size_t room;  /* of memory that may be used again; 0: it may not */
    uint64_t mark;
};

struct ls_kept {
    bool on; /* else there is nothing to keep: memory is used again at once */
    uint64_t mark;
    size_t count;
    struct ls_kept_piece *first, *last;
    struct ls_kept_piece *spare; /* the latest first: it is still in a cache */
};

void ls_kept_put(struct ls_kept *kept, struct ls_kept_piece *piece, void *memory, size_t room);
/* ls_kept_let_go frees, or lays aside, what was put in line under marks below mark. */
void ls_kept_let_go(struct ls_kept *kept, uint64_t mark);
/* ls_kept_take gives memory of that room that was laid aside, or NULL. */
void *ls_kept_take(struct ls_kept *kept, size_t room);
void ls_kept_clear(struct ls_kept *kept);
