/* utf16.c - UTF-16LE from the wire as UTF-8 (RFC 2781, RFC 3629) */
#include "probe/utf16.h"

enum { REPLACEMENT = 0xFFFD };

/* Writes one character; returns its bytes, or 0 when they do not fit. */
static size_t put(uint32_t c, uint8_t *out, size_t room)
{
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const uint8_t lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    if (n > room)
        return 0;
    for (size_t i = n - 1; i > 0; i--) {
        out[i] = (uint8_t)(0x80 | (c & 0x3F));
        c >>= 6;
    }
    out[0] = (uint8_t)(lead[n] | c);
    return n;
}

static uint32_t next_character(struct ls_cursor *in)
{
    uint32_t unit = ls_le16(in);
    if (unit < 0xD800 || unit > 0xDFFF)
        return unit;
    struct ls_cursor ahead = *in;
    uint32_t low = ls_le16(&ahead);
    if (unit > 0xDBFF || low < 0xDC00 || low > 0xDFFF)
        return REPLACEMENT;
    *in = ahead;
    return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
}

size_t ls_utf16_to_utf8(struct ls_span text, uint8_t *out, size_t room)
{
    struct ls_cursor in = ls_span_cursor(text);
    size_t n = 0;
    while (ls_left(&in) >= 2) {
        uint32_t c = next_character(&in);
        size_t step = c != 0 ? put(c, out + n, room - n) : 0;
        if (step == 0)
            break;
        n += step;
    }
    return n;
}

size_t ls_oem_to_utf8(struct ls_span text, uint8_t *out, size_t room)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len && text.at[i] != 0; i++) {
        size_t step = put(text.at[i] < 0x80 ? text.at[i] : REPLACEMENT, out + n, room - n);
        if (step == 0)
            break;
        n += step;
    }
    return n;
}
