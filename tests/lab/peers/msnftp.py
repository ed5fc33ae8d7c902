"""MSN_SECURE_FTP, both ends: msnftp.py serve|fetch ADDRESS PORT

No free software is left that speaks it. The one who fetches opens and speaks first; the words
are those of the dialogue's opening: VER, USR with a cookie, FIL with a size, TFR, the file, BYE.
"""

import socket
import sys


def line(stream, wanted):
    text = stream.readline()
    if not text.startswith(wanted):
        raise EOFError(text)


def serve(address, port):
    listener = socket.create_server((address, int(port)))
    while True:
        peer, _ = listener.accept()
        with peer, peer.makefile("rwb", buffering=0) as stream:
            try:
                line(stream, b"VER")
                stream.write(b"VER MSN_SECURE_FTP\r\n")
                line(stream, b"USR")
                stream.write(b"FIL 5\r\n")
                line(stream, b"TFR")
                stream.write(b"\0\5\0hello")
                line(stream, b"BYE")
            except (EOFError, OSError):
                pass


def fetch(address, port):
    sock = socket.create_connection((address, int(port)), 3)
    with sock, sock.makefile("rwb", buffering=0) as stream:
        stream.write(b"VER MSN_SECURE_FTP\r\n")
        line(stream, b"VER")
        stream.write(b"USR lab@contoso.test 1234567\r\n")
        line(stream, b"FIL")
        stream.write(b"TFR\r\n")
        stream.read(8)
        stream.write(b"BYE 16777989\r\n")


{"serve": serve, "fetch": fetch}[sys.argv[1]](*sys.argv[2:])
