/* fuzz_dns.c - any bytes to the dns probe; see one_probe.h */
#include "one_probe.h"

FUZZ_ONE_PROBE(ls_probe_dns)
