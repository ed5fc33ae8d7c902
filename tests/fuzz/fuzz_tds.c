/* fuzz_tds.c - any bytes to the tds probe; see one_probe.h */
#include "one_probe.h"

FUZZ_ONE_PROBE(ls_probe_tds)
