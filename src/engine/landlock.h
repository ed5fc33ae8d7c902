/* landlock.h - which files may be written, by their names. Private to engine. */
#pragma once

#include "lyncscope/engine.h"

/*
 * ls_landlock_enter leaves the calling thread, and those it will make, no file to write but the
 * targets; where the kernel has no Landlock it does nothing. no_new_privs has to be set. Returns 0
 * or LS_E_USAGE.
 */
LS_MUST_USE int ls_landlock_enter(const char *const *targets, size_t count, struct ls_error *error);
