"""A SQL Browser, and SQL Server as far as its first answer: ssrp.py ADDRESS SERVER NAME:PORT...

No SQL Server is free software. This one answers CLNT_BCAST_EX, CLNT_UCAST_EX and CLNT_UCAST_INST
([MC-SQLR] section 2.2) with its instances, and PRELOGIN ([MS-TDS] section 2.2.6.5) with a
version; after that it hangs up.
"""

import socket
import struct
import sys
import threading

ADDRESS, SERVER = sys.argv[1:3]
INSTANCES = [word.rsplit(":", 1) for word in sys.argv[3:]]


def described(name, port):
    return "ServerName;%s;InstanceName;%s;IsClustered;No;Version;11.0.2100.60;tcp;%s;;" % (
        SERVER, name, port)


def answer(request):
    wanted = INSTANCES
    if request[:1] == b"\x04":
        name = request[1:].split(b"\0")[0].decode("ascii", "replace").upper()
        wanted = [instance for instance in INSTANCES if instance[0] == name]
    elif request[:1] not in (b"\x02", b"\x03"):
        wanted = []
    text = "".join(described(*instance) for instance in wanted).encode()
    return struct.pack("<BH", 5, len(text)) + text if text else b""


def serve_names():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("0.0.0.0", 1434))
    while True:
        request, who = sock.recvfrom(2048)
        text = answer(request)
        if text:
            sock.sendto(text, who)


def prelogin():
    """VERSION and ENCRYPTION (not supported), then the terminator."""
    options = struct.pack(">BHHBHHB", 0, 11, 6, 1, 17, 1, 255)
    body = options + struct.pack(">BBHH", 11, 0, 2100, 0) + b"\x02"
    return struct.pack(">BBHHBB", 4, 1, 8 + len(body), 0, 1, 0) + body


def serve_instance(port):
    listener = socket.create_server((ADDRESS, int(port)))
    while True:
        peer, _ = listener.accept()
        peer.settimeout(2)
        try:
            if peer.recv(4096)[:1] == b"\x12":
                peer.sendall(prelogin())
                peer.recv(4096)
        except OSError:
            pass
        peer.close()


for _, port in INSTANCES:
    threading.Thread(target=serve_instance, args=(port,), daemon=True).start()
serve_names()
