/* terminal.h - what standard output and standard error are, decided in one place. */
#pragma once

#include "cli/options.h"

/* terminal_look says how text for `out` should look: colour as asked for, columns as wide. */
struct ls_look terminal_look(enum colour_when when, FILE *out);
bool terminal_is(FILE *stream);
