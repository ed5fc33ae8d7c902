#!/bin/sh
# Day after day of ever new addresses, at the speed of the machine, with all that a sensor writes: memory
# is flat. LIVE_DAYS=5000 makes it an evening.
. "$(dirname "$0")/lib.sh"
cable
ASAN_OPTIONS=${ASAN_OPTIONS:-}:quarantine_size_mb=1:malloc_context_size=0
export ASAN_OPTIONS
day=$source/pcaps/sample-day.pcap
days=${LIVE_DAYS:-60}
mkdir -m 777 made

# Evidence and flows are at their limits from the first tenth on.
start flows -i tap0 -f jsonl -o made/f.jsonl -w made/e.pcapng --rotate 16M --evidence-buffer 1M --flow-limit 2000 \
    --idle 2s --alerts jsonl --metrics made/m.prom -v
total=0
for part in 10 40 50; do
    rm -f replayed
    count=$((days * part / 100))
    replay "$day" --topspeed --loop $count --unique-ip
    total=$((total + sent))
    settle
    now=$(memory VmRSS)
    echo "$total packets, $((${days_done:=0} + count)) days: $now KiB"
    days_done=$((days_done + count))
    : "${first:=$now}"
    [ $part != 40 ] || middle=$now
done
stop any
[ "$status" = 0 ] || [ "$status" = 3 ] || complain "exit status $status: $(tail -3 err)"
[ $((now - first)) -lt $((first / 4)) ] && [ $((now - middle)) -lt $((middle / 10)) ] ||
    complain "memory grows from $first over $middle to $now KiB"
taken=$(sed -n 's/^lyncscope: \([0-9]*\) packets, .*/\1/p' err)
dropped=$(sed -n 's/.*the kernel dropped \([0-9]*\) packets.*/\1/p' err)
[ $((taken + ${dropped:-0})) = "$total" ] || complain "$taken taken and ${dropped:-0} dropped of $total"
echo "$taken taken, ${dropped:-0} dropped; $(sed -n 's/^lyncscope: \(-w: .*\)/\1/p' err | head -1)"

finish
