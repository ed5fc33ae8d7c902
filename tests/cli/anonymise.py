#!/usr/bin/env python3
"""Nothing of what a site is called leaves it under --anonymise, and nothing else changes.

anonymise.py LYNCSCOPE SOURCE CAPTURE LANG,... [OPTION...]      (Python's own library only)

Runs every command and format twice, as it is and with a key, in a folder of its own. What must not
come out is taken from the plain run: its addresses, digests and every word of its values that
neither the program nor its catalogs use.
"""
import glob
import ipaddress
import json
import os
import re
import struct
import subprocess
import sys

program, source, capture = sys.argv[1:4]
languages = sys.argv[4].split(",")
options = sys.argv[5:]
wrong = 0
KEY, OTHER = "the-key", "another-key"
open(KEY, "wb").write(b"a key of more than sixteen bytes")
open(OTHER, "wb").write(b"another one of more than sixteen")


def complain(*what):
    global wrong
    wrong += 1
    print("wrong:", *what, file=sys.stderr)


def run(*arguments, fine=(0, 1, 3)):
    done = subprocess.run([program, *arguments], capture_output=True)
    if done.returncode not in fine:
        complain("status", done.returncode, arguments, done.stderr.decode(errors="replace"))
    return done.stdout, done.stderr


def lines(data):
    return [json.loads(line) for line in data.splitlines()]


def leaves(value):
    if isinstance(value, dict):
        for one in value.values():
            yield from leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one)
    elif isinstance(value, str):
        yield value


WORD = re.compile(r"[A-Za-z0-9]{4,}")
# an address between any signs, as agents write it; a zone of reverse names; a phone number
NUMBERS = re.compile(r"(?<![\d.])\d{1,3}(?:[-_.]\d{1,3}){3}(?![\d.])")
ZONE = re.compile(r"^((?:[0-9a-f]\.){3,}ip6|(?:\d+\.){2,}in-addr)\.arpa", re.I)
PHONE = re.compile(r"(?<![\d.])\d{6,}(?![\d.])")


def numbers_of(text):
    found = {n for n in NUMBERS.findall(text) if max(map(int, re.split("[-_.]", n))) < 256}
    return found | set(ZONE.findall(text)) | set(PHONE.findall(text))


def words_of(text):
    return {word.lower() for word in WORD.findall(text)}


def own_words():
    """What the program says of itself: its texts, rows, roles, keys, and names of products."""
    own = set()
    names = glob.glob(source + "/signatures/*.yaml") + glob.glob(source + "/docs/schema/*.json")
    for layer in ("base", "probe", "classify", "report"):
        names += glob.glob(source + "/src/" + layer + "/*.c")
    for name in names + [source + "/include/lyncscope/probe.h"]:
        text = open(name, encoding="utf-8").read()
        if name.endswith(".c"):
            text = " ".join(re.findall(r'"((?:[^"\\]|\\.)*)"', text))
        own |= words_of(text)
    return own - {"contoso", "fabrikam"}  # of examples in texts


def secrets_of(flows):
    own = own_words()
    addresses, words, numbers = set(), set(), set()
    for flow in flows:
        addresses |= {flow["source"]["ip"], flow["destination"]["ip"]}
        words |= {flow["network"]["community_id"]} if "community_id" in flow["network"] else set()
        tls = dict(flow.get("tls", {}))
        for side in ("client", "server"):
            part = tls.get(side, {})
            for text in [part.get("server_name", "")] + list(leaves(part.get("x509", {}))):
                if not re.match(r"\d{4}-\d\d-\d\dT", text):
                    words |= words_of(text)
            words |= set(part.get("hash", {}).values())
        for kind, values in flow["lync"].get("content", {}).items():
            for text in values:
                if not kind.startswith(("rpc-", "cipher")):
                    words |= words_of(text)
                if kind in ("sip-agent", "http-agent", "http-server", "dns-name"):
                    numbers |= numbers_of(text)
                addresses |= set(re.findall(r"(?<![\w.])(?:\d+\.){3}\d+(?!\.?\w)", text)) if kind in (
                    "dns-answer", "http-host", "dhcp-sip-server") else set()
    for option in options:  # files of the site: their names, and what they name
        if os.path.exists(option):
            text = open(option, encoding="utf-8").read()
            addresses |= set(re.findall(r"\d+\.\d+\.\d+\.\d+", text))
            text = re.sub(r"#.*", "", text)
            words |= {w for name in re.findall(r"(?:name|id|owner|reason): *([^,}]*)", text)
                      for w in words_of(name)}
            words |= words_of(os.path.basename(option))
    words |= words_of(os.path.basename(capture))
    kept = {"0.0.0.0", "255.255.255.255", "::", "::1"}
    addresses = {a for a in addresses if a not in kept and not ipaddress.ip_address(a).is_multicast}
    words = {word for word in words if word not in own and not word.isdigit()}
    return addresses, words | numbers


def check(what, data, addresses, words):
    text = data.decode("utf-8", errors="replace")
    for address in addresses:
        if re.search(r"(?<![0-9a-fA-F.:])" + re.escape(address) + r"(?![0-9a-fA-F:]|\.\d)", text):
            complain(what, "holds the address", address)
    low = text.lower()
    for word in words:
        found = re.search(r"(?<![a-z0-9])" + re.escape(word.lower()) + r"(?![a-z0-9])", low)
        if found:
            complain(what, "holds", word, "in", low[max(0, found.start() - 40):found.end() + 20])


def few_outputs(key, lang):
    args = ["--lang", lang, "-r", capture, *options, *key]
    return {"flows jsonl": run("flows", "-q", "-v", "-f", "jsonl", *args),
            "audit json": run("audit", "-q", "-v", "-f", "json", *args),
            "audit html": run("audit", "-q", "-v", "-f", "html", *args)}


def outputs(key, suffix, lang):
    """Every command and format; names of files are those of the capture and the options."""
    got = {}
    args = ["--lang", lang, "-r", capture, *options, *key]
    for form in ("text", "jsonl", "csv"):
        got["flows " + form] = run("flows", "-q", "-v", "-f", form, *args)
    for form in ("text", "jsonl"):
        got["explain " + form] = run("flows", "-q", "--explain", "-f", form, *args)
    for form in ("text", "json", "html", "md", "csv"):
        got["audit " + form] = run("audit", "-q", "-v", "-f", form, *args)
    some = next(iter(sorted(addresses_all)))
    got["filter"] = run("audit", "-q", "-f", "json", *args, f"host {some} or net 10.20.0.0/16 or tcp")
    evidence = "evidence" + suffix + ".pcap"
    got["with -w"] = run("flows", "-q", "-f", "jsonl", "-w", evidence, *args)
    run("flows", "-q", "-f", "jsonl", "-o", "with-comments.jsonl", "-w", evidence + "ng", *args)
    got["comments of evidence"] = open(evidence + "ng", "rb").read(), b""
    site = [o for o in options if o.endswith(("site.yaml", ".hosts", "site2.yaml"))]
    told = [x for s in site for x in ("-t", s)]
    got["draft"] = run("topology", "show", "-q", "--lang", lang, *key, *told, "-r", capture)
    for form in ("text", "jsonl", "yaml") if site else ():
        got["topology " + form] = run("topology", "show", "-f", form, "--lang", lang, *key, *site)
    if site:
        got["check"] = run("topology", "check", *key, *site)
    cut = "cut" + suffix + "-" + os.path.basename(capture)
    data = open(capture, "rb").read()
    open(cut, "wb").write(data[: len(data) - 9])
    got["cut"] = run("audit", "-q", "-f", "json", "--lang", lang, "-r", cut, *options, *key)
    return got, evidence


def same_but_names(plain, hidden):
    """Verdicts, rows, evidence, roles, numbers: all but names and sentences."""
    def bare(flow):
        flow = json.loads(json.dumps(flow))
        for side in ("source", "destination"):
            flow[side].pop("ip")
            flow[side].pop("domain", None)
        flow["network"].pop("community_id", None)
        for side in ("client", "server"):
            part = flow.get("tls", {}).get(side, {})
            for key in ("server_name", "hash", "x509"):
                if key in part:
                    part[key] = sorted(part[key]) if isinstance(part[key], dict) else None
        lync = flow["lync"]
        for side in ("source", "destination"):
            if "because" in lync[side]:
                lync[side]["because"] = len(lync[side]["because"])
        lync["content"] = {k: len(v) for k, v in lync.get("content", {}).items()}
        lync.pop("reason")
        lync["accepted"] = lync["accepted"] is not None
        lync["findings"] = [(f["id"], f["severity"]) for f in lync["findings"]]
        return flow
    if len(plain) != len(hidden):
        complain("flows are missing")
    for one, other in zip(plain, hidden):
        if bare(one) != bare(other):
            complain("more than names differs:", bare(one), bare(other))
            return


def mapping(plain, hidden):
    """Which stand-in each address has, and that prefixes are kept."""
    stand_ins = {}
    for one, other in zip(plain, hidden):
        for side in ("source", "destination"):
            was, now = one[side]["ip"], other[side]["ip"]
            if stand_ins.setdefault(was, now) != now:
                complain(was, "has two stand-ins")
    if len(set(stand_ins.values())) != len(stand_ins):
        complain("two addresses have one stand-in")
    bits = {a: (ipaddress.ip_address(a), ipaddress.ip_address(b)) for a, b in stand_ins.items()}
    for was, now in bits.values():
        if was.version != now.version or was.is_multicast != now.is_multicast:
            complain(was, "is of another kind than", now)
        for was2, now2 in bits.values():
            if was.version == was2.version and (int(was) ^ int(was2)).bit_length() != (
                    int(now) ^ int(now2)).bit_length():
                complain("prefixes differ:", was, was2, now, now2)
    return stand_ins


def check_evidence(name, plain_name, addresses, words):
    data, plain = open(name, "rb").read(), open(plain_name, "rb").read()
    check(name, data, set(), words)
    for address in addresses:
        if ipaddress.ip_address(address).packed in data[24:]:
            complain(name, "holds the bytes of", address)
    at, other, count = 24, 24, 0
    while at < len(data):
        head = struct.unpack_from("<IIII", data, at)
        was = struct.unpack_from("<IIII", plain, other)
        if head[0] != was[0] or head[1] != was[1] or head[3] != was[3]:
            complain(name, "time or length on the wire changed")
        if head[2] > was[2] or plain[other + 16: other + 28] in data:
            complain(name, "a frame is longer, or its MAC addresses are there")
        at += 16 + head[2]
        other += 16 + was[2]
        count += 1
    if other != len(plain) or count == 0:
        complain(name, "has not the frames it should")


plain_flows = lines(run("flows", "-q", "-f", "jsonl", "-r", capture, *options)[0])
addresses_all, words_all = secrets_of(plain_flows)
if len(addresses_all) < 8 or len(words_all) < 8:
    complain("too little to look for", addresses_all, words_all)
if not words_all & {"contoso", "fabrikam"}:
    complain("the name of the site is not looked for")
def look_through(lang, hidden, evidence):
    for what, (out, err) in hidden.items():
        check(f"{what} ({lang})", out, addresses_all, words_all)
        # whoever types the name of a file may read it; what was read may not be told
        check(f"{what} stderr ({lang})", err, addresses_all,
              words_all - words_of(capture) - words_of(evidence))


for lang in languages[1:]:  # another language has other sentences, and the same all else
    more = few_outputs(["--anonymise-key", KEY], lang)
    args = ["--lang", lang, "-r", capture, *options, "--anonymise-key", KEY]
    for form in ("text", "md"):
        more["audit " + form] = run("audit", "-q", "-v", "-f", form, *args)
    more["explain text"] = run("flows", "-q", "--explain", *args)
    look_through(lang, more, "")
for lang in languages[:1]:
    plain, plain_evidence = outputs([], "-plain", lang)
    hidden, evidence = outputs(["--anonymise-key", KEY], "-hidden", lang)
    again = few_outputs(["--anonymise-key", KEY], lang)
    other = few_outputs(["--anonymise-key", OTHER], lang)
    seen = b"".join(out for out, _ in plain.values())
    for secret in sorted(addresses_all):  # the search finds what is there
        if secret.encode() not in seen and any(
                secret in (f["source"]["ip"], f["destination"]["ip"]) for f in plain_flows):
            complain("the plain run does not show", secret)
    look_through(lang, hidden, evidence)
    for what in again:
        if again[what][0] != hidden[what][0]:
            complain(what, "the same key says something else")
        if other[what][0] == hidden[what][0]:
            complain(what, "another key says the same")
    flows = lines(hidden["flows jsonl"][0])
    same_but_names(plain_flows if lang == "en" else lines(plain["flows jsonl"][0]), flows)
    stand_ins = mapping(lines(plain["flows jsonl"][0]), flows)
    check_evidence(evidence, plain_evidence, addresses_all, words_all)
    was, now = json.loads(plain["audit json"][0]), json.loads(hidden["audit json"][0])
    for part in ("verdicts", "coverage"):
        if was[part] != now[part]:
            complain("audit:", part, "differs")
    for part in ("packets", "bytes", "flows", "skipped", "duplicates", "first", "last"):
        if was["capture"][part] != now["capture"][part]:
            complain("audit:", part, "differs")
    hosts = {h["ip"] for h in now["hosts"]}
    if hosts != {stand_ins[h["ip"]] for h in was["hosts"]}:
        complain("audit and flows have other stand-ins")
    for part in ("findings", "matrix", "hosts"):
        if len(was[part]) != len(now[part]):
            complain("audit:", part, "has other lines")
    tuples = {(f["source"]["ip"], f["destination"]["ip"], f["destination"].get("port"))
              for f in lines(run("flows", "-q", "-f", "jsonl", "-r", evidence)[0])}
    wished = {(f["source"]["ip"], f["destination"]["ip"], f["destination"].get("port"))
              for f in flows if f["lync"]["findings"]}
    if not wished <= tuples | {(b, a, p) for a, b, p in tuples}:
        complain("evidence lacks flows:", wished - tuples)
    open("one.json", "wb").write(hidden["audit json"][0])
    open("two.json", "wb").write(again["audit json"][0])
    out, err = run("compare", "--lang", lang, "one.json", "two.json", fine=(0,))
    check("compare", out, addresses_all, words_all)
    open("two.json", "wb").write(other["audit json"][0])
    for form in ("text", "json"):
        out, err = run("compare", "--lang", lang, "-f", form, "one.json", "two.json", fine=(0, 1))
        check("compare " + form, out, addresses_all, words_all)
first = run("flows", "-q", "-f", "jsonl", "--anonymise", "-r", capture, *options)[0]
second = run("flows", "-q", "-f", "jsonl", "--anonymise", "-r", capture, *options)[0]
check("a drawn key", first, set(), words_all)
if first == second:
    complain("two drawn keys are the same")
print(f"{len(addresses_all)} addresses, {len(words_all)} words looked for")
sys.exit(wrong != 0)
