/*
 * guard.h - privileges and the sandbox, before the first byte of a stranger is parsed
 */
#pragma once

#include "cli/options.h"

/*
 * guard_begin gives up what the run does not need, once its sources are open, and says what it
 * cannot; returns 0 or -1. reread are the files that will be opened again, or NULL.
 */
LS_MUST_USE int guard_begin(const struct options *options, const char *const *reread, size_t count);

/* guard_announce lets the program say which system call was one too many before it ends. */
void guard_announce(void);
