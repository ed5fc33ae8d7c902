#!/bin/sh
# -o writes all or nothing; formats agree on the number of flows.
. "$(dirname "$0")/lib.sh"

capture good
run 0 flows -r good.pcap -f jsonl
cp out expected
run 0 flows -r good.pcap -f jsonl -o flows.jsonl
[ -s out ] && complain "-o writes to stdout too"
same flows.jsonl expected "-o differs from stdout"
run 2 flows -r good.pcap -o no/such/folder/flows.jsonl
echo before >kept
run 2 flows -r absent.pcap -o kept
[ "$(cat kept)" = before ] || complain "a failed run touched the file"
[ "$(ls | grep -c kept)" = 1 ] || complain "a temporary file stayed: $(ls)"
run 0 flows -r good.pcap -f csv
[ "$(wc -l <out)" = 6 ] || complain "csv: not a header and five flows"
# A FIFO is written directly, and a link stays a link. The links are our own: a test run by root
# must not come near those in /dev.
mkfifo pipe
cat pipe >through &
run 0 flows -r good.pcap -f jsonl -o pipe
wait
same through expected "a FIFO is not written directly"
[ -p pipe ] || complain "the FIFO was replaced"
for flag in -o -w; do
    ln -s target link
    run 0 flows -r good.pcap -f jsonl "$flag" link
    [ -L link ] || complain "$flag replaced a symbolic link"
    [ -s target ] || complain "$flag wrote nothing through a link"
    rm -f link target
done
# What was nobody's business stays so, evidence is from the start, and others stay readable.
for flag in -o -w --metrics; do
    for mode in 600 640 644; do
        rm -f kept
        (umask 077 && echo before >kept)
        chmod $mode kept
        (umask 022 && run 0 flows -r good.pcap -f jsonl "$flag" kept)
        [ "$(cat kept)" != before ] || complain "$flag wrote nothing"
        [ "$(stat -c %a kept)" = $mode ] || complain "$flag: mode $(stat -c %a kept) after $mode"
    done
done
(umask 022 && run 0 flows -r good.pcap -f jsonl -o new.jsonl -w new.pcapng)
[ "$(stat -c %a new.pcapng new.jsonl | tr '\n' ' ')" = "600 644 " ] || complain "$(stat -c '%a %n' new.*)"
run 0 audit -r good.pcap -o report.json
grep -q '"verdicts"' report.json || complain "the name does not choose the format"
run 0 flows -r good.pcap -f jsonl --only undocumented,misplaced
[ "$(wc -l <out)" = 2 ] || complain "--only: not two flows"
[ "$(wc -l <out)" = "$(grep -cE '"verdict":"(undocumented|misplaced)"' out)" ] || complain "--only lets others through"

finish
