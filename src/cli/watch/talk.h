/*
 * talk.h - what is said on standard error while a screen is up
 *
 * It would be written across the lists, and be gone a moment later. Instead the last of it is shown
 * at the bottom, and all of it is said when the screen is closed.
 */
#pragma once

#include <stdio.h>

struct talk;

/* talk_begin has standard error end here; NULL when memory is out, and all stays as it is. */
struct talk *talk_begin(void);
/* talk_end gives standard error back, and says what was said. */
void talk_end(struct talk *talk);

/* talk_news lends the last line since it was asked last, or NULL. */
const char *talk_news(struct talk *talk);
