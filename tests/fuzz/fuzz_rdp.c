/* fuzz_rdp.c - any bytes to the rdp probe; see one_probe.h */
#include "one_probe.h"

FUZZ_ONE_PROBE(ls_probe_rdp)
