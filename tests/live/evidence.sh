#!/bin/sh
# -w while the capture runs: the packets of flows with findings, in finished files, within bounds.
. "$(dirname "$0")/lib.sh"
cable
day=$source/pcaps/sample-day.pcap
site=$source/pcaps/sample-site.yaml

# tally FILE: who spoke to whom with how many packets
tally() {
    sed -n 's/.*"packets":\([0-9]*\),"bytes":\([0-9]*\)[,}].*"source":{"ip":"\([^"]*\)","port":\([0-9]*\).*/\3 \4 \1 \2/p' "$1" | sort
}
found() { grep -v '"findings":\[\]' "$1" >found || true; }
# files FOLDER: complete files, and nothing else unless the run was killed
whole() {
    for file in "$1"/*.pcapng; do
        "$lyncscope" flows -r "$file" -f jsonl >>"$1.flows" 2>whole.err || complain "$file is not whole: $(cat whole.err)"
    done
}

# everything of every flow: the evidence of the run holds what the records of findings count
start flows -i tap0 -t "$site" -f jsonl -o flows.jsonl -w all.pcapng --evidence-packets 0 --idle 1s -v
replay "$day"
settle
stop 0
found flows.jsonl
[ "$(wc -l <found)" -gt 5 ] || complain "too few findings to compare: $(wc -l <found)"
tally found >a
"$lyncscope" flows -r all.pcapng -t "$site" -f jsonl >again || complain "the evidence cannot be read"
tally again >b
[ -s a ] && cmp -s a b || complain "other packets than those of the findings: $(diff a b | head -5)"
grep -aq 'undocumented: no row allows RDP on TCP 3389[^|]* | rows: none | finding: undocumented (high)' all.pcapng ||
    complain "no comment with the reason"
packets=$(awk '{n += $3} END {print n}' a)
said "^lyncscope: -w: $packets packets of flows with findings are written" || complain "not $packets packets: $(cat err)"
echo "$(wc -l <found) flows with findings, $packets packets of $sent"

# the first of each flow; more are counted
start audit -i tap0 -t "$site" -o report.json -w few.pcapng --evidence-packets 3 --idle 1s
replay "$day"
settle
stop 0
"$lyncscope" flows -r few.pcapng -f jsonl >again || complain "the evidence cannot be read"
tally again >b
beyond=$(awk '{n += $3 > 3 ? $3 - 3 : 0} END {print n}' a)
[ "$(awk '$3 > 3' b | wc -l)" = 0 ] && [ "$(wc -l <b)" = "$(wc -l <a)" ] || complain "not the first three of each: $(head -3 b)"
said "^lyncscope: -w: the first packets of each flow are kept, and $beyond more came" || complain "not $beyond: $(cat err)"

# in one file after the other, by time and by size
mkdir -m 777 rotated
start flows -i tap0 -t "$site" -f jsonl -o flows.jsonl -w rotated/e.pcapng --rotate 1s,8K --evidence-packets 0 --idle 1s -v
replay "$day" --pps 2000
settle
stop 0
files=$(find rotated -name 'e-*Z*.pcapng' | wc -l)
[ "$files" -gt 2 ] && [ "$(find rotated -type f | wc -l)" = "$files" ] || complain "files of evidence: $(ls rotated)"
[ "$(find rotated -size +24k | wc -l)" = 0 ] || complain "a file is too large: $(ls -l rotated)"
whole rotated
found flows.jsonl
tally found | awk '{n += $3} END {print n}' >a
tally rotated.flows | awk '{n += $3} END {print n}' >b
cmp -s a b || complain "$(cat b) packets in the files, $(cat a) in the records"
mkdir -m 777 records
start flows -i tap0 -t "$site" -f jsonl -o records/flows.jsonl -w records/e.pcapng --rotate 1h --idle 1s
replay "$day"
settle
stop 0
[ "$(find records -name 'flows-*.jsonl' | wc -l) $(find records -name 'e-*.pcapng' | wc -l)" = "1 1" ] || complain "$(ls records)"

# nothing found: an empty file without --rotate, none with it
start flows -i tap0 -f jsonl -o flows.jsonl -w none.pcapng tcp port 5061
stop 0
"$lyncscope" flows -r none.pcapng -f jsonl >again 2>&1 || complain "an empty capture is expected: $(cat again)"

# memory for a thousandth of it: flows that go on are judged early, and what is given up is counted
"$flood" udp 1 15000 udp.pcap
start flows -i tap0 -f jsonl -o flows.jsonl -w small.pcapng --evidence-buffer 1M -B 262144 -v
replay udp.pcap
settle
stop any
kept=$(sed -n 's/.*-w: \([0-9]*\) packets of flows with findings are written.*/\1/p' err)
left=$(sed -n 's/.*-w: \([0-9]*\) packets of [0-9]* flows with findings were given up.*/\1/p' err | head -1)
found flows.jsonl
[ $((kept + ${left:-0})) -ge "$(wc -l <found)" ] && [ "$kept" -gt $(($(wc -l <found) * 9 / 10)) ] && [ "$kept" -gt 1000 ] ||
    complain "$kept packets kept, ${left:-0} given up, of $(wc -l <found) findings: $(cat err)"
"$lyncscope" flows -r small.pcapng -f jsonl >again 2>&1 || complain "small.pcapng is not whole"
[ "$(wc -l <again)" = "$kept" ] || complain "$(wc -l <again) flows, $kept packets"

# killed: what has its name is whole
mkdir -m 777 killed
start flows -i tap0 -t "$site" -f jsonl -o flows.jsonl -w killed/e.pcapng --rotate 4K --evidence-packets 0 --idle 1s
replay "$day" --pps 3000
wait_for "no file is finished" sh -c 'ls killed/*.pcapng >/dev/null 2>&1'
kill -KILL "$pid"
ended 137
whole killed

# a full disk: said once, counted, and the run goes on when there is room again
mkdir small
if mount -t tmpfs -o size=32k,mode=1777 tmpfs small 2>/dev/null; then
    start flows -i tap0 -t "$site" -f jsonl -o flows.jsonl -w small/e.pcapng --rotate 1s --evidence-packets 0 --idle 1s -v
    replay "$day"
    wait_for "a full disk is not said" said "^lyncscope: -w small/e-.*: cannot be written: No space left"
    sleep 2.5
    kill -0 "$pid" || complain "it did not go on"
    mount -o remount,size=64m small
    sleep 1.5
    replay "$day"
    settle
    sleep 2
    stop 3
    said "^lyncscope: incomplete: -w: [0-9]* packets could not be written" || complain "not how many are lost: $(cat err)"
    said "^lyncscope: -w small/e-.*: is written; the disk takes files again" || complain "recovery is not said: $(cat err)"
    [ "$(grep -c 'No space left' err)" = 1 ] || complain "said more than once: $(cat err)"
    whole small
    lost=$(sed -n 's/.*-w: \([0-9]*\) packets could not be written.*/\1/p' err | tail -1)
    kept=$(tally small.flows | awk '{n += $3} END {print n}')
    [ $((kept + lost)) = $((2 * packets)) ] || complain "$kept kept and $lost lost of $((2 * packets))"
    umount small
fi

# what cannot be is refused
for options in "-w -" "-w x.pcapng --rotate 1h,2h" "-w x.pcapng --evidence-buffer 1K" "-w x.pcapng --evidence-packets many" "--evidence-packets 5 -o x.jsonl" "-w nowhere/x.pcapng"; do
    status=0
    # shellcheck disable=SC2086
    timeout 20 "$lyncscope" flows -i tap0 --rotate 1h $options >out 2>err || status=$?
    [ "$status" = 2 ] || complain "$options: status $status"
done

finish
