/* fuzz_kerberos.c - any bytes to the kerberos probe; see one_probe.h */
#include "one_probe.h"

FUZZ_ONE_PROBE(ls_probe_kerberos)
