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

# nothing that is read is written over
cp good.pcap precious.pcap
refuses "cannot be written" flows -r precious.pcap -w precious.pcap
refuses "cannot be written" flows -r precious.pcap -o precious.pcap
refuses "same file" flows -r precious.pcap -o both.pcap -w both.pcap
same good.pcap precious.pcap "the input"
refuses "second read" flows -r - -w out.pcap
# no packet at all still replaces what an earlier run left
run 0 flows -q -r good.pcap -w none.pcap -o none.jsonl tcp port 1
[ "$(wc -c <none.pcap)" = 24 ] || complain "not an empty capture"

finish
