/*
 * address.h - IP addresses and prefixes
 *
 * An address is always 16 bytes; an IPv4 address stands in the last four behind the
 * mapped prefix ::ffff:0:0/96 (RFC 4291 section 2.5.5.2), so one comparison serves both
 * families.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lyncscope/error.h"

enum { LS_ADDR_TEXT = 46 }; /* the longest printed address with its zero byte */

struct ls_addr {
    uint8_t bytes[16];
};

struct ls_prefix {
    struct ls_addr addr;
    uint8_t bits; /* 0-128, counted in the 16-byte form: an IPv4 /24 is 120 */
};

struct ls_addr ls_addr_v4(const uint8_t bytes[4]);
struct ls_addr ls_addr_v6(const uint8_t bytes[16]);
bool ls_addr_is_v4(const struct ls_addr *addr);
bool ls_addr_equal(const struct ls_addr *a, const struct ls_addr *b);

/* ls_addr_compare orders as memcmp does; all IPv4 addresses stand together. */
int ls_addr_compare(const struct ls_addr *a, const struct ls_addr *b);

/*
 * ls_addr_is_global says whether the address is neither private (RFC 1918, RFC 4193,
 * RFC 6598), loopback, link-local, multicast, broadcast nor unspecified.
 */
bool ls_addr_is_global(const struct ls_addr *addr);
bool ls_addr_is_multicast(const struct ls_addr *addr); /* 255.255.255.255 included */
bool ls_addr_is_unspecified(const struct ls_addr *addr);

/* ls_addr_format prints the address (IPv4 dotted, IPv6 by RFC 5952) and returns text. */
const char *ls_addr_format(const struct ls_addr *addr, char text[LS_ADDR_TEXT]);

/* ls_addr_parse reads a numeric address; ls_prefix_parse an address with optional /bits. */
LS_MUST_USE bool ls_addr_parse(const char *text, struct ls_addr *addr);
LS_MUST_USE bool ls_prefix_parse(const char *text, struct ls_prefix *prefix);
bool ls_prefix_holds(const struct ls_prefix *prefix, const struct ls_addr *addr);
