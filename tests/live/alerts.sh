#!/bin/sh
# A line for each new kind of finding, at once; more of the same are counted; no line is malformed.
. "$(dirname "$0")/lib.sh"
cable
day=$source/pcaps/sample-day.pcap

# whatever listens: one datagram, one line
cat >listen.py <<'PYTHON'
import os, socket, sys

family, where = sys.argv[1], sys.argv[2]
if family == "udp":
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listener.bind(("127.0.0.1", int(where)))
else:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(where)
    os.chmod(where, 0o666)
print("ready", flush=True)
while True:
    print(listener.recv(65536).decode().replace("\n", "LINE BREAK"), flush=True)
PYTHON
listen() {
    python3 listen.py "$@" >heard &
    listener=$!
    wait_for "nobody listens" grep -qs ready heard
}

start flows -i tap0 -o flows.jsonl --alerts jsonl --alerts-every 2s --idle 1s
replay "$day"
wait_for "no alert while it runs" test -s out
replay "$day"
wait_for "repetitions are not told" grep -qs '"action":"more"' out
stop 0
python3 - out flows.jsonl <<'PYTHON' || complain "not the alerts of these findings: $(head -3 out)"
import json, sys

alerts, flows = ([json.loads(line) for line in open(name)] for name in sys.argv[1:])
found = {}
for flow in flows:
    for finding in flow["lync"]["findings"]:
        to = flow["destination"]
        key = finding["id"], to["ip"], to.get("port", 0), flow["network"]["transport"]
        found[key] = found.get(key, 0) + 1
told, kinds = {}, set()
for alert in alerts:
    key = tuple(alert[k] for k in ("finding", "destination", "port", "transport"))
    told[key] = told.get(key, 0) + alert["count"]
    if alert["event"]["action"] == "new":
        assert (key, alert["source"]) not in kinds, alert
        kinds.add((key, alert["source"]))
assert {k: n for k, n in found.items() if k[3] in ("tcp", "udp")} == {k: n for k, n in told.items() if k[3] in ("tcp", "udp")}, (found, told)
assert len(kinds) < sum(told.values()), "nothing repeats"
PYTHON
cp out alerts.jsonl
python3 "$source/tests/golden/check_schema.py" "$source/docs/schema/alert.json" alerts.jsonl ||
    complain "not what docs/schema says"

# kinds: how many lines the report of the run stands for
kinds() {
    python3 -c '
import json
findings = json.load(open("report.json"))["findings"]
print(len({(f["id"], str(f["source"]), str(f["destination"]), f["port"], f["transport"]) for f in findings}))'
}

listen unix log
start audit -i tap0 -o report.json --alerts "syslog:$PWD/log" --idle 1s
replay "$day"
settle
stop 0
sleep 0.3
kill "$listener"
[ "$(grep -cE '^<2[789]>1 20[0-9-]*T[0-9:.]*Z [^ ]+ lyncscope [0-9]+ [a-z-]+ - [a-z-]+ [0-9a-f.:/]+ -> ' heard)" = "$(kinds)" ] ||
    complain "not $(kinds) lines of syslog: $(tail -2 heard)"

listen udp 5514
start audit -i tap0 -o report.json --alerts cef:127.0.0.1:5514 --idle 1s
replay "$day"
settle
stop 0
sleep 0.3
kill "$listener"
[ "$(grep -cE '^<2[789]>1 .* - CEF:0\|lyncscope\|lyncscope\|[^|]*\|[a-z-]+\|[a-z-]+\|[369]\|rt=[0-9]+ src=[0-9a-f.:]+ dst=[0-9a-f.:]+ dpt=[0-9]+ proto=' heard)" = "$(kinds)" ] ||
    complain "not $(kinds) lines of CEF: $(tail -2 heard)"

# what nobody can take is refused before anything is captured
for wrong_one in smoke jsonl syslog:/nowhere syslog:8.8.8.8:514; do
    status=0
    "$lyncscope" flows -i tap0 --alerts "$wrong_one" 2>err || status=$?
    [ "$status" = 2 ] && said "^lyncscope: --alerts $(echo "$wrong_one" | sed 's/syslog://')" ||
        complain "$wrong_one: status $status, $(cat err)"
done

# a scan of ever new ports is told in part, and the rest is counted
"$flood" scan 1 30000 scan.pcap
start audit -i tap0 -o report.json --alerts jsonl --alerts-every 1h --idle 1s
replay scan.pcap
settle
stop 0 TERM
[ "$(wc -l <out)" -ge 1000 ] && [ "$(grep -c '"action":"new"' out)" = 1000 ] || complain "told $(wc -l <out) lines"
said "findings of more than 1000 new kinds were not told one by one" || complain "it is not said: $(cat err)"

finish
