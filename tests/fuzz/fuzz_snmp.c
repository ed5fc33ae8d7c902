/* fuzz_snmp.c - any bytes to the snmp probe; see one_probe.h */
#include "one_probe.h"

FUZZ_ONE_PROBE(ls_probe_snmp)
