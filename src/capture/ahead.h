/*
 * ahead.h - bytes read ahead by a thread of their own
 *
 * Threads: the calls are one thread's, the caller's; read runs in the other from ls_ahead_new to
 * ls_ahead_free.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lyncscope/error.h"

/* What is read in one go; a caller who asks for as much gets whole ones. */
enum { LS_AHEAD_BYTES = 64 * 1024 };

struct ls_ahead;

/* Where the bytes come from: up to n of them; 0 at the end. last says that no more will follow. */
struct ls_ahead_from {
    void *self;
    size_t (*read)(void *self, uint8_t *out, size_t n, bool *last);
};

/* ls_ahead_new returns NULL when memory is out or the system makes no more threads. */
LS_MUST_USE struct ls_ahead *ls_ahead_new(const struct ls_ahead_from *from);
/* ls_ahead_free waits for the read that is going on; NULL is fine. */
void ls_ahead_free(struct ls_ahead *ahead);

/* ls_ahead_read waits for at least one byte and takes at most n; 0 at the end. */
LS_MUST_USE size_t ls_ahead_read(struct ls_ahead *ahead, uint8_t *out, size_t n);

/* ls_ahead_is_last says whether the bytes taken last were from the last read. */
bool ls_ahead_is_last(const struct ls_ahead *ahead);
