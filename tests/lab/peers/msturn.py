"""The Microsoft dialect of TURN, both ends: msturn.py serve
                                             msturn.py serve-tcp ADDRESS PORT
                                             msturn.py ask ADDRESS PORT
                                             msturn.py ask-tcp ADDRESS PORT

No free server speaks it. This one does what [MS-TURN] section 3 opens every session with: an
Allocate without credentials, the error with nonce and realm "rtcmedia", the Allocate with
credentials, the response with the relay's address; over TCP behind the pseudo-TLS hellos
(section 2.1.1) and in the frames of section 2.1.4. No credential is checked.
"""

import os
import socket
import struct
import sys

REQUEST, RESPONSE, REFUSED = 0x0003, 0x0103, 0x0113
COOKIE = (0x000F, bytes.fromhex("72c64bc6"))
VERSION = (0x8008, struct.pack(">I", 4))
REALM = (0x0015, b'"rtcmedia"')
NONCE = (0x0014, b"0123456789abcdef")


def message(kind, transaction, *attributes):
    """Attributes are not padded (what clients send, and [MS-TURN] section 2.2.2 shows)."""
    body = b"".join(struct.pack(">HH", number, len(value)) + value
                    for number, value in (COOKIE, *attributes))
    return struct.pack(">HH", kind, len(body)) + transaction + body


def ipv4(address, port):
    return struct.pack(">BBH", 0, 1, port) + socket.inet_aton(address)


def asks():
    transaction = os.urandom(16)
    yield message(REQUEST, transaction, VERSION, (0x0010, struct.pack(">I", 12000)))
    yield message(REQUEST, transaction, VERSION, (0x0006, b"lab" + bytes(13)), NONCE, REALM,
                  (0x0008, os.urandom(20)))


def answer(request):
    transaction = request[4:20]
    if b"rtcmedia" not in request:
        return message(REFUSED, transaction, (0x0009, b"\0\0\x04\x01Unauthorized"), NONCE, REALM,
                       VERSION)
    return message(RESPONSE, transaction, (0x0001, ipv4("198.51.100.9", 52000)),
                   (0x000D, struct.pack(">I", 60)), VERSION, (0x0008, os.urandom(20)))


def serve():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("0.0.0.0", 3478))
    while True:
        request, who = sock.recvfrom(2048)
        sock.sendto(answer(request), who)


def ask(address, port):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.settimeout(2)
    sock.connect((address, int(port)))
    for request in asks():
        sock.send(request)
        sock.recv(2048)


def client_hello():
    return bytes.fromhex("160301002d010000290301") + os.urandom(32) + bytes.fromhex("000002001801 00")


def server_hello():
    return (bytes.fromhex("160301004e020000460301") + os.urandom(32) + b"\x20" + os.urandom(32)
            + bytes.fromhex("0018000e000000"))


def framed(data):
    return struct.pack(">BBH", 2, 0, len(data)) + data


def take(sock, count):
    data = b""
    while len(data) < count:
        more = sock.recv(count - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def take_frame(sock):
    return take(sock, struct.unpack(">BBH", take(sock, 4))[2])


def serve_tcp(address, port):
    listener = socket.create_server((address, int(port)), family=socket.AF_INET6)
    while True:
        peer, _ = listener.accept()
        try:
            take(peer, 50)
            peer.sendall(server_hello())
            while True:
                peer.sendall(framed(answer(take_frame(peer))))
        except (EOFError, OSError):
            peer.close()


def ask_tcp(address, port):
    sock = socket.create_connection((address, int(port)), 3)
    sock.sendall(client_hello())
    take(sock, 83)
    for request in asks():
        sock.sendall(framed(request))
        take_frame(sock)
    sock.close()


{"serve": serve, "serve-tcp": serve_tcp, "ask": ask, "ask-tcp": ask_tcp}[sys.argv[1]](*sys.argv[2:])
