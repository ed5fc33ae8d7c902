/*
 * error.h - how a failure of the world is reported
 *
 * Odd input is a value (an answer, a counter, a diagnostic), never an error. What the
 * world refuses (a file that cannot be opened, a full disk) comes back as a negative
 * enum ls_code with one text for people. Our own mistakes are assertions.
 */
#pragma once

#define LS_MUST_USE     __attribute__((warn_unused_result))
#define LS_PRINTF(f, a) __attribute__((format(printf, f, a)))

enum ls_code {
    LS_OK = 0,
    LS_E_MEMORY = -1, /* out of memory */
    LS_E_OPEN = -2,   /* a file or an interface cannot be opened */
    LS_E_READ = -3,   /* reading or writing failed midway */
    LS_E_FORMAT = -4, /* the input is not of the form it should have */
    LS_E_LIMIT = -5,  /* a limit set in advance is reached */
    LS_E_USAGE = -6,  /* the caller's wish cannot be met as stated */
};

struct ls_error {
    enum ls_code code;
    char text[512]; /* for people: where, what is wrong, what to do; no newline */
};

/*
 * ls_fail writes the text into e (which may be NULL), stores code there and returns it,
 * so that a caller writes: return ls_fail(e, LS_E_OPEN, "%s: %s", path, why);
 */
LS_PRINTF(3, 4)
int ls_fail(struct ls_error *e, enum ls_code code, const char *format, ...);
