/* fuzz_dcerpc.c - the DCE/RPC probe against any conversation */
#include "probe/probes.h"

#include "two_sides.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return two_sides_play(&ls_probe_dcerpc, data, size);
}
