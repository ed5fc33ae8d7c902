/* certificate.h - X.509 certificates (RFC 5280) that parse, with a signature that does not verify.
 */
#pragma once

#include "bytes.h"

/* put_certificate writes one for a host name, also as its only alternative name. */
void put_certificate(struct bytes *b, const char *name);
