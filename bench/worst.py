#!/usr/bin/env python3
"""Captures made to cost as much as they can: worst.py KIND FILE [PACKETS]

flooding     flows whose addresses and ports differ in a few bits only, as hash tables fear
scan         connections asked for, all to other places, never answered
fragments    first and middle parts of datagrams that never become whole
hoarding     streams with a byte missing, and all behind it to be kept
headers      SIP messages with 64 KiB of headers
trickle      the same, three bytes a segment
chain        TLS servers with certificates of 1 MB
media        datagrams that begin like RTP, each of another source
tunnels      GRE in GRE in GRE, twelve deep
blocks       pcapng blocks of 8 MiB that nobody knows, between packets
"""
import random
import struct
import sys

dice = random.Random(1)
MSS = 1400


def ethernet(payload):
    return b"\x02\0\0\0\0\1\x02\0\0\0\0\2\x08\0" + payload


def ip4(source, destination, proto, payload, ident=0, fragment=0):
    return struct.pack(">BBHHHBBHII", 0x45, 0, 20 + len(payload), ident & 0xFFFF, fragment, 64, proto, 0,
                       source & 0xFFFFFFFF, destination & 0xFFFFFFFF) + payload


def tcp(sport, dport, seq, ack, flags, payload=b""):
    return struct.pack(">HHIIBBHHH", sport, dport, seq & 0xFFFFFFFF, ack & 0xFFFFFFFF, 0x50, flags, 65535,
                       0, 0) + payload


def udp(sport, dport, payload):
    return struct.pack(">HHHH", sport, dport, 8 + len(payload), 0) + payload


A, B = 0x0A140007, 0x0A000A0B


def stream(number, dport, parts, server=()):
    """A connection of its own: handshake, the client's parts, the server's parts."""
    client, sport, seq, ack = A + (number >> 14), 20000 + (number & 0x3FFF), 1000, 5000
    yield ip4(client, B, 6, tcp(sport, dport, seq, 0, 2), number)
    yield ip4(B, client, 6, tcp(dport, sport, ack, seq + 1, 0x12), number)
    seq, ack = seq + 1, ack + 1
    for part in parts:
        yield ip4(client, B, 6, tcp(sport, dport, seq, ack, 0x18, part), number)
        seq += len(part)
    for part in server:
        yield ip4(B, client, 6, tcp(dport, sport, ack, seq, 0x18, part), number)
        ack += len(part)


def pieces(data, size):
    return [data[at:at + size] for at in range(0, len(data), size)]


def flooding():
    number = 0
    while True:
        yield ip4(A + (number & 0xFF) * 0x10000, B + (number >> 8 & 0xFF) * 0x10000, 17,
                  udp(1024 + (number >> 16 & 7) * 4096, 40000, b"x"))
        number += 1


def scan():
    number = 0
    while True:
        yield ip4(A, dice.getrandbits(32), 6, tcp(40000, dice.getrandbits(16), 1, 0, 2), number)
        number += 1


def fragments():
    number = 0
    while True:
        body = udp(5000, 6000, b"y" * 1000)[:1000]
        yield ip4(A, B + (number >> 16), 17, body, number, 0x2000)
        yield ip4(A, B + (number >> 16), 17, body, number, 0x2000 | 250)
        number += 1


def hoarding():
    number = 0
    while True:
        client, sport = A + (number >> 14), 20000 + (number & 0x3FFF)
        yield ip4(client, B, 6, tcp(sport, 5061, 1000, 0, 2), number)
        for at in range(1, 15000, MSS):
            yield ip4(client, B, 6, tcp(sport, 5061, 1001 + at, 1, 0x18, b"z" * MSS), number)
        number += 1


def sip(size):
    text = b"INVITE sip:a@contoso.test SIP/2.0\r\nVia: SIP/2.0/TCP 10.0.0.1\r\n"
    while len(text) < 65536:
        text += b"X-%d: %s\r\n" % (len(text), b"h" * 60)
    number = 0
    while True:
        yield from stream(number, 5060, pieces(text + b"\r\n", size))
        number += 1


def chain():
    certificate = b"\x30\x83\x0f\xff\xf0" + dice.randbytes(1 << 20)
    length = len(certificate)
    body = (length + 3).to_bytes(3, "big") + length.to_bytes(3, "big") + certificate
    hello = b"\x03\x03" + bytes(32) + b"\0\xc0\x2f\0"
    handshake = b"\x02" + len(hello).to_bytes(3, "big") + hello + b"\x0b" + len(body).to_bytes(3, "big") + body
    server = b"".join(b"\x16\x03\x03" + len(part).to_bytes(2, "big") + part for part in pieces(handshake, 16000))
    first = b"\x03\x03" + bytes(32) + b"\0\0\x02\xc0\x2f\x01\0"
    client = b"\x16\x03\x01" + (len(first) + 4).to_bytes(2, "big") + b"\x01" + len(first).to_bytes(3, "big") + first
    number = 0
    while True:
        yield from stream(number, 5061, [client], pieces(server, MSS))
        number += 1


def media():
    number = 0
    while True:
        head = struct.pack(">BBHII", 0x80, 114, number & 0xFFFF, number * 160 & 0xFFFFFFFF, dice.getrandbits(32))
        yield ip4(A + (number >> 5), B, 17, udp(50000 + (number >> 5 & 0xFFF), 49500, head + dice.randbytes(160)))
        number += 1


def tunnels():
    number = 0
    while True:
        inner = ip4(A, B, 17, udp(1024 + number % 60000, 40000, b"deep"))
        for depth in range(12):
            inner = ip4(A + depth, B + depth, 47, b"\0\0\x08\0" + inner)
        yield inner
        number += 1


KINDS = {
    "flooding": flooding, "scan": scan, "fragments": fragments, "hoarding": hoarding,
    "headers": lambda: sip(MSS), "trickle": lambda: sip(3), "chain": chain, "media": media,
    "tunnels": tunnels,
}


def blocks(out, count):
    def block(kind, body):
        size = struct.pack("<I", 12 + len(body))
        out.write(struct.pack("<I", kind) + size + body + size)
    block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    block(1, struct.pack("<HHI", 1, 0, 262144))
    for number in range(count):
        if number % (count // 8 or 1) == 0:
            block(0x7777, bytes(8 << 20))
        frame = ethernet(ip4(A, B, 17, udp(1024 + number % 60000, 40000, b"x" * 6)))
        block(6, struct.pack("<IIIII", 0, 0, number, len(frame), len(frame)) + frame + bytes(-len(frame) % 4))


def main():
    kind, path = sys.argv[1], sys.argv[2]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 100000
    with open(path, "wb") as out:
        if kind == "blocks":
            blocks(out, count)
            return
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
        for number, packet in zip(range(count), KINDS[kind]()):
            frame = ethernet(packet)
            # 100,000 packets a second: what waits, waits for all of it
            out.write(struct.pack("<IIII", 1772438400 + number // 100000, number % 100000 * 10, len(frame),
                                  len(frame)) + frame)


main()
