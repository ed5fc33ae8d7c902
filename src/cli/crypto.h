/*
 * crypto.h - OpenSSL without memory: either the program ends, or it knows what is missing
 *
 * OpenSSL answers want of memory like bytes it cannot read, so a certificate would be passed over
 * in silence; while it is being set up, some releases even crash. So its allocations are watched.
 */
#pragma once

#include <stdbool.h>

/*
 * crypto_begin is called before anything else uses OpenSSL. Until crypto_is_set_up, want of memory
 * in it ends the program: it says so, and no output is open yet.
 */
void crypto_begin(void);
void crypto_is_set_up(void);

/* crypto_starved says whether OpenSSL went without memory since then. */
bool crypto_starved(void);
