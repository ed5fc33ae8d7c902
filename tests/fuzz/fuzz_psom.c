/* fuzz_psom.c - any bytes to the psom probe; see one_probe.h */
#include "one_probe.h"

FUZZ_ONE_PROBE(ls_probe_psom)
