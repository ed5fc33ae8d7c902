#!/bin/sh
# A capture cut in the middle of a packet: status 3, and everything before is there.
. "$(dirname "$0")/lib.sh"

capture good
run 0 flows -r good.pcap -f jsonl
cp out whole
size=$(wc -c <good.pcap)
head -c $((size - 20)) good.pcap >cut.pcap
run 3 flows -r cut.pcap -f jsonl
[ "$(wc -l <out)" = "$(wc -l <whole)" ] || complain "flows are missing"
head -4 out >some
head -4 whole >others
same some others "what was whole has changed"
grep -q 'cut.pcap: cut short' err || complain "stderr does not say so: $(cat err)"
run 3 audit -r cut.pcap -f json
tr -d '\n' <out | grep -q '"incomplete": *\[[^]]*cut.pcap' || complain "the report does not say so"
# A finding wins over an incomplete input only where it was asked for.
run 1 audit -r cut.pcap --fail-on high -f json

finish
