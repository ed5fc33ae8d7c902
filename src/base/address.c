/* address.c - reading, printing and comparing IP addresses. */
#include "lyncscope/address.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "lyncscope/digits.h"

static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

struct ls_addr ls_addr_v4(const uint8_t bytes[4])
{
    struct ls_addr addr;
    memcpy(addr.bytes, mapped, sizeof mapped);
    memcpy(addr.bytes + 12, bytes, 4);
    return addr;
}

struct ls_addr ls_addr_v6(const uint8_t bytes[16])
{
    struct ls_addr addr;
    memcpy(addr.bytes, bytes, 16);
    return addr;
}

bool ls_addr_is_v4(const struct ls_addr *addr)
{
    return memcmp(addr->bytes, mapped, sizeof mapped) == 0;
}

bool ls_addr_equal(const struct ls_addr *a, const struct ls_addr *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

int ls_addr_compare(const struct ls_addr *a, const struct ls_addr *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes);
}

bool ls_addr_is_multicast(const struct ls_addr *addr)
{
    if (!ls_addr_is_v4(addr))
        return addr->bytes[0] == 0xff;
    static const uint8_t broadcast[4] = {255, 255, 255, 255};
    return (addr->bytes[12] & 0xf0) == 0xe0 || memcmp(addr->bytes + 12, broadcast, 4) == 0;
}

bool ls_addr_is_unspecified(const struct ls_addr *addr)
{
    static const uint8_t zero[16];
    if (ls_addr_is_v4(addr))
        return memcmp(addr->bytes + 12, zero, 4) == 0;
    return memcmp(addr->bytes, zero, 16) == 0;
}

/* A prefix of whole bytes and one masked one, so that no text is read for each question. */
struct range {
    uint8_t whole;
    uint8_t mask; /* of the byte behind the whole ones */
    uint8_t bytes[4];
};

static bool in_any(const struct range *ranges, size_t count, const uint8_t *addr)
{
    for (size_t i = 0; i < count; i++) {
        const struct range *r = &ranges[i];
        if (memcmp(addr, r->bytes, r->whole) == 0 &&
            (addr[r->whole] & r->mask) == r->bytes[r->whole])
            return true;
    }
    return false;
}

bool ls_addr_is_global(const struct ls_addr *addr)
{
    static const struct range local_v4[] = {
        {1, 0x00, {0}},        {1, 0x00, {10}},      {1, 0xc0, {100, 64}},  {1, 0x00, {127}},
        {2, 0x00, {169, 254}}, {1, 0xf0, {172, 16}}, {2, 0x00, {192, 168}}, {0, 0xe0, {224}},
    };
    static const struct range local_v6[] = {
        {0, 0xfe, {0xfc}}, {1, 0xc0, {0xfe, 0x80}}, {1, 0x00, {0xff}}};
    static const uint8_t zero[15];
    if (ls_addr_is_v4(addr))
        return !in_any(local_v4, sizeof local_v4 / sizeof *local_v4, addr->bytes + 12);
    bool unspecified_or_loopback = memcmp(addr->bytes, zero, 15) == 0 && addr->bytes[15] <= 1;
    return !unspecified_or_loopback &&
           !in_any(local_v6, sizeof local_v6 / sizeof *local_v6, addr->bytes);
}

static char *put_v4(char *at, const uint8_t *bytes)
{
    at = ls_digits(at, bytes[0]);
    for (int i = 1; i < 4; i++) {
        *at++ = '.';
        at = ls_digits(at, bytes[i]);
    }
    return at;
}

enum { GROUPS = 8 }; /* of an IPv6 address, two bytes each */

static unsigned group_of(const uint8_t *bytes, unsigned i)
{
    return (unsigned)(bytes[2 * i] << 8 | bytes[2 * i + 1]);
}

static char *put_group(char *at, unsigned group)
{
    static const char digits[] = "0123456789abcdef";
    unsigned shift = group > 0xfff ? 12 : group > 0xff ? 8 : group > 0xf ? 4 : 0;
    for (;; shift -= 4) {
        *at++ = digits[group >> shift & 15];
        if (shift == 0)
            return at;
    }
}

/* The first of the longest runs of zero groups; a single one is no run (RFC 5952 section 4.2). */
static unsigned longest_run(const uint8_t *bytes, unsigned *first)
{
    unsigned longest = 1, here = 0;
    for (unsigned i = 0; i < GROUPS; i++) {
        here = group_of(bytes, i) == 0 ? here + 1 : 0;
        if (here > longest) {
            longest = here;
            *first = i + 1 - here;
        }
    }
    return longest > 1 ? longest : 0;
}

/* As inet_ntop has it: ::10.0.0.1 is how addresses with that prefix are written (RFC
 * 4291, 2.5.5.1). */
static char *put_v6(char *at, const uint8_t *bytes)
{
    unsigned first = GROUPS, run = longest_run(bytes, &first);
    for (unsigned i = 0; i < GROUPS; i++) {
        if (i == first) {
            *at++ = ':';
            i += run - 1;
            continue;
        }
        if (i > 0)
            *at++ = ':';
        if (i == 6 && first == 0 && run == 6)
            return put_v4(at, bytes + 12);
        at = put_group(at, group_of(bytes, i));
    }
    if (first + run == GROUPS && run > 0)
        *at++ = ':';
    return at;
}

const char *ls_addr_format(const struct ls_addr *addr, char text[LS_ADDR_TEXT])
{
    char *end = ls_addr_is_v4(addr) ? put_v4(text, addr->bytes + 12) : put_v6(text, addr->bytes);
    *end = '\0';
    return text;
}

bool ls_addr_parse(const char *text, struct ls_addr *addr)
{
    uint8_t bytes[16];
    if (inet_pton(AF_INET, text, bytes) == 1) {
        *addr = ls_addr_v4(bytes);
        return true;
    }
    if (inet_pton(AF_INET6, text, bytes) != 1)
        return false;
    *addr = ls_addr_v6(bytes);
    return true;
}

bool ls_prefix_parse(const char *text, struct ls_prefix *prefix)
{
    char host[LS_ADDR_TEXT];
    const char *slash = strchr(text, '/');
    size_t n = slash ? (size_t)(slash - text) : strlen(text);
    if (n >= sizeof host)
        return false;
    memcpy(host, text, n);
    host[n] = '\0';
    struct ls_addr addr;
    if (!ls_addr_parse(host, &addr))
        return false;
    bool v4 = strchr(host, ':') == NULL;
    unsigned long most = v4 ? 32 : 128;
    unsigned long bits = most;
    if (slash != NULL) {
        char *end;
        bits = strtoul(slash + 1, &end, 10);
        if (slash[1] < '0' || slash[1] > '9' || *end != '\0' || bits > most)
            return false;
    }
    prefix->addr = addr;
    prefix->bits = (uint8_t)(v4 ? 96 + bits : bits);
    return true;
}

bool ls_prefix_holds(const struct ls_prefix *prefix, const struct ls_addr *addr)
{
    unsigned whole = prefix->bits / 8U;
    unsigned rest = prefix->bits % 8U;
    if (memcmp(prefix->addr.bytes, addr->bytes, whole) != 0)
        return false;
    if (rest == 0)
        return true;
    unsigned mask = 0xffU << (8U - rest) & 0xffU;
    return ((prefix->addr.bytes[whole] ^ addr->bytes[whole]) & mask) == 0;
}
