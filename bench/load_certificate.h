/* load_certificate.h - X.509 certificates, well formed and never signed by anybody */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CERTIFICATE_BYTES = 1024 }; /* none is longer */

/* The certificate of server number `server`, or of the authority that issued it. */
size_t certificate_make(uint8_t *out, unsigned server, bool issuer);
