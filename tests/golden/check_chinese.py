#!/usr/bin/env python3
"""A report in Chinese has no English left but names: of protocols, products, keys, and what stood in its input.

check_chinese.py SAID REPORT...      SAID: a file of what strangers and users wrote, whose words may stay
     in json and csv, keys and what programs compare are English in every language; all other values are text
"""
import csv
import html
import json
import re
import sys

# Names of protocols and formats, of products, and of what has no other name in Chinese texts about them.
NAMES = """
lyncscope SHA sha id IP TCP UDP SCTP ICMP TLS MTLS DTLS SIP SDP RTP RTCP SRTP STUN TURN MSTURN MS-TURN ICE PSOM HTTP
HTTPS DCE RPC DCOM SMB SQL TDS SSRP DHCP DNS LDAP NTP RDP SSH WCF NET NMF FTP SNMP NetBIOS Kerberos XMPP UPN GUID URI
AD DS FS CX IM PSTN SBA CMS csv json CSV JSON VPN SPAN NAT
Lync Server Servers Service Web Apps Office Exchange UM Windows Microsoft Communication Foundation Communicator
Active Directory Mobility Phone Edition Aastra Polycom HP Standard Enterprise Network Infrastructure Survivable Branch
""".split()

# Keys: verdicts, findings, roles, facts and payload as records, exceptions and topologies write them.
KEYS = """
tcp udp sctp icmp ipv6-icmp sip tls stun ms-turn rtp rtcp dcerpc smb ssrp dhcp http nmf msnftp psom rdp ssh tds dns ldap
ntp kerberos snmp
contradicted misplaced undocumented clear-text-sip mutual-tls-missing forbidden-rpc old-tls certificate-expired
certificate-not-yet-valid certificate-self-signed not-in-topology moved-port
cert-subject cert-name dns-name http-agent http-path http-server smb-share sip-agent sni host-name
lync-server windows-infrastructure client phone svcctl ucwa abs OCPhone Registrar
""".split()


def words(text):
    return re.findall(r"[A-Za-z][A-Za-z'_-]*[A-Za-z]", text)


# Whose values are keys, names or numbers: in json by key, in csv by column.
FOR_PROGRAMS = set("""
key version name file files filter id catalog catalogs rows sha256 topology severity worst state verdict transport port
ports application ip ips network roles role_from confidence from to source destination source_roles destination_roles
source_ips first last start owner expires accepted expired line deployed skipped protocol
""".split())


def texts(value):
    """What json says to people."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from texts(one) if key not in FOR_PROGRAMS else []
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)
    elif isinstance(value, str):
        yield value


def cells(lines):
    """What csv says to people: its first table has a key a line, the others a key a column."""
    head, first = None, True
    for line in lines:
        if not line:
            head, first = None, False
        elif head is None:
            head = []
        elif not head:
            head = line
        elif first:
            yield from line[1:] if line[0] not in FOR_PROGRAMS else []
        else:
            yield from (cell for key, cell in zip(head, line) if key not in FOR_PROGRAMS)


def visible(path):
    text = open(path, encoding="utf-8", newline="").read()
    if path.endswith(".json"):
        text = "\n".join(texts(json.loads(text)))
    if path.endswith(".csv"):
        text = "\n".join(cells(csv.reader(text.splitlines())))
    if path.endswith(".html"):
        text = re.sub(r"<style>.*?</style>", "", text, flags=re.S)
        text = re.sub(r" aria-label=\"([^\"]*)\"[^>]*>", r">\1 ", text)
        text = html.unescape(re.sub(r"<[^>]*>", " ", text))
    text = re.sub(r"\\(?=[\\`*_\[\]#|~$@:.])", "", text)
    text = re.sub(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", text)  # interfaces of RPC
    text = re.sub(r"(?<![0-9a-z])[0-9a-f]{12}(?:[0-9a-f]{52})?(?![0-9a-z])", "", text)  # hashes
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "", text)
    return re.sub(r"\b(?:[0-9a-f]{1,4}|:)*:(?:[0-9a-f]{0,4}:)+[0-9a-f:./]*", "", text)  # IPv6


def main():
    with open(sys.argv[1], "rb") as file:
        raw = file.read()
    said = {word for text in (raw, raw.replace(b"\0", b"")) for word in words(text.decode("latin-1"))}  # UTF-16, too
    known = said | set(NAMES) | set(KEYS)
    wrong = 0
    for path in sys.argv[2:]:
        text = visible(path)
        left = sorted({word for word in words(text) if word not in known})
        if left:
            print("wrong:", path, "has English:", " ".join(left), file=sys.stderr)
            wrong = 1
        if len(re.findall(r"[\u4e00-\u9fff]", text)) < 150:
            print("wrong:", path, "is hardly Chinese", file=sys.stderr)
            wrong = 1
    sys.exit(wrong)


main()
