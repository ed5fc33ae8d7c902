/*
 * now.h - what the machine's clocks say
 *
 * For waiting, for what is due, and for people who ask how long something took. What is said of a
 * capture goes by the times of its packets (clock.h) and never by these.
 */
#pragma once

#include <stdint.h>

/* ls_now_monotonic is ns since some moment before the start; nobody sets this clock. */
int64_t ls_now_monotonic(void);

/* ls_now_wall is ns since 1970-01-01 UTC, as live packets are stamped; it may be set back. */
int64_t ls_now_wall(void);
