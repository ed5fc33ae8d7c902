/*
 * utf16.h - UTF-16LE from the wire as UTF-8
 */
#pragma once

#include <stddef.h>

#include "lyncscope/cursor.h"

/*
 * ls_utf16_to_utf8 writes text up to its end, its first zero character or the end of room,
 * never half a character, without a zero byte behind it. Lone surrogates become U+FFFD; an odd
 * last byte is dropped. Returns the bytes written.
 */
size_t ls_utf16_to_utf8(struct ls_span text, uint8_t *out, size_t room);

/* ls_oem_to_utf8 does the same with one-byte characters; those beyond ASCII become U+FFFD. */
size_t ls_oem_to_utf8(struct ls_span text, uint8_t *out, size_t room);
