"""The mirror port of the lab's switch: mirror.py BRIDGE PORT

Copies every frame the bridge sees to PORT as switches do: those of the clients' network with a
VLAN tag (IEEE 802.1Q), those of the branch office in ERSPAN type II (GRE, as Cisco's switches
send it to a remote analyser), all others as they are. A program of ours, since the kernels of
small machines have neither tags nor ERSPAN.
"""

import socket
import struct
import sys

ETH_ALL = 3
VLAN_CLIENTS = 20
VLAN_BRANCH = 31
SWITCH, ANALYSER = bytes([10, 0, 70, 1]), bytes([10, 0, 70, 2])
MAC_SWITCH, MAC_ANALYSER = b"\x02\x00" + SWITCH, b"\x02\x00" + ANALYSER


def hosts_of(frame):
    """The second and third byte of the IPv4 addresses, which the MAC addresses repeat."""
    return frame[3:5], frame[9:11]


def checksum(header):
    total = sum(struct.unpack("!%dH" % (len(header) // 2), header))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def tagged(frame):
    return frame[:12] + struct.pack("!HH", 0x8100, VLAN_CLIENTS) + frame[12:]


def erspan(frame, number):
    gre = struct.pack("!HHI", 0x1000, 0x88BE, number)  # with a sequence number
    head = struct.pack("!HHI", 1 << 12 | VLAN_BRANCH, 5, 0)  # version 1 (type II), session 5
    inner = gre + head + frame
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(inner), number & 0xFFFF, 0, 64, 47, 0)
    ip += SWITCH + ANALYSER
    ip = ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:]
    return MAC_ANALYSER + MAC_SWITCH + b"\x08\x00" + ip + inner


def mirror(bridge, port):
    source = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_ALL))
    source.setsockopt(socket.SOL_SOCKET, 33, 64 << 20)  # SO_RCVBUFFORCE
    source.bind((bridge, ETH_ALL))
    sink = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    sink.bind((port, 0))
    number = 0
    while True:
        frame = source.recv(65536)
        pair = hosts_of(frame)
        if b"\x00\x1f" in pair:
            number += 1
            frame = erspan(frame, number)
        elif b"\x14" in (pair[0][:1], pair[1][:1]):
            frame = tagged(frame)
        sink.send(frame)


mirror(sys.argv[1], sys.argv[2])
