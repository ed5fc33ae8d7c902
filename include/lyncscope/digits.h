/*
 * digits.h - numbers as text, into memory
 *
 * What printf does, for the places where a record asks for it dozens of times. Each writes at `at`,
 * sets no end of string and returns the place behind what it wrote.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { LS_DIGITS_MOST = 20 }; /* of a 64 bit number */

char *ls_digits(char *at, uint64_t number);
/* Exactly `width` digits, zeros in front; number has no more. */
char *ls_digits_padded(char *at, unsigned width, uint64_t number);
/* Two lower case digits a byte. */
char *ls_digits_hex(char *restrict at, const uint8_t *restrict bytes, size_t count);
