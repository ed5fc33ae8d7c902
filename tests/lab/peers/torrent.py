"""BitTorrent's index card, and the smallest tracker: torrent.py make ADDRESS FILE
                                                     torrent.py serve ADDRESS PORT

make prints a torrent of FILE with one piece, whose tracker is at ADDRESS; serve tells every
asker that one peer is at ADDRESS:PORT (BEP 3 and, for the compact list, BEP 23).
"""

import hashlib
import http.server
import os
import socket
import struct
import sys


def bencoded(value):
    if isinstance(value, int):
        return b"i%de" % value
    if isinstance(value, str):
        value = value.encode()
    if isinstance(value, bytes):
        return b"%d:%s" % (len(value), value)
    return b"d" + b"".join(bencoded(k) + bencoded(value[k]) for k in sorted(value)) + b"e"


def make(address, path):
    with open(path, "rb") as file:
        data = file.read()
    info = {"length": len(data), "name": os.path.basename(path), "piece length": 32768,
            "pieces": hashlib.sha1(data).digest()}
    sys.stdout.buffer.write(bencoded({"announce": "http://%s:6969/announce" % address, "info": info}))


class Tracker(http.server.BaseHTTPRequestHandler):
    peers = b""

    def do_GET(self):
        body = bencoded({"interval": 600, "peers": self.peers})
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def serve(address, port):
    Tracker.peers = socket.inet_aton(address) + struct.pack("!H", int(port))
    http.server.HTTPServer(("0.0.0.0", 6969), Tracker).serve_forever()


{"make": make, "serve": serve}[sys.argv[1]](*sys.argv[2:])
