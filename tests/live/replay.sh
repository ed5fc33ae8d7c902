#!/bin/sh
# Every packet of a replay is accounted for, and live verdicts are those of the same packets in a file.
. "$(dirname "$0")/lib.sh"
cable
day=$source/pcaps/sample-day.pcap
site=$source/pcaps/sample-site.yaml

tcpdump -i tap0 --nano -U -w tap.pcap 2>dump &
dump=$!
wait_for "tcpdump does not listen" grep -q "listening on" dump
packet_sockets=2
start flows -i tap0 -t "$site" -f jsonl -v
replay "$day"
first=$sent
sleep 1
stop 0
[ "$(sed -n 's/^lyncscope: \([0-9]*\) packets.*/\1/p' err)" = "$first" ] || complain "not the $first packets sent: $(cat err)"
kill -INT "$dump"
wait "$dump" || true
[ "$(sed -n 's/^\([0-9]*\) packets captured.*/\1/p' dump)" = "$first" ] || complain "tcpdump: $(cat dump)"
"$lyncscope" flows -r tap.pcap -t "$site" -f jsonl >file || complain "the file cannot be read"
[ "$(wc -l <file)" -gt 200 ] || complain "too few flows to compare: $(wc -l <file)"
timeless out >a
timeless file >b
cmp -s a b || complain "other records than from the file: $(diff a b | head -4 | cut -c1-400)"

# the same as a report: roles known, and roles inferred
packet_sockets=1
for topology in "-t $site" ""; do
    # shellcheck disable=SC2086
    start audit -i tap0 $topology -f json
    replay "$day"
    sleep 1
    stop 0
    mv out live.json
    # shellcheck disable=SC2086
    "$lyncscope" audit -r tap.pcap $topology -f json >file.json || complain "no report of the file"
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
PYTHON
done

# timed, so that flows end while others go on; a flow is printed when it has ended, not at the end
start flows -i tap0 -t "$site" -f jsonl --idle 1s
replay "$day" --pps 2000
wait_for "nothing is printed before the end" test -s out
before=$(wc -l <out)
[ "$before" -gt 50 ] || complain "only $before flows had ended"
wait_for "a quiet link ends no flows" grep -q '"port":3389' out
stop 0
sum=$(sed -n 's/.*"network":{[^}]*"packets":\([0-9]*\).*/\1/p' out | awk '{n += $1} END {print n}')
skipped=$(sed -n 's/.*"skipped":{\(.*\)}.*/\1/p' file.json | head -1)
[ "$sum" -le "$sent" ] && [ "$sum" -gt $((sent - 200)) ] || complain "records tell of $sum packets of $sent ($skipped)"

finish
