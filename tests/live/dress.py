"""dress.py IN OUT - the frames of a capture once more, each conversation in another dress

By its two addresses a conversation stays as it is, or goes with one VLAN tag, two, three, through VXLAN,
whose source port each direction chooses by itself (RFC 7348 section 5), through GRE (RFC 2784) between
tunnel ends of its own, or in IPv4 fragments, of which the last comes first.
"""
import struct
import sys


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(">%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF


def ipv4(protocol, source, target, payload, ident=0, fragment=0):
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), ident, fragment, 64, protocol, 0, source, target)
    return head[:10] + struct.pack(">H", checksum(head)) + head[12:] + payload


def ends(packet):
    return packet[12:16], packet[16:20]


def tags(frame, count):
    rest = frame[12:]
    for i in range(count):
        rest = struct.pack(">HH", 0x8100, 100 + i) + rest
    return [frame[:12] + rest]


def tunnel_ends(packet):
    """one pair for many conversations, unlike their own addresses; in the packet's direction"""
    source, target = ends(packet)
    first, second = b"\xac\x10\x00" + bytes([source[3] % 3]), b"\xac\x10\x01" + bytes([target[3] % 3])
    if source > target:
        first, second = b"\xac\x10\x01" + bytes([source[3] % 3]), b"\xac\x10\x00" + bytes([target[3] % 3])
    return first, second


def vxlan(frame):
    port = 49152 + checksum(frame[26:38]) % 16384
    payload = struct.pack(">IHH", 0x08000000, 0, 7 << 8) + frame
    datagram = struct.pack(">HHHH", port, 4789, 8 + len(payload), 0) + payload
    return [frame[:12] + b"\x08\0" + ipv4(17, *tunnel_ends(frame[14:]), datagram)]


def gre(frame):
    return [frame[:12] + b"\x08\0" + ipv4(47, *tunnel_ends(frame[14:]), b"\0\0\x08\0" + frame[14:])]


def fragments(frame, ident):
    packet = frame[14:14 + struct.unpack(">H", frame[16:18])[0]]
    size = (packet[0] & 15) * 4
    payload = packet[size:]
    half = (len(payload) // 2) // 8 * 8
    if half == 0 or size != 20 or packet[6:8] not in (b"\0\0", b"\x40\0"):
        return [frame]
    source, target = ends(packet)
    second = ipv4(packet[9], source, target, payload[half:], ident, half // 8)
    first = ipv4(packet[9], source, target, payload[:half], ident, 0x2000)
    return [frame[:14] + second, frame[:14] + first]


def dress(frame, number):
    if frame[12:14] != b"\x08\0" or len(frame) < 34:
        return [frame]
    kind = sum(frame[26:34]) % 7
    if kind in (1, 2, 3):
        return tags(frame, kind)
    if kind == 4:
        return vxlan(frame)
    if kind == 5:
        return gre(frame)
    return fragments(frame, number % 65535 + 1) if kind == 6 else [frame]


with open(sys.argv[1], "rb") as file:
    data = file.read()
order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
out = open(sys.argv[2], "wb")
out.write(data[:24])
at, number = 24, 0
while at + 16 <= len(data):
    seconds, fraction, captured, wire = struct.unpack(order + "IIII", data[at:at + 16])
    frame = data[at + 16:at + 16 + captured]
    at += 16 + captured
    number += 1
    for each in dress(frame, number) if captured == wire else [frame]:
        out.write(struct.pack(order + "IIII", seconds, fraction, len(each), len(each)) + each)
out.close()
