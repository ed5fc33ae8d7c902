/*
 * tally.h - from the flows of files to the numbers of the audit
 */
#pragma once

#include "cli/run.h"

/*
 * tally judges every flow and adds it to the audit; wanted, where asked for, tells the flows with
 * findings. Returns 0 or LS_E_MEMORY.
 */
LS_MUST_USE int tally(struct run *run, struct ls_audit *audit, struct wanted *wanted);
