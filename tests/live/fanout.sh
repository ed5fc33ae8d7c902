#!/bin/sh
# With several threads each reads frames of its own. A conversation is one record all the same, in its own
# packets, tags, tunnels or fragments: the records are those of one thread, and of the file that tcpdump wrote.
. "$(dirname "$0")/lib.sh"
cable
site=$source/pcaps/sample-site.yaml
python3 "$source/tests/live/dress.py" "$source/pcaps/sample-day.pcap" dressed.pcap

bound() { awk 'NR > 1 && $6 == 1' /proc/net/packet | wc -l; }
packets() { sed -n 's/^lyncscope: \([0-9]*\) packets.*/\1/p' err | tail -1; }

for threads in 1 2 4; do
    tcpdump -i tap0 -B 65536 --nano -U -w tap.pcap 2>dump &
    dump=$!
    wait_for "tcpdump does not listen" grep -qs "listening on" dump
    packet_sockets=$((threads + 1))
    start flows -i tap0 -t "$site" -f jsonl -v -j $threads
    [ "$(bound)" = $((threads + 1)) ] || complain "-j $threads: $(bound) packet sockets, of which one is tcpdump's"
    replay dressed.pcap
    wait_for "tcpdump has not all: $(cat dump)" sh -c '[ "$(stat -c %s tap.pcap)" = "$(stat -c %s dressed.pcap)" ]'
    settle
    stop 0
    kill -INT "$dump"
    wait "$dump" || true
    written=$(sed -n 's/^\([0-9]*\) packets captured.*/\1/p' dump)
    [ "$(packets)" = "$sent" ] || complain "-j $threads: not the $sent packets: $(cat err)"
    [ "$written" = "$sent" ] || complain "tcpdump: $(cat dump)"
    timeless out >"with$threads"
    "$lyncscope" flows -r tap.pcap -t "$site" -f jsonl >file || complain "the file cannot be read"
    timeless file >"file$threads"
    cmp -s "with$threads" "file$threads" ||
        complain "-j $threads: other records than from the file: $(diff "file$threads" "with$threads" | head -4 | cut -c1-400)"
    cmp -s with1 "with$threads" ||
        complain "-j $threads: other records than with one: $(diff with1 "with$threads" | head -4 | cut -c1-400)"
done
[ "$(wc -l <with1)" -gt 200 ] || complain "too few flows to compare: $(wc -l <with1)"

# Flows end while others go on: none of them early, though its thread may be ahead of others.
packet_sockets=4
start flows -i tap0 -t "$site" -f jsonl --idle 5s -v -j 4
replay dressed.pcap --pps 4000
wait_for "a quiet link ends no flows, or twice" sh -c '[ "$(wc -l <out)" = "$(wc -l <with1)" ]'
stop 0
[ "$(packets)" = "$sent" ] || complain "ending: not the $sent packets: $(cat err)"

# A tap has an interface for each direction; a thread has a handle of both.
ip link add in1 type veth peer name tap1
for end in in1 tap1; do
    echo 1 >"/proc/sys/net/ipv6/conf/$end/disable_ipv6" 2>/dev/null || true
    ip link set "$end" mtu 9000 up
done
python3 - "$source/pcaps/sample-day.pcap" <<'PYTHON'
import sys

data = open(sys.argv[1], "rb").read()
legs = [open(name, "wb") for name in ("leg0.pcap", "leg1.pcap")]
for leg in legs:
    leg.write(data[:24])
at = 24
while at < len(data):
    end = at + 16 + int.from_bytes(data[at + 8:at + 12], "little")
    legs[data[at + 42:at + 46] > data[at + 46:at + 50]].write(data[at:end])
    at = end
PYTHON
packet_sockets=6
start flows -i tap0 -i tap1 -t "$site" -f jsonl -v -j 3
tcpreplay -q -i in1 --topspeed leg1.pcap >leg1 2>&1 &
leg=$!
replay leg0.pcap
wait "$leg" || complain "tcpreplay: $(cat leg1)"
settle
stop 0
sent=$((sent + $(sed -n 's/.*Successful packets: *\([0-9]*\).*/\1/p' leg1)))
[ "$(packets)" = "$sent" ] || complain "two interfaces: not the $sent packets: $(cat err)"
python3 - <<'PYTHON' || complain "a conversation is in several records"
import collections
import json

count = collections.Counter()
both = 0
for line in open("out"):
    record = json.loads(line)
    ends = [(record[end]["ip"], record[end].get("port")) for end in ("source", "destination")]
    if record["network"]["transport"] == "udp":
        count[tuple(sorted(ends))] += 1
        both += all(record[end]["packets"] for end in ("source", "destination"))
assert both > 20 and max(count.values()) == 1, (both, [ends for ends in count if count[ends] > 1])
PYTHON
ip link del in1

# The interface goes away and comes back: all handles with it.
packet_sockets=4
start flows -i tap0 -f jsonl -v --reopen -j 4
ip link set tap0 down
wait_for "down is not said" said "tap0: the interface is down"
ip link set tap0 up
wait_for "up is not said" said "tap0: is back after"
replay dressed.pcap
settle
ip link del in0
wait_for "gone is not said" said "tap0: The interface disappeared"
cable
wait_for "not opened again" sh -c "[ \$(grep -c 'tap0: is back after' err) = 2 ]"
wait_for "not all handles are back" listening
replay dressed.pcap
settle
stop 3
[ "$(packets)" = $((sent * 2)) ] || complain "not all packets: $(cat err)"
[ "$(grep -c 'tap0: is back after' err)" = 2 ] || complain "said more than once: $(cat err)"
said "incomplete: tap0: the interface was gone or down 2 times" || complain "the report is silent: $(cat err)"

# What is dropped is dropped by several handles, and told as one number.
packet_sockets=2
start audit -i tap0 -B 1024 -f json -j 2
kill -STOP "$pid"
replay dressed.pcap
kill -CONT "$pid"
sleep 1
stop 3
dropped=$(sed -n 's/.*tap0: the kernel dropped \([0-9]*\) packets.*/\1/p' err)
taken=$(sed -n 's/^ *"packets": \([0-9]*\),/\1/p' out | head -1)
[ "${dropped:-0}" -gt 0 ] && [ $((dropped + taken)) = "$sent" ] || complain "$taken taken and ${dropped:-none} dropped of $sent"

finish
