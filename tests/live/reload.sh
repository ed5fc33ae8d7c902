#!/bin/sh
# SIGHUP in the middle of a run: what comes then is judged anew, a bad file changes nothing.
. "$(dirname "$0")/lib.sh"
cable
day=$source/pcaps/sample-day.pcap
accept() {
    printf 'exceptions:\n  - {id: %s, source: any, destination: any, transport: tcp, port: "3389",\n' "$1"
    printf '     protocol: any, owner: us, reason: test, expires: 2199-12-31}\n'
}

for command in flows audit; do
    echo 'exceptions: []' >accepted.yaml
    start $command -i tap0 -x accepted.yaml -f "$([ $command = flows ] && echo jsonl || echo json)" --idle 1s
    replay "$day"
    settle
    sleep 2.5 # flows end by then
    echo 'exceptions: [{id: x' >accepted.yaml
    kill -HUP "$pid"
    wait_for "$command: a bad file is not said" said "not reloaded: the configuration stays as it was"
    said "accepted.yaml:" || complain "$command: not where it is wrong: $(cat err)"
    replay "$day"
    settle
    sleep 2.5 # flows end by then
    accept desktop >accepted.yaml
    kill -HUP "$pid"
    wait_for "$command: not reloaded" said "exceptions are reloaded"
    replay "$day"
    settle
    sleep 2.5 # flows end by then
    accept desktop >accepted.yaml
    kill -HUP "$pid"
    replay "$day"
    settle
    sleep 2.5 # flows end by then
    stop 0
    if [ $command = flows ]; then
        [ "$(grep -c '"accepted":{"id":"desktop"' out)" = 2 ] || complain "not two accepted"
        [ "$(grep -c '"port":3389.*"accepted":null' out)" = 2 ] || complain "not two from before"
    else
        python3 - out <<'PYTHON' || complain "audit: not what was judged by either"
import json, sys

report = json.load(open(sys.argv[1]))
flows = {f["accepted"] and f["accepted"]["id"]: f["flows"] for f in report["findings"] if f["port"] == 3389}
assert flows == {None: 2, "desktop": 2}, flows
assert report["exceptions"][0]["flows"] == 2, report["exceptions"]
PYTHON
    fi
done

finish
