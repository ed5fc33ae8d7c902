/* notes.h - what the reader of a report should know about how the capture was made */
#pragma once

#include "lyncscope/report.h"

enum { RUN_NOTES = 7, RUN_NOTE_TEXT = 400 };

/* run_note_empty says that there was nothing to find anything in; NULL where there was. */
const char *run_note_empty(const struct ls_run *run);

/* run_note writes note i, i < RUN_NOTES, in the run's language; false when it does not apply. */
bool run_note(const struct ls_run *run, size_t i, char text[RUN_NOTE_TEXT]);
