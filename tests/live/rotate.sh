#!/bin/sh
# Records in one finished file after the other: nothing is lost between two, however the run ends.
. "$(dirname "$0")/lib.sh"
cable
day=$source/pcaps/sample-day.pcap
site=$source/pcaps/sample-site.yaml
"$lyncscope" flows -r "$day" -t "$site" -f jsonl >file
expected=$(wc -l <file)

# whole_files FOLDER: what stands at a final name is whole; says how many packets they tell of
whole_files() {
    python3 - "$1" <<'PYTHON'
import glob, json, re, sys

packets = 0
for name in glob.glob(sys.argv[1] + "/*.jsonl"):
    assert re.search(r"/flows-\d{8}T\d{6}Z(-\d+)?\.jsonl$", name), name
    text = open(name).read()
    assert text.endswith("\n"), name
    packets += sum(json.loads(line)["network"]["packets"] for line in text.splitlines())
print(packets)
PYTHON
}

for when in 1s 64K; do
    mkdir -m 777 $when
    start flows -i tap0 -t "$site" -f jsonl -o $when/flows.jsonl --rotate $when --idle 1s -v
    replay "$day" --pps 2000
    settle
    stop 0 TERM
    files=$(find $when -name '*.jsonl' | wc -l)
    [ "$files" -gt 1 ] || complain "$when: $files files"
    [ "$(find $when -type f | wc -l)" = "$files" ] || complain "$when: something is left over: $(ls $when)"
    told=$(whole_files $when) || complain "$when: not whole"
    skipped=$(sed -n 's/.*in no flow: \([0-9]*\) packets.*/\1/p' err | awk '{n += $1} END {print n + 0}')
    [ $((told + skipped)) = "$sent" ] || complain "$when: records of $told packets, $skipped in none, of $sent"
    echo "$when: $files files, $(cat $when/*.jsonl | wc -l) records ($expected of the file)"
done

# killed in the middle: what has its name is whole, and the rest has no such name
mkdir -m 777 killed
start flows -i tap0 -t "$site" -f jsonl -o killed/flows.jsonl --rotate 64K --idle 1s
replay "$day" --pps 4000
wait_for "no file is finished" sh -c 'ls killed/*.jsonl >/dev/null 2>&1'
kill -KILL "$pid"
ended 137
whole_files killed >/dev/null || complain "killed: not whole"

# a full disk: said once, counted, and the run goes on when there is room again
mkdir small
if mount -t tmpfs -o size=96k,mode=1777 tmpfs small 2>/dev/null; then
    start flows -i tap0 -t "$site" -f jsonl -o small/flows.jsonl --rotate 1s --idle 1s
    replay "$day"
    wait_for "a full disk is not said" said "cannot be written: No space left"
    kill -0 "$pid" || complain "it did not go on"
    sleep 2.5
    mount -o remount,size=64m small
    sleep 1.5 # so long until the next is tried
    replay "$day"
    settle
    sleep 2
    stop 3
    said "incomplete: [0-9]* records could not be written" || complain "not how many are lost: $(cat err)"
    said "is written; the disk takes files again" || complain "recovery is not said: $(cat err)"
    [ "$(grep -c 'No space left' err)" = 1 ] || complain "said more than once: $(cat err)"
    whole_files small >/dev/null || complain "full: not whole"
    [ "$(cat small/*.jsonl | wc -l)" -ge 100 ] || complain "nothing came after: $(ls small)"
    umount small
fi

finish
