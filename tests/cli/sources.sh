#!/bin/sh
# The same packets by any road give the same records.
. "$(dirname "$0")/lib.sh"

capture good
run 0 flows -r good.pcap -f jsonl
cp out expected
"$lyncscope" flows -r - -f jsonl <good.pcap >out
same out expected "standard input"
gzip -k good.pcap
run 0 flows -r good.pcap.gz -f jsonl
same out expected "gzip"
mv good.pcap.gz misnamed
run 0 flows -r misnamed -f jsonl
same out expected "gzip under another name"
if command -v zstd >/dev/null; then
    zstd -q good.pcap
    run 0 flows -r good.pcap.zst -f jsonl
    same out expected "zstd"
    rm good.pcap.zst
fi
# Two files in the wrong order, cut between packets: the header, then packets as they come.
size=$(wc -c <good.pcap)
at=24
while [ "$at" -lt $((size / 2)) ]; do
    length=$(od -An -tu4 -j $((at + 8)) -N 4 good.pcap | tr -d ' ')
    at=$((at + 16 + length))
done
mkdir day
head -c "$at" good.pcap >day/b.pcap
{ head -c 24 good.pcap; tail -c +$((at + 1)) good.pcap; } >day/a.pcap
run 0 flows -r day/a.pcap -r day/b.pcap -f jsonl
same out expected "two files"
run 0 flows -r day -f jsonl
same out expected "a folder"
for threads in 1 2 4; do
    "$lyncscope" flows --help | grep -q -- --threads || break
    run 0 flows -r good.pcap -f jsonl -j "$threads"
    same out expected "$threads threads"
done
run 0 flows -r good.pcap -f jsonl tcp port 5061
[ "$(wc -l <out)" = 1 ] || complain "the filter does not filter"

# a read that was broken off says so
mkfifo pipe
{ cat good.pcap; sleep 20; } >pipe &
writer=$!
"$lyncscope" flows -q -r pipe >out 2>err &
reader=$!
sleep 2
kill -INT $reader
status=0
wait $reader || status=$?
kill $writer 2>/dev/null || true
[ "$status" = 3 ] || complain "interrupted: exit status $status, not 3"
grep -q "interrupted after" err || complain "interrupted: not said: $(cat err)"

finish
