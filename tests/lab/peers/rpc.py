"""A DCE/RPC client by impacket: rpc.py ADDRESS INTERFACE

Asks the endpoint mapper where the interface (lsarpc, samr) listens, prints the port, connects
there, binds, and calls something. The interface "all" lists what the mapper knows.
"""

import sys

from impacket.dcerpc.v5 import epm, lsad, samr, transport
from impacket.dcerpc.v5.dtypes import MAXIMUM_ALLOWED


def connect(string, uuid=None):
    """Without an interface: connected only, impacket's endpoint mapper calls bind themselves."""
    way = transport.DCERPCTransportFactory(string)
    if uuid:
        way.set_credentials("root", "lab")
    rpc = way.get_dce_rpc()
    rpc.connect()
    if uuid:
        rpc.bind(uuid)
    return rpc


def main(address, name):
    mapper = connect("ncacn_ip_tcp:%s[135]" % address)
    if name == "all":
        print(len(epm.hept_lookup(None, dce=mapper)), file=sys.stderr)
        mapper.disconnect()
        return
    interface = {"lsarpc": lsad.MSRPC_UUID_LSAD, "samr": samr.MSRPC_UUID_SAMR}[name]
    string = epm.hept_map(address, interface, protocol="ncacn_ip_tcp", dce=mapper)
    mapper.disconnect()
    print(string.split("[")[1].rstrip("]"), flush=True)
    rpc = connect("ncacn_ip_tcp:%s[%s]" % (address, string.split("[")[1].rstrip("]")), interface)
    if name == "samr":
        samr.hSamrConnect(rpc)
    else:
        lsad.hLsarOpenPolicy2(rpc, MAXIMUM_ALLOWED)
    rpc.disconnect()


main(*sys.argv[1:])
