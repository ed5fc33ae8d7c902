/*
 * ber.h - tag and length of ASN.1 values (X.690 section 8.1), as Kerberos, LDAP and SNMP use them
 */
#pragma once

#include "lyncscope/cursor.h"

struct ls_ber {
    uint8_t tag;     /* identifier octet; tag numbers above 30 are refused */
    uint32_t length; /* of the contents; may be more than is there */
};

enum { LS_BER_INTEGER = 0x02, LS_BER_OCTETS = 0x04, LS_BER_ENUM = 0x0a, LS_BER_SEQUENCE = 0x30 };

/*
 * ls_ber_head reads identifier and length octets and leaves in at the contents. Returns false
 * for a form none of these protocols uses (long tag, indefinite length, more than four length
 * octets), and with in->failed set when bytes ran out.
 */
bool ls_ber_head(struct ls_cursor *in, struct ls_ber *ber);

/* ls_ber_small reads an INTEGER or ENUMERATED (tag says which) of 1 to 4 octets, not negative. */
bool ls_ber_small(struct ls_cursor *in, uint8_t tag, uint32_t *value);
