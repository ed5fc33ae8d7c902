/*
 * restore.h - the terminal is given back, whatever ends the program
 *
 * A signal that kills finds the terminal without echo and on its other page. What is needed to give
 * it back is prepared before, so that a handler has just to write it.
 */
#pragma once

#include <stddef.h>

/*
 * restore_arm takes the state of the terminal `fd` as it is now and the text that leaves the other
 * page. From then on deadly signals give it back first. restore_disarm: it is given back.
 */
void restore_arm(int fd, const char *text, size_t n);
void restore_disarm(void);

/* restore_now gives the terminal back, once; safe in a signal handler. */
void restore_now(void);
