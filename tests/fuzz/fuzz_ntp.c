/* fuzz_ntp.c - any bytes to the ntp probe; see one_probe.h */
#include "one_probe.h"

FUZZ_ONE_PROBE(ls_probe_ntp)
