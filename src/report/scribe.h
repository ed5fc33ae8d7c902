/*
 * scribe.h - what was written before and comes again
 *
 * Thousands of records name the same few rows, and most of their moments lie within one second.
 */
#pragma once

#include "lyncscope/json.h"
#include "report/account.h"

/* scribe_clocks lends a clock for each kind of moment. */
struct ls_clock *scribe_clocks(struct ls_scribe *scribe);

/* write_row writes a row as an entry of a record has it. */
void write_row(struct ls_json *json, const struct ls_run *run, const struct ls_row *row);
