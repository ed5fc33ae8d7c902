#!/bin/sh
# Reports while the capture goes on: written whole, and a line for who asks.
. "$(dirname "$0")/lib.sh"
cable
day=$source/pcaps/sample-day.pcap

start audit -i tap0 -o report.json --every 1s --idle 1s
replay "$day"
wait_for "no report while it runs" grep -qs '"undocumented": 5' report.json
kill -USR1 "$pid"
wait_for "no status line" said "^lyncscope: $sent packets, [0-9]* bytes, [0-9]* flows judged, [0-9]* tracked; "
replay "$day"
python3 -m json.tool report.json >/dev/null || complain "a report that is not whole"
stop 0
[ "$(sed -n 's/^ *"packets": \([0-9]*\),/\1/p' report.json | head -1)" = $((sent * 2)) ] || complain "the last report is not the last"
grep -q '"undocumented": 10' report.json || complain "not all is counted"
[ "$(find . -name 'report.json*' | wc -l)" = 1 ] || complain "something is left over: $(ls)"

# killed at any moment: the report that was there stays, and is whole
start audit -i tap0 -o report.json --every 1s --idle 1s
kill -KILL "$pid"
ended 137
python3 -m json.tool report.json >/dev/null || complain "a report that is not whole"

# no room: said, and the capture goes on
mkdir small
if mount -t tmpfs -o size=16k tmpfs small 2>/dev/null; then
    start audit -i tap0 -o small/report.json --every 1s --idle 1s
    replay "$day"
    sleep 3
    wait_for "a full disk is not said" said "small/report.json: cannot be written: No space left"
    said "the next report is tried in time" || complain "not that it goes on: $(cat err)"
    kill -0 "$pid" || complain "it did not go on"
    mount -o remount,size=8m small
    wait_for "no report when there is room" test -s small/report.json
    wait_for "recovery is not said" said "reports can be written again"
    [ "$(grep -c 'No space left' err)" = 1 ] || complain "said more than once: $(cat err)"
    stop 0
    umount small
fi

finish
