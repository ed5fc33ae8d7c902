/* fuzz_ssrp.c - any bytes to the ssrp probe; see one_probe.h */
#include "one_probe.h"

FUZZ_ONE_PROBE(ls_probe_ssrp)
