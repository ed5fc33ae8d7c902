"""Holds lyncscope's records against the truth of the lab: compare.py TRUTH RECORDS [SILENT]

TRUTH is the table that the scripts of the lab wrote about what they started; RECORDS is what
`lyncscope flows -f jsonl` says about the recording. Every line of truth must be a flow, every
flow a line of truth, and verdict, protocol, first row, evidence, mutual TLS and findings agree.
Prints a table of verdicts, expected by said. Exit status 1 when anything differs.

SILENT lines of truth (none, unless told) may have no flow at all: a peer that would not speak
on this machine is the lab's failure, printed as such, and says nothing about lyncscope.
"""

import collections
import csv
import ipaddress
import json
import sys

VERDICTS = ["documented", "contradicted", "misplaced", "dependency", "undocumented"]


class Flow:
    def __init__(self, record):
        lync = record["lync"]
        first = [entry["id"] for entry in lync["entries"]]
        self.source = record["source"]["ip"]
        self.source_port = str(record["source"].get("port", ""))
        self.destination = record["destination"]["ip"]
        self.transport = record["network"]["transport"]
        self.port = str(record["destination"].get("port", ""))
        self.reason = lync["reason"]
        self.rows = first[:1] if first else lync.get("rejected", [])
        self.entries = first
        self.said = {
            "verdict": lync["verdict"],
            "protocol": record["network"].get("protocol", ""),
            "evidence": lync["evidence"],
            "mutual_tls": json.dumps(lync["mutual_tls"]) if "mutual_tls" in lync else "",
            "findings": " ".join(sorted(f["id"] for f in lync["findings"])),
        }

    def __str__(self):
        return "%s:%s > %s:%s/%s" % (
            self.source, self.source_port, self.destination, self.port, self.transport)


def matches(line, flow):
    for key in ("source", "source_port", "destination", "port"):
        wanted = line[key]
        if wanted in ("*", "") and (key == "source_port" or wanted == "*"):
            continue
        if wanted != getattr(flow, key):
            return False
    return line["transport"] == flow.transport


def differences(line, flow):
    found = []
    for key, said in flow.said.items():
        expected = line[key]
        if key == "findings":
            expected = " ".join(sorted(expected.split()))
        if expected != said and expected != "*":
            found.append("%s %s, expected %s" % (key, said or "none", expected or "none"))
    if line["row"] not in ("", "*") and line["row"] not in flow.rows:
        found.append("row %s, expected %s" % (" ".join(flow.rows) or "none", line["row"]))
    return found


def take(line, flows):
    """The flows a line is about, which no other line is about, in order of time."""
    wanted = line["flows"]
    mine = [flow for flow in flows if matches(line, flow)]
    if not wanted.endswith(("+", "*")):
        mine = mine[: int(wanted)]
    for flow in mine:
        flows.remove(flow)
    return mine


def strictness(line):
    """Lines that say more choose first."""
    return ((line["source_port"] == "") + 2 * line["flows"].endswith(("+", "*"))
            + 4 * ((line["source"] == "*") + (line["destination"] == "*")))


def print_table(table):
    print("%-14s" % "expected" + "".join("%14s" % v for v in VERDICTS) + "%8s" % "right")
    for wanted in VERDICTS:
        total = sum(table[wanted, said] for said in VERDICTS)
        if total:
            right = "%d/%d" % (table[wanted, wanted], total)
            print("%-14s" % wanted
                  + "".join("%14d" % table[wanted, said] for said in VERDICTS) + "%8s" % right)


def print_services(services):
    print("%-12s %-40s %6s %6s" % ("service", "software", "flows", "right"))
    for (service, software), (flows, right) in sorted(services.items()):
        print("%-12s %-40s %6d %6d" % (service, software, flows, right))


def compare(truth, flows):
    table = collections.Counter()
    services = collections.defaultdict(lambda: [0, 0])
    rows = set()
    bad, silent = [], []
    for line in sorted(truth, key=strictness):
        mine = take(line, flows)
        short = 0 if line["flows"].endswith("*") else int(line["flows"].rstrip("+"))
        if len(mine) < short:
            silent.append("%s: %d of %d flows %s > %s:%s/%s are in the recording" % (
                line["service"], len(mine), short, line["source"], line["destination"],
                line["port"], line["transport"]))
        for flow in mine:
            wrong = differences(line, flow)
            table[line["verdict"], flow.said["verdict"]] += 1
            services[line["service"], line["software"]][0] += 1
            services[line["service"], line["software"]][1] += not wrong
            if flow.said["verdict"] == "documented":
                rows.update(flow.entries)
            if wrong:
                bad.append("%s: %s: %s (%s)" % (
                    line["service"], flow, "; ".join(wrong), flow.reason))
    for flow in flows:
        bad.append("no truth about %s: %s (%s)" % (flow, flow.said["verdict"], flow.reason))
    return table, services, rows, bad, silent


def address(text):
    return text if text in ("*", "") else str(ipaddress.ip_address(text))


def main():
    allowed = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    with open(sys.argv[1], newline="") as file:
        truth = list(csv.DictReader(file))
    for line in truth:
        line["source"], line["destination"] = address(line["source"]), address(line["destination"])
    with open(sys.argv[2]) as file:
        flows = [Flow(json.loads(line)) for line in file]
    count = len(flows)
    table, services, rows, bad, silent = compare(truth, flows)
    print_services(services)
    print()
    print_table(table)
    expected = {line["row"] for line in truth if line["verdict"] == "documented"}
    print("\n%d flows, %d rows of the document first of a flow, %d among its rows" % (
        count, len({r for r in expected if r.startswith("T")}),
        len({r for r in rows if r.startswith("T")})))
    for text in bad:
        print("WRONG " + text)
    for text in silent:
        print("SILENT " + text)
    return 1 if bad or len(silent) > allowed else 0


sys.exit(main())
