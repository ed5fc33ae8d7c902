/* fuzz_nbns.c - any bytes to the nbns probe; see one_probe.h */
#include "one_probe.h"

FUZZ_ONE_PROBE(ls_probe_nbns)
