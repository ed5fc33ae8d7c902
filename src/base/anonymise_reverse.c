/*
 * anonymise_reverse.c - names that hold an address or a network back to front
 *
 * "11.10.0.10.in-addr.arpa" (RFC 1035 section 3.5) has an octet a label, "8.b.d.0.1.0.0.2.ip6.arpa"
 * (RFC 3596 section 2.5) four bits. They go through the address, so a zone holds the stand-ins of
 * what it held.
 */
#include <stdio.h>
#include <string.h>

#include "base/anonymise.h"

enum { OCTETS = 4, NIBBLES = 32 };

static const char tail_v4[] = "in-addr.arpa", tail_v6[] = "ip6.arpa";

static bool cut(struct ls_span *name, const char *text, struct ls_span *tail)
{
    size_t root = name->len > 0 && name->at[name->len - 1] == '.', n = strlen(text) + root;
    if (name->len < n)
        return false;
    size_t front = name->len - n;
    if (!ls_span_is(ls_span(name->at + front, n - root), text) ||
        (front > 0 && name->at[front - 1] != '.'))
        return false;
    *tail = ls_span(name->at + front, n);
    name->len = front > 0 ? front - 1 : 0;
    return true;
}

struct ls_span ls_reverse_cut(struct ls_span *name)
{
    struct ls_span tail = ls_span(NULL, 0);
    if (!cut(name, tail_v4, &tail))
        cut(name, tail_v6, &tail);
    return tail;
}

static int digit_of(uint8_t c, bool hex)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (hex && (c | 0x20) >= 'a' && (c | 0x20) <= 'f')
        return (c | 0x20) - 'a' + 10;
    return -1;
}

/* Returns -1 for what is no octet, or no nibble. */
static int label_value(struct ls_span label, bool v6)
{
    int value = 0;
    if (label.len == 0 || label.len > (v6 ? 1 : 3))
        return -1;
    for (size_t i = 0; i < label.len; i++) {
        int digit = digit_of(label.at[i], v6);
        if (digit < 0)
            return -1;
        value = value * 10 + digit;
    }
    return value <= 255 ? value : -1;
}

/* Returns how many values the labels have, the last of the address first; 0 where one is none. */
static size_t take_values(struct ls_span zone, bool v6, uint8_t values[NIBBLES])
{
    struct ls_span label;
    size_t n = 0, most = v6 ? NIBBLES : OCTETS;
    char by;
    while (ls_pieces_next(&zone, ".", &label, &by)) {
        int value = n < most ? label_value(label, v6) : -1;
        if (value < 0)
            return 0;
        values[n++] = (uint8_t)value;
    }
    return n;
}

bool ls_reverse_add(struct ls_standin *s, const struct ls_anonymiser *a, struct ls_span zone,
                    struct ls_span tail)
{
    bool v6 = tail.len > 0 && (tail.at[1] | 0x20) == 'p';
    uint8_t values[NIBBLES];
    size_t n = tail.len > 0 ? take_values(zone, v6, values) : 0;
    if (n == 0)
        return false;
    struct ls_prefix prefix = {.bits = (uint8_t)(v6 ? 4 * n : 96 + 8 * n)};
    if (!v6)
        prefix.addr = ls_addr_v4((const uint8_t[4]){0});
    for (size_t i = 0; i < n; i++) {
        uint8_t value = values[n - 1 - i];
        prefix.addr.bytes[v6 ? i / 2 : 12 + i] |= (uint8_t)(v6 && i % 2 == 0 ? value << 4 : value);
    }
    prefix = ls_anonymise_prefix(a, &prefix);
    for (size_t i = n; i-- > 0;) {
        char text[8];
        unsigned byte = prefix.addr.bytes[v6 ? i / 2 : 12 + i];
        unsigned value = !v6 ? byte : i % 2 == 0 ? byte >> 4 : byte & 15;
        int length = snprintf(text, sizeof text, v6 ? "%x%s" : "%u%s", value, i > 0 ? "." : "");
        ls_standin_add(s, text, (size_t)length);
    }
    return true;
}
