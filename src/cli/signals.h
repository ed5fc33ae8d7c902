/*
 * signals.h - what the user says while a capture is read
 *
 * SIGINT and SIGTERM end the read in good order, and a second one at once. Of a live capture
 * SIGUSR1 asks for a status line and SIGHUP for the configuration to be read again.
 */
#pragma once

#include "lyncscope/capture.h"

/*
 * What is run: files, a capture, or a screen, of which SIGHUP says that its terminal is gone, and a
 * second Ctrl-C gives the terminal back before it ends the program.
 */
enum signals_of { SIGNALS_FILES, SIGNALS_LIVE, SIGNALS_WATCH };

/* signals_catch lets them act on source; NULL gives the signals back. */
void signals_catch(struct ls_source *source, enum signals_of of);

bool signals_interrupted(void);
/* These say whether the signal came since they were asked last. */
bool signals_status(void);
bool signals_reload(void);
