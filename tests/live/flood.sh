#!/bin/sh
# Memory stays flat whatever comes: SYNs, datagrams and answers of ever new addresses. Limits hold for
# all threads together.
. "$(dirname "$0")/lib.sh"
cable
ASAN_OPTIONS=${ASAN_OPTIONS:-}:quarantine_size_mb=1:malloc_context_size=0
export ASAN_OPTIONS

for run in "syn 1" "udp 1" "udp 3" "scan 1"; do
    kind=${run% *}
    "$flood" "$kind" 1 30000 one.pcap
    "$flood" "$kind" 2 30000 two.pcap
    start flows -i tap0 --flow-limit 2000 --idle 2s -f jsonl --only documented -v -j "${run#* }"
    replay one.pcap
    total=$sent
    settle
    low=$(memory VmHWM)
    for _ in 1 2 3; do
        replay two.pcap
        total=$((total + sent))
        replay one.pcap
        total=$((total + sent))
    done
    settle
    high=$(memory VmHWM)
    echo "$run: $low KiB after 30000 packets, $high KiB after $total"
    [ $((high - low)) -lt $((low / 5)) ] || complain "$run: memory grows from $low to $high KiB"
    stop 3
    said "incomplete: flow table full: [0-9]* flows ended early" || complain "$run: the limit is not named: $(cat err)"
    taken=$(sed -n 's/^lyncscope: \([0-9]*\) packets.*/\1/p' err)
    dropped=$(sed -n 's/.*the kernel dropped \([0-9]*\) packets.*/\1/p' err)
    [ $((taken + ${dropped:-0})) = "$total" ] || complain "$run: $taken taken and ${dropped:-0} dropped of $total"
done

finish
