#!/bin/sh
# What goes wrong with several threads is told once and ends in good order, as with one.
#
#   threads.sh LYNCSCOPE SCENE SOURCE LOAD
load=$4
. "$(dirname "$0")/lib.sh"

# in_time SECONDS COMMAND...: 124 when it hangs
in_time() {
    limit=$1
    shift
    timeout -s KILL "$limit" "$@"
}

"$load" -k mix -n 30000 -m 2000 load.pcap >/dev/null

for value in -1 x 65 "" 1.5; do
    refuses "-j $value: needs a number from 0 to 64" flows -j "$value" -r load.pcap
done
run 0 flows -q -j 0 -r load.pcap -f jsonl
cp out whole
run 0 flows -q --threads 2 -r load.pcap -f jsonl
same out whole "-j 0 and --threads 2"

# Wrong input: one line, nothing comes out.
: >empty.pcap
refuses "is empty" flows -j 3 -r empty.pcap -f jsonl
refuses "filter" flows -j 3 -r load.pcap -f jsonl no such word

# A table that is full: told once, every packet counted, and the same in the next run.
run 3 flows -q -j 3 --flow-limit 64 -r load.pcap -f jsonl
cp out limited
[ "$(grep -c 'flow table full' err)" = 1 ] || complain "not told once: $(cat err)"
sum() { sed 's/.*"network":{[^}]*"packets":\([0-9]*\).*/\1/' "$1" | awk '{ n += $1 } END { print n }'; }
[ "$(sum limited)" = "$(sum whole)" ] || complain "packets: $(sum limited), not $(sum whole)"
run 3 flows -q -j 3 --flow-limit 64 -r load.pcap -f jsonl
same out limited "a full table, twice"

# Interrupted: what was read comes out, whoever is waiting for whom.
mkfifo pipe
for threads in 1 4; do
    "$lyncscope" flows -q -j $threads -r pipe -f jsonl >out 2>err &
    reader=$!
    {
        head -c 2000000 load.pcap
        sleep 1
        kill -INT $reader
        sleep 30 &
        echo $! >sleeper
        wait
    } >pipe &
    feeder=$!
    status=0
    wait $reader || status=$?
    kill "$(cat sleeper)" $feeder 2>/dev/null || :
    [ $status = 3 ] || complain "-j $threads, interrupted: status $status: $(cat err)"
    grep -q 'interrupted after' err || complain "-j $threads: stderr does not say so: $(cat err)"
    [ "$(grep -c . out)" -gt 10 ] || complain "-j $threads: nothing came out"
    sed 's/after [0-9]* packets//' err >said$threads
done
same said1 said4 "what is said of an interrupted run"

# Without memory: a worker says so, nobody waits for it. Sanitizers take more than any limit leaves.
if sh -c 'ulimit -v 300000; exec "$@"' - "$lyncscope" --version >/dev/null 2>&1; then
    "$load" -k flows -n 400000 -m 100000 large.pcap >/dev/null
    failed=0
    for kilobytes in 100000 200000 300000; do
        rm -f none.jsonl
        status=0
        in_time 60 sh -c "ulimit -v $kilobytes; exec \"\$@\"" - \
            "$lyncscope" flows -q -j 4 -r large.pcap -f jsonl -o none.jsonl 2>err || status=$?
        [ $status != 137 ] || complain "hangs with $kilobytes KB"
        [ $status = 2 ] || continue
        failed=$((failed + 1))
        [ "$(grep -c . err)" = 1 ] || complain "$kilobytes KB: $(cat err)"
        [ ! -e none.jsonl ] || complain "$kilobytes KB: something came out"
    done
    [ $failed -gt 0 ] || complain "memory was always enough: the limits above are of no use"
fi

finish
