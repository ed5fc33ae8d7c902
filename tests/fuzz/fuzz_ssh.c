/* fuzz_ssh.c - any bytes to the ssh probe; see one_probe.h */
#include "one_probe.h"

FUZZ_ONE_PROBE(ls_probe_ssh)
