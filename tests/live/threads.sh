#!/bin/sh
# With several threads a live capture says what it says with one.
. "$(dirname "$0")/lib.sh"
cable
site=$source/pcaps/sample-site.yaml
gzip -dc "$source/pcaps/lab-day.pcap.gz" >lab.pcap

# packets: how many were read, by what -v said
packets() { sed -n 's/^lyncscope: \([0-9]*\) packets.*/\1/p' err | tail -1; }

for day in "$source/pcaps/sample-day.pcap" lab.pcap; do
    for threads in 1 2 5; do
        packet_sockets=$threads
        start flows -i tap0 -t "$site" -f jsonl -v -j $threads
        replay "$day"
        sleep 1
        stop 0
        [ "$(packets)" = "$sent" ] || complain "-j $threads: not the $sent packets: $(cat err)"
        timeless out >"with$threads"
    done
    [ "$(wc -l <with1)" -gt 100 ] || complain "too few flows to compare: $(wc -l <with1)"
    for threads in 2 5; do
        cmp -s with1 with$threads ||
            complain "-j $threads: other records: $(diff with1 with$threads | head -4 | cut -c1-400)"
    done
done

# All flows end in the turn in which what they announce was heard.
for threads in 1 2; do
    packet_sockets=1
    start flows -i tap0 -t "$site" -f jsonl -j $threads -c "$sent"
    replay lab.pcap
    ended 0
    timeless out >"at-once$threads"
done
grep -q "was announced" at-once1 || complain "nothing was announced"
cmp -s at-once1 at-once2 || complain "at once: other records: $(diff at-once1 at-once2 | head -4 | cut -c1-400)"

# Flows come out while others go on, and the status is of all threads.
packet_sockets=3
start flows -i tap0 -t "$site" -f jsonl --idle 1s -j 3
replay "$source/pcaps/sample-day.pcap" --pps 2000
wait_for "nothing is printed before the end" test -s out
kill -USR1 "$pid"
wait_for "no status" said "flows judged"
stop 0

finish
