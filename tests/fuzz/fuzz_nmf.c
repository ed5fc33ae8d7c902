/* fuzz_nmf.c - the nmf probe on bytes of strangers */
#include "probe/probes.h"
#include "talk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_probe(&ls_probe_nmf, data, size);
}
