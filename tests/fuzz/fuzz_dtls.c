/* fuzz_dtls.c - any bytes to the dtls probe; see one_probe.h */
#include "one_probe.h"

FUZZ_ONE_PROBE(ls_probe_dtls)
