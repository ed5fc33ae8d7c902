/* fuzz_dhcp.c - any bytes to the dhcp probe; see one_probe.h */
#include "one_probe.h"

FUZZ_ONE_PROBE(ls_probe_dhcp)
