/*
 * shown_parts.h - what shown.c makes for shown_live.c, too
 */
#pragma once

#include "cli/shown.h"

/* shown_make_files makes stand-ins of the files' names and puts them in facts. */
LS_MUST_USE int shown_make_files(struct shown *shown, struct ls_arena *arena, struct ls_run *facts);
/* shown_make_flow makes the stand-in of a flow in shown->arena; NULL when memory is out. */
LS_MUST_USE const struct ls_summary *shown_make_flow(const struct shown *shown,
                                                     const struct ls_summary *summary);
