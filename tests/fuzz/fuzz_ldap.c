/* fuzz_ldap.c - any bytes to the ldap probe; see one_probe.h */
#include "one_probe.h"

FUZZ_ONE_PROBE(ls_probe_ldap)
