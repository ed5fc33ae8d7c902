"""captures.py - captures as lists of packets: read, damaged by seed, written in several forms."""
import gzip
import random
import struct

MAGIC = 0xA1B2C3D4
EDGES = (0, 1, 2, 3, 4, 7, 8, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF)


class Packet:
    __slots__ = ("seconds", "fraction", "wire", "data")

    def __init__(self, seconds, fraction, wire, data):
        self.seconds, self.fraction, self.wire, self.data = seconds, fraction, wire, bytearray(data)

    def copy(self):
        return Packet(self.seconds, self.fraction, self.wire, self.data)


def read(path):
    """The link type and the packets of a classic capture of this byte order, plain or gzip."""
    with open(path, "rb") as file:
        data = file.read()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    if len(data) < 24 or struct.unpack_from("<I", data)[0] != MAGIC:
        return None
    link, at, packets = struct.unpack_from("<I", data, 20)[0] & 0xFFFF, 24, []
    while at + 16 <= len(data):
        seconds, fraction, kept, wire = struct.unpack_from("<IIII", data, at)
        packets.append(Packet(seconds, fraction, wire, data[at + 16:at + 16 + kept]))
        at += 16 + kept
    return link, packets


def classic(link, packets):
    parts = [struct.pack("<IHHiIII", MAGIC, 2, 4, 0, 0, 262144, link)]
    for p in packets:
        parts += [struct.pack("<IIII", p.seconds, p.fraction, len(p.data), p.wire), bytes(p.data)]
    return bytearray(b"".join(parts))


def block(kind, body):
    body += b"\0" * (-len(body) % 4)
    size = 12 + len(body)
    return struct.pack("<II", kind, size) + body + struct.pack("<I", size)


def pcapng(link, packets):
    parts = [block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)),
             block(1, struct.pack("<HHI", link, 0, 262144))]
    for p in packets:
        ticks = p.seconds * 1000000 + p.fraction
        parts.append(block(6, struct.pack("<IIIII", 0, ticks >> 32 & 0xFFFFFFFF, ticks & 0xFFFFFFFF,
                                          len(p.data), p.wire) + bytes(p.data)))
    return bytearray(b"".join(parts))


# --- damage; each takes the dice and the packets ---

def flip_bits(dice, packets):
    for _ in range(dice.choice((1, 1, 2, 5, 20))):
        data = dice.choice(packets).data
        if data:
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)


def set_lengths(dice, packets):
    """Lengths are where a count of what follows would make sense, so such fields are overwritten."""
    for _ in range(dice.choice((1, 2, 4))):
        data = dice.choice(packets).data
        if len(data) < 20:
            continue
        at = dice.randrange(12, len(data) - 3)
        near = len(data) - at + dice.randrange(-4, 5)
        value = dice.choice(EDGES + (near & 0xFFFF,))
        size = dice.choice((1, 2, 2, 3, 4))
        data[at:at + size] = (value & (256 ** size - 1)).to_bytes(size, "big")


def cut_packets(dice, packets):
    for _ in range(dice.choice((1, 3, 10))):
        data = dice.choice(packets).data
        del data[dice.randrange(len(data) + 1):]


def lengthen(dice, packets):
    packet = dice.choice(packets)
    packet.data += dice.randbytes(dice.choice((1, 40, 1400, 65000)))
    packet.wire = max(packet.wire, len(packet.data))


def wrong_wire(dice, packets):
    packet = dice.choice(packets)
    packet.wire = dice.choice((0, 1, len(packet.data) - 1 & 0xFFFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF))


def reorder(dice, packets):
    for _ in range(dice.randrange(1, 20)):
        a, b = dice.randrange(len(packets)), dice.randrange(len(packets))
        packets[a], packets[b] = packets[b], packets[a]


def duplicate(dice, packets):
    for _ in range(dice.randrange(1, 10)):
        packets.insert(dice.randrange(len(packets) + 1), dice.choice(packets).copy())


def drop(dice, packets):
    for _ in range(dice.randrange(1, 10)):
        if len(packets) > 1:
            del packets[dice.randrange(len(packets))]


def jump(dice, packets):
    """Clocks jump."""
    for packet in packets[dice.randrange(len(packets)):]:
        packet.seconds = dice.choice((0, 0x7FFFFFFF, 0xFFFFFFFF, (packet.seconds - 86400) % 2 ** 32))
        packet.fraction = dice.choice((packet.fraction, 0xFFFFFFFF))


def splice(dice, packets):
    """One packet goes on like another."""
    a, b = dice.choice(packets).data, dice.choice(packets).data
    if len(a) > 60 and len(b) > 60:
        at = dice.randrange(54, len(a))
        a[at:] = b[dice.randrange(54, len(b)):]


DAMAGE = (flip_bits, flip_bits, set_lengths, set_lengths, cut_packets, lengthen, wrong_wire, reorder,
          duplicate, drop, jump, splice)


def damage_file(dice, data):
    """Damage to what stands around the packets."""
    for _ in range(dice.choice((0, 0, 1, 3))):
        at = dice.randrange(min(len(data), dice.choice((64, len(data)))))
        data[at] = dice.randrange(256)
    if dice.random() < 0.3:
        del data[dice.randrange(len(data)):]
    return data


def mutate(seed, captures):
    """The bytes of damaged capture number seed."""
    dice = random.Random(seed)
    link, packets = dice.choice(captures)
    count = dice.choice((20, 60, 200))
    first = dice.randrange(max(1, len(packets) - count))
    packets = [packet.copy() for packet in packets[first:first + count]]
    for _ in range(dice.choice((1, 1, 2, 4))):
        dice.choice(DAMAGE)(dice, packets)
    if dice.random() < 0.03:
        link = dice.choice((0, 1, 101, 105, 113, 127, 276, 65535))
    data = dice.choice((classic, classic, pcapng))(link, packets)
    if dice.random() < 0.4:
        data = damage_file(dice, data)
    if dice.random() < 0.1:
        data = bytearray(gzip.compress(bytes(data), 1))
        if dice.random() < 0.5:
            data = damage_file(dice, data)
    return bytes(data)
