/*
 * records.h - the records of files, one a flow
 */
#pragma once

#include "cli/run.h"

/*
 * records_write judges all flows and writes their records to -o, and then the evidence. Returns the
 * exit status.
 */
LS_MUST_USE int records_write(struct run *run, const struct ls_record_format *format,
                              struct wanted *wanted);
