#!/bin/sh
# Killed at any moment: what has its name is whole, be it records, reports, evidence or metrics.
. "$(dirname "$0")/lib.sh"
cable
day=$source/pcaps/sample-day.pcap
site=$source/pcaps/sample-site.yaml

# check FOLDER: all that stands at a final name
check() {
    for file in "$1"/*.pcapng; do
        [ ! -e "$file" ] || "$lyncscope" flows -r "$file" -f jsonl >again 2>check.err ||
            complain "$file is not whole: $(cat check.err)"
    done
    python3 - "$1" <<'PYTHON' || complain "not whole"
import glob, json, re, sys

folder = sys.argv[1]
for name in glob.glob(folder + "/*.jsonl"):
    text = open(name).read()
    assert text.endswith("\n"), name
    for line in text.splitlines():
        json.loads(line)
for name in glob.glob(folder + "/*.json"):
    json.load(open(name))
for name in glob.glob(folder + "/*.html"):
    assert open(name).read().rstrip().endswith("</html>"), name
for name in glob.glob(folder + "/*.prom"):
    text = open(name).read()
    assert text.endswith("\n") and "lyncscope_info" in text, name
PYTHON
    names=$(find "$1" -type f ! -name '*.*.??????' | wc -l)
    left=$(find "$1" -type f -name '*.*.??????' | wc -l)
    whole=$((whole + names)) unfinished=$((unfinished + left))
}

whole=0 unfinished=0
for moment in 1 1.7 2.4; do
    mkdir -m 777 "flows$moment" "audit$moment"
    start flows -i tap0 -t "$site" -f jsonl -o "flows$moment/f.jsonl" -w "flows$moment/e.pcapng" --rotate 1s,4K \
        --evidence-packets 0 --idle 1s --metrics "flows$moment/m.prom"
    one=$pid
    packet_sockets=2
    start audit -i tap0 -t "$site" -o "audit$moment/r.json" -o "audit$moment/r.html" --every 1s \
        -w "audit$moment/e.pcapng" --rotate 1s,4K --idle 1s
    packet_sockets=1
    tcpreplay -q -i in0 --pps 2000 --loop 3 "$day" >replayed 2>&1 &
    replayer=$!
    sleep "$moment"
    sleep 1.2
    kill -KILL "$one" "$pid"
    wait "$one" 2>/dev/null || true
    ended 137
    kill "$replayer" 2>/dev/null || true
    wait "$replayer" || true
    check "flows$moment"
    check "audit$moment"
done
echo "$whole files whole, $unfinished unfinished under other names"
[ "$whole" -gt 10 ] && [ "$unfinished" -ge 1 ] || complain "nothing to check: $whole and $unfinished"

finish
