#!/bin/sh
# --anonymise while the capture runs: every output has the stand-ins that the same packets have in a
# file under the same key, and none says what is behind them.
. "$(dirname "$0")/lib.sh"
cable
ip link set tap0 down
ip link set tap0 name hofbraeu0 # a name to be found again
ip link set hofbraeu0 up
day=$source/pcaps/sample-day.pcap
site=$source/pcaps/sample-site.yaml
printf 'a key of more than sixteen bytes' >key
chmod 644 key

# What must not come out: every address and name of the records as they are, and the interface.
tcpdump -i hofbraeu0 --nano -U -w tap.pcap 2>dump &
dump=$!
wait_for "tcpdump does not listen" grep -q "listening on" dump
packet_sockets=2
start flows -i hofbraeu0 -t "$site" --anonymise-key key -f jsonl -o live.jsonl -w live.pcapng \
    --evidence-packets 0 --idle 1s --alerts jsonl --metrics metrics.prom not port 9
replay "$day"
settle
sleep 2
stop 0
kill -INT "$dump"
wait "$dump" || true
cp out alerts.jsonl
cp err flows.err
"$lyncscope" flows -r tap.pcap -t "$site" -f jsonl -o plain.jsonl || complain "the file cannot be read"
"$lyncscope" flows -r tap.pcap -t "$site" --anonymise-key key -f jsonl -o file.jsonl -w file.pcapng 2>file.err ||
    complain "the file cannot be read: $(cat file.err)"
timeless live.jsonl >a
timeless file.jsonl >b
[ -s a ] && cmp -s a b || complain "other stand-ins than of the file: $(diff a b | head -4 | cut -c1-400)"
said "cuts off what stands behind the transport headers" || complain "not told what -w leaves out: $(cat err)"

# the evidence: the same packets as of the file, flow by flow
for name in live file; do
    "$lyncscope" flows -r $name.pcapng -f jsonl >$name.flows || complain "$name.pcapng cannot be read"
    timeless $name.flows >$name.timeless
done
cmp -s live.timeless file.timeless || complain "other evidence: $(diff live.timeless file.timeless | head -4 | cut -c1-400)"

# reports, while it runs and at the end; the configuration is read again in between. Roles that are inferred
# are those of a file where all flows are judged together, so there none ends before the end.
packet_sockets=1
for topology in "-t $site --idle 1s" ""; do
    # shellcheck disable=SC2086
    start audit -i hofbraeu0 $topology --anonymise-key key -o live.json -o live.html --every 1s -v
    kill -HUP "$pid"
    wait_for "not reloaded" said "are reloaded"
    replay "$day"
    settle
    [ -z "$topology" ] || wait_for "no report while it runs" grep -qs '"undocumented": [1-9]' live.json
    ip link set hofbraeu0 down
    wait_for "down is not said" said "^lyncscope: capture-.*: the interface is down"
    ip link set hofbraeu0 up
    wait_for "back is not said" said "^lyncscope: capture-.*: is back"
    stop 3
    cat err live.html >>reports.txt
    # shellcheck disable=SC2086
    "$lyncscope" audit -r tap.pcap ${topology% --idle 1s} --anonymise-key key -f json >file.json || complain "no report of the file"
    python3 - live.json file.json <<'PYTHON' || complain "the report of $topology differs"
import json, sys


def timeless(node):
    if isinstance(node, dict):
        return {k: timeless(v) for k, v in node.items() if k not in ("first", "last", "reason")}
    return [timeless(v) for v in node] if isinstance(node, list) else node


live, file = (timeless(json.load(open(name))) for name in sys.argv[1:])
for part in "verdicts", "findings", "coverage", "hosts", "matrix":
    a, b = (x if isinstance(x, dict) else sorted(map(str, x)) for x in (live[part], file[part]))
    assert a == b and len(a) > 4, (part, [x for x in a if x not in b][:3], [x for x in b if x not in a][:3])
assert live["lyncscope"]["topology"] == file["lyncscope"]["topology"], live["lyncscope"]["topology"]
PYTHON
    cat live.json >>reports.txt
done

python3 - plain.jsonl live.jsonl alerts.jsonl flows.err metrics.prom reports.txt <<'PYTHON' || complain "something is told"
import json, re, sys

secrets = {"hofbraeu", "contoso"}
for line in open(sys.argv[1]):
    flow = json.loads(line)
    for end in flow["source"], flow["destination"]:
        secrets.add(end["ip"])
        if "domain" in end:
            secrets.add(end["domain"].split(".")[0])
secrets -= {"255.255.255.255", "e911"}  # the same for everybody; a word of the roles
common = {a for a in secrets if re.match(r"^(22[4-9]|23\d)\.|^ff", a)}  # groups stay what they are
assert len(secrets) > 20, secrets
for name in sys.argv[2:]:
    text = open(name, errors="replace").read()
    assert text, name
    for secret in secrets - common:
        told = re.search(r"(?<![\w.:])" + re.escape(secret) + r"(?![\w.:])", text)
        assert not told, (name, secret, text[max(0, told.start() - 80):told.end() + 80])
alerts = [json.loads(line) for line in open(sys.argv[3])]
shown = [json.loads(line) for line in open(sys.argv[2])]
known = {(f["destination"]["ip"], f["destination"].get("port", 0)) for f in shown if f["lync"]["findings"]}
assert alerts and {(a["destination"], a["port"]) for a in alerts} <= known, (alerts[0], known)
PYTHON

finish
