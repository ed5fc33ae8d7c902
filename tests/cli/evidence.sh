#!/bin/sh
# -w holds the packets of flows with findings, all of them and no others.
. "$(dirname "$0")/lib.sh"

capture good
run 0 flows -r good.pcap -f jsonl -w evidence.pcap
grep -v '"findings":\[\]' out >found
run 0 flows -r evidence.pcap -f jsonl
[ "$(wc -l <out)" = "$(wc -l <found)" ] && [ "$(wc -l <found)" = 2 ] || complain "not the two flows: $(wc -l <out)"
tally() {
    sed -n 's/.*"packets":\([0-9]*\),"bytes":\([0-9]*\)[,}].*"source":{"ip":"\([^"]*\)","port":\([0-9]*\).*/\3 \4 \1 \2/p' "$1" | sort
}
tally found >a
tally out >b
[ -s a ] || complain "nothing to compare"
same a b "packets are missing or too many"
run 2 flows -r good.pcap -w no/such/folder/evidence.pcap

finish
