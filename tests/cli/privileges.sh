#!/bin/sh
# -Z and --sandbox: what a user has to know is said before the read, not after it.
. "$(dirname "$0")/lib.sh"
# A process that gave its user up cannot be looked into, which a leak checker would want.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS

capture good
run 0 flows -r good.pcap -f jsonl
cp out expected
refuses "known are enforce, log, off" flows -r good.pcap --sandbox maybe
refuses "-Z nosuchuser: no such user" flows -r good.pcap -Z nosuchuser
for mode in enforce log off; do
    [ "$mode" = enforce ] && "$lyncscope" --version | grep -q 'sandbox only logs' && continue
    run 0 flows -r good.pcap -f jsonl --sandbox $mode -o $mode.jsonl -w $mode.pcap
    same $mode.jsonl expected "--sandbox $mode"
    run 0 audit -r $mode.jsonl --sandbox $mode -o $mode.json
    run 0 compare --sandbox $mode $mode.json $mode.json
    run 0 topology show --sandbox $mode -r good.pcap
done

if [ "$(id -u)" != 0 ]; then
    echo "not root: -Z was not tried"
    finish
    exit 0
fi
chmod 755 .
mkdir -m 700 ours
mkdir theirs
chown nobody theirs
run 0 flows -r good.pcap -f jsonl -Z nobody -o theirs/flows.jsonl -w theirs/evidence.pcap
same theirs/flows.jsonl expected "-Z nobody"
[ "$(stat -c %U theirs/flows.jsonl)" = nobody ] || complain "not the file of nobody"
refuses "-o ours/flows.jsonl: user nobody" flows -r good.pcap -Z nobody -o ours/flows.jsonl
refuses "-w ours/evidence.pcap: user nobody" flows -r good.pcap -Z nobody -w ours/evidence.pcap
refuses "-o flows.jsonl: user nobody" flows -r good.pcap -Z nobody -o flows.jsonl
cp good.pcap ours
refuses "ours/good.pcap: user nobody" flows -r ours/good.pcap -Z nobody
run 0 flows -r - -f jsonl -Z nobody <ours/good.pcap
same out expected "a capture that root opened"
# root reads and writes what is others', without -Z
chown nobody theirs/flows.jsonl
chmod 600 theirs/flows.jsonl
run 0 audit -r theirs/flows.jsonl -o theirs/report.html
[ "$(stat -c %U theirs/report.html)" = root ] || complain "not the file of root"

finish
