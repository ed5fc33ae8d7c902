#!/bin/sh
# A day and more at the speed of the machine: every packet is accounted for against tcpdump on the same
# cable, memory stays flat, and the configuration can be read again in the middle of it.
. "$(dirname "$0")/lib.sh"
cable
ASAN_OPTIONS=${ASAN_OPTIONS:-}:quarantine_size_mb=1:malloc_context_size=0
export ASAN_OPTIONS
day=$source/pcaps/sample-day.pcap # 24 hours of time stamps
rounds=${LIVE_ROUNDS:-40}
echo 'exceptions: []' >accepted.yaml

tcpdump -i tap0 -B 65536 -U -w tap.pcap 2>dump &
dump=$!
wait_for "tcpdump does not listen" grep -q "listening on" dump
packet_sockets=2
start audit -i tap0 -x accepted.yaml -o report.json --every 1s --idle 5s -v
replay "$day"
sleep 6 # the flows of the first round have ended
low=$(memory VmHWM)
from=$(date +%s%N)
: >between
tcpreplay -q -i in0 --topspeed --loop "$rounds" --preload-pcap "$day" >between 2>&1 &
replayer=$!
reloads=0
while kill -0 "$replayer" 2>/dev/null; do
    kill -HUP "$pid"
    reloads=$((reloads + 1))
    sleep 0.1
done
wait "$replayer" || complain "tcpreplay: $(cat between)"
total=$((sent + $(sed -n 's/.*Successful packets: *\([0-9]*\).*/\1/p' between)))
settle
took=$((($(date +%s%N) - from) / 1000000))
sleep 6
high=$(memory VmHWM)
stop 0
kill -INT "$dump"
wait "$dump" || true
taken=$(sed -n 's/^lyncscope: \([0-9]*\) packets.*/\1/p' err)
written=$(sed -n 's/^\([0-9]*\) packets captured.*/\1/p' dump)
missed=$(sed -n 's/^\([0-9]*\) packets dropped by kernel.*/\1/p' dump)
[ "$taken" = "$total" ] || complain "$taken packets taken of $total: $(tail -3 err)"
[ $((written + missed)) = "$total" ] || complain "tcpdump: $(cat dump)"
[ "$(grep -c 'exceptions are reloaded' err)" -ge 1 ] || complain "not reloaded: $(tail -3 err)"
[ $((high - low)) -lt $((low / 5)) ] || complain "memory grows from $low to $high KiB"
python3 -m json.tool report.json >/dev/null || complain "the report is not whole"
echo "$((rounds + 1)) days, $total packets, $taken taken, tcpdump $written and $missed dropped"
echo "$reloads reloads asked for; $((total * 1000 / took)) packets a second; $low KiB early, $high KiB late"

finish
