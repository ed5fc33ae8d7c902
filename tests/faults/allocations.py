#!/usr/bin/env python3
"""Lets memory run out at every place where a run allocates, and looks at how each run ends.

    allocations.py LYNCSCOPE SHIM SCENE SOURCE [-d DEPTH] [-e N] [-s] [-j N] [-v] [RUN...]

SHIM is failing_alloc.so, SCENE the packer of scenes, SOURCE the root of the tree. Each RUN below is
made once to find the places (-d callers make a place), then once more for each place (-e N: every
Nth), with the first allocation there failing, and with -s also with all failing from there on.

A run that ends as with enough memory wrote what it writes then; with 3 it says what is missing; with
2 it says in one line why, and leaves no file, or (of several reports) whole ones. Nothing else is allowed: no signal, no report of
a sanitizer, no other status, no hanging.
"""
import argparse
import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile

SECONDS = 120

# Libraries that do not survive the want of memory themselves: libseccomp crashes, and the parser of
# libpcap's filters ends the program or crashes. Both only while a run is being set up.
FRAIL = ("/libseccomp.so", "/libpcap.so")

CAPTURE = """start 2026-03-02T08:00:00
host client 10.20.0.7
host fe01 10.0.10.11
host fe02 10.0.10.12
1 tcp client:50001 fe01:5061 tls sni=pool01.contoso.test cert=pool01.contoso.test
2 tcp client:50002 fe01:3389 rdp
3 tcp fe02:50003 fe01:5062 tls mutual
4 tcp client:50004 fe01:9000 sip method=INVITE
5 tcp fe02:50005 fe01:135 rpc bind=epmapper
6 udp client:50006 fe01:3478 stun
7 tcp client:50007 fe01:443 http
"""

EXCEPTIONS = """exceptions:
  - {id: jump, source: "role:client", destination: any, transport: tcp, port: 3389, protocol: any,
     owner: o, reason: r, expires: 2026-12-31}
"""

HOSTS = "name,ip,roles\nfe01.contoso.test,10.0.10.11,front-end\nfe02.contoso.test,10.0.10.12,front-end\n"

SITE = ["-t", "{source}/pcaps/sample-site.yaml", "-x", "x.yaml"]

RUNS = {
    "flows": ["flows", "-r", "in.pcap", "-f", "jsonl"] + SITE,
    "flows-text": ["flows", "-r", "in.pcap", "-f", "text", "--lang", "zh-CN"],
    "flows-csv": ["flows", "-r", "in.pcap.gz", "-f", "csv", "-o", "out.csv", "tcp"],
    "audit": ["audit", "-r", "in.pcap", "-o", "o.txt", "-o", "o.html", "-o", "o.json", "-o", "o.csv",
              "-o", "o.md"] + SITE,
    "audit-inferred": ["audit", "-r", "in.pcap", "-f", "json"],
    "audit-evidence": ["audit", "-r", "in.pcap", "-o", "o.txt", "-w", "o.pcapng"],
    "audit-anonymised": ["audit", "-r", "in.pcap", "--anonymise", "--anonymise-key", "key", "-f",
                         "json"] + SITE,
    "audit-saved": ["audit", "-r", "saved.jsonl", "-f", "text"],
    "topology-show": ["topology", "show", "{source}/pcaps/sample-site.yaml"],
    "topology-xml": ["topology", "show", "{source}/tests/golden/sample-topology.xml"],
    "topology-csv": ["topology", "check", "hosts.csv"],
    "topology-draft": ["topology", "show", "-r", "in.pcap"],
    "catalog-list": ["catalog", "list", "-f", "jsonl"],
    "catalog-check": ["catalog", "check", "{source}/signatures/lync-server-2013.yaml"],
    "compare": ["compare", "before.json", "after.json"],
}


class Bench:
    """What every run shares: programs, inputs, and where they stand."""

    def __init__(self, arguments, work):
        self.arguments = arguments
        self.work = work
        self.inputs = os.path.join(work, "inputs")
        self.environment = dict(
            os.environ, LYNCSCOPE_SIGNATURES=os.path.join(arguments.source, "signatures"),
            LC_ALL="C.UTF-8", ASAN_OPTIONS="detect_leaks=0:exitcode=99:verify_asan_link_order=0:"
            "allocator_may_return_null=1")
        self.environment.pop("LYNCSCOPE_FLOW_LIMIT", None)

    def make_inputs(self):
        os.mkdir(self.inputs)
        files = {"in.scene": CAPTURE, "x.yaml": EXCEPTIONS, "hosts.csv": HOSTS, "key": "k" * 64 + "\n"}
        for name, text in files.items():
            with open(os.path.join(self.inputs, name), "w") as file:
                file.write(text)
        os.chmod(os.path.join(self.inputs, "key"), 0o600)
        call = lambda *words: subprocess.run(words, cwd=self.inputs, env=self.environment, check=True)
        program = self.arguments.lyncscope
        call(self.arguments.scene, "in.scene", "in.pcap")
        call("gzip", "-k", "in.pcap")
        call(program, "flows", "-q", "-r", "in.pcap", "-f", "jsonl", "-o", "saved.jsonl")
        call(program, "audit", "-q", "-r", "in.pcap", "-o", "before.json", "tcp")
        call(program, "audit", "-q", "-r", "in.pcap", "-o", "after.json")

    def run(self, name, **fault):
        """Runs once in a folder of its own; returns the status, both streams and the files."""
        with tempfile.TemporaryDirectory(dir=self.work) as folder:
            for entry in os.listdir(self.inputs):
                os.link(os.path.join(self.inputs, entry), os.path.join(folder, entry))
            environment = dict(self.environment, LD_PRELOAD=self.arguments.shim)
            environment.update({key: str(value) for key, value in fault.items()})
            words = [word.format(source=self.arguments.source) for word in RUNS[name]]
            if words[0] in ("flows", "audit"):
                words.insert(1, "-q")
            try:
                done = subprocess.run([self.arguments.lyncscope] + words, cwd=folder, env=environment,
                                      stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS)
            except subprocess.TimeoutExpired:
                return "hangs", b"", b"", {}
            made = {}
            for entry in set(os.listdir(folder)) - set(os.listdir(self.inputs)):
                with open(os.path.join(folder, entry), "rb") as file:
                    made[entry] = file.read()
            return done.returncode, done.stdout, done.stderr, made

    def places(self, name):
        """The number of the first allocation at each place, with the addresses that lead there."""
        listing = os.path.join(self.work, name + ".sites")
        good = self.run(name, FAULT_SITES=listing, FAULT_DEPTH=self.arguments.depth)
        if good[0] not in (0, 1):
            sys.exit("%s does not work with enough memory: %s" % (name, good))
        with open(listing) as file:
            return good, [line.split() for line in file]


def named(program, addresses):
    """The program's own addresses as FUNCTION (FILE:LINE), others as they are."""
    own = [address.rpartition("+") for address in addresses]
    found = subprocess.run(["addr2line", "-fpse", program] +
                           [hex(int(offset, 16) - 1) for module, _, offset in own if module == program],
                           capture_output=True, text=True)
    lines = iter(found.stdout.splitlines())
    return [next(lines, "?") if module == program else os.path.basename(module) + "+" + offset
            for module, _, offset in own]


def is_json(text):
    try:
        for line in text.decode().splitlines():
            json.loads(line)
        return True
    except ValueError:
        return False


def complaint(name, good, came, place):
    """What is wrong with how a run ended, or None."""
    if any(library in address for library in FRAIL for address in place[1:]):
        return None
    status, out, err, made = came
    lines = err.decode(errors="replace").splitlines()
    if b"Sanitizer" in err or b"runtime error" in err:
        return "a sanitizer reports"
    if status == good[0]:
        if out == good[1] and made == good[3]:
            return None
        return "ends well, and wrote something else"
    if status == 2:
        if len(lines) != 1 or not lines[0].startswith("lyncscope: "):
            return "status 2 with %d lines on stderr" % len(lines)
        left = [entry for entry in made if made[entry] != good[3].get(entry)]
        return "status 2, and it left %s" % sorted(left) if left else None
    if status == 3:
        if not lines or not all(line.startswith("lyncscope: ") for line in lines):
            return "incomplete, and does not say so"
        return None if "jsonl" not in RUNS[name] or is_json(out) else "lines that are no JSON"
    return "ends with %s" % status


def sweep(bench, name):
    """Every fault of one run; returns how many runs were made and how many ended badly."""
    good, places = bench.places(name)
    chosen = places[::bench.arguments.every]
    ways = [{}, {"FAULT_STAY": 1}] if bench.arguments.stay else [{}]
    ends, wrong, made = {}, 0, 0
    with concurrent.futures.ThreadPoolExecutor(bench.arguments.jobs) as pool:
        jobs = [(place, way, pool.submit(bench.run, name, FAULT_AT=place[0], **way))
                for place in chosen for way in ways]
        for place, way, job in jobs:
            came = job.result()
            made += 1
            ends[came[0]] = ends.get(came[0], 0) + 1
            why = complaint(name, good, came, place)
            if why is not None:
                wrong += 1
                print("wrong: %s, allocation %s%s: %s" % (
                    name, place[0], " and on" if way else "", why))
                print("   " + ", ".join(named(bench.arguments.lyncscope, place[1:])))
                print("   " + came[2].decode(errors="replace")[:1500 if bench.arguments.verbose else 160])
    print("%-18s %5d places, %5d runs: %s" % (
        name, len(places), made,
        ", ".join("%d end with %s" % (count, end) for end, count in sorted(ends.items(), key=str))),
        flush=True)
    return made, wrong


def main():
    parser = argparse.ArgumentParser()
    for word in ("lyncscope", "shim", "scene", "source"):
        parser.add_argument(word, type=os.path.abspath)
    parser.add_argument("-d", "--depth", type=int, default=2)
    parser.add_argument("-e", "--every", type=int, default=1)
    parser.add_argument("-s", "--stay", action="store_true")
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count())
    parser.add_argument("-v", "--verbose", action="store_true")
    parser.add_argument("runs", nargs="*")
    arguments = parser.parse_intermixed_args()
    with tempfile.TemporaryDirectory() as work:
        bench = Bench(arguments, work)
        bench.make_inputs()
        results = [sweep(bench, name) for name in arguments.runs or RUNS]
    print("%d runs, %d of them wrong" % (sum(r[0] for r in results), sum(r[1] for r in results)))
    return any(r[1] for r in results)


if __name__ == "__main__":
    sys.exit(main())
