/*
 * rpc_interfaces.c - interfaces with a well-known name
 *
 * From the Open Specifications of Microsoft ([MS-RPCE], [MS-DCOM], [MS-SCMR] and so on). Forbidden
 * are those through which a server is controlled or a directory is read: no service of
 * Lync Server 2013 is called through them by its peers. Domain controllers offer some of them
 * rightly, so the verdict also needs the role of the host.
 */
#include "probe/rpc.h"

static const struct rpc_interface interfaces[] = {
    /* clang-format off */
    {"e1af8308-5d1f-11c9-91a4-08002b14a0fa", "epmapper", RPC_MAPPER, false},
    {"99fcfec4-5260-101b-bbcb-00aa0021347a", "IOXIDResolver", RPC_DCOM, false},
    {"000001a0-0000-0000-c000-000000000046", "ISystemActivator", RPC_DCOM, false},
    {"4d9f4ab8-7d1c-11cf-861e-0020af6e7c57", "IActivation", RPC_DCOM, false},
    {"00000131-0000-0000-c000-000000000046", "IRemUnknown", RPC_PLAIN, false},
    {"00000143-0000-0000-c000-000000000046", "IRemUnknown2", RPC_PLAIN, false},
    {"00020400-0000-0000-c000-000000000046", "IDispatch", RPC_PLAIN, false},
    {"afa8bd80-7d8a-11c9-bef4-08002b102989", "mgmt", RPC_PLAIN, false},
    {"f309ad18-d86a-11d0-a075-00c04fb68820", "IWbemLevel1Login", RPC_PLAIN, false},
    {"9556dc99-828c-11cf-a37e-00aa003240c7", "IWbemServices", RPC_PLAIN, false},
    {"d4781cd6-e5d3-44df-ad94-930efe48a887", "IWbemLoginClientID", RPC_PLAIN, false},
    {"12345778-1234-abcd-ef00-0123456789ab", "lsarpc", RPC_PLAIN, false},
    {"12345778-1234-abcd-ef00-0123456789ac", "samr", RPC_PLAIN, true},
    {"12345678-1234-abcd-ef00-01234567cffb", "netlogon", RPC_PLAIN, true},
    {"e3514235-4b06-11d1-ab04-00c04fc2dcd2", "drsuapi", RPC_PLAIN, true},
    {"4b324fc8-1670-01d3-1278-5a47bf6ee188", "srvsvc", RPC_PLAIN, false},
    {"6bffd098-a112-3610-9833-46c3f87e345a", "wkssvc", RPC_PLAIN, false},
    {"367abb81-9844-35f1-ad32-98f038001003", "svcctl", RPC_PLAIN, true},
    {"86d35949-83c9-4044-b424-db363231fd0c", "ITaskSchedulerService", RPC_PLAIN, true},
    {"1ff70682-0a51-30e8-076d-740be8cee98b", "atsvc", RPC_PLAIN, true},
    {"338cd001-2244-31f1-aaaa-900038001003", "winreg", RPC_PLAIN, true},
    {"82273fdc-e32a-18c3-3f78-827929dc23ea", "eventlog", RPC_PLAIN, false},
    {"f6beaff7-1e19-4fbb-9f8f-b89e2018337c", "even6", RPC_PLAIN, false},
    {"12345678-1234-abcd-ef00-0123456789ab", "spoolss", RPC_PLAIN, true},
    {"c681d488-d850-11d0-8c52-00c04fd90f7e", "efsrpc", RPC_PLAIN, true},
    {"df1941c5-fe89-4e79-bf10-463657acf44d", "efsrpc", RPC_PLAIN, true},
    {"906b0ce0-c70b-1067-b317-00dd010662da", "IXnRemote", RPC_PLAIN, false},
    {"fdb3a030-065f-11d1-bb9b-00a024ea5525", "qmcomm", RPC_PLAIN, false},
    {"3919286a-b10c-11d0-9ba8-00c04fd92ef5", "dssetup", RPC_PLAIN, false},
    {"4fc742e0-4a10-11cf-8273-00aa004ae673", "netdfs", RPC_PLAIN, false},
    {"20610036-fa22-11cf-9823-00a0c911e5df", "rasrpc", RPC_PLAIN, false},
    /* clang-format on */
};

const struct rpc_interface *rpc_interface_find(const char *uuid)
{
    for (size_t i = 0; i < sizeof interfaces / sizeof interfaces[0]; i++)
        if (strcmp(interfaces[i].uuid, uuid) == 0)
            return &interfaces[i];
    return NULL;
}

bool ls_rpc_forbidden(const char *uuid)
{
    const struct rpc_interface *known = rpc_interface_find(uuid);
    return known != NULL && known->forbidden;
}
