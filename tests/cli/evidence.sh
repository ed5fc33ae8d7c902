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
for command in flows audit; do
    run 2 $command -r good.pcap -w no/such/folder/evidence.pcap -o half
    [ ! -e half ] || complain "$command: a report beside the status of a failure"
done

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

# the first frame's link type need not be that of the evidence: raw IP, then Ethernet
{
    printf '\012\015\015\012\034\000\000\000\115\074\053\032\001\000\000\000\377\377\377\377\377\377'
    printf '\377\377\034\000\000\000'
    printf '\001\000\000\000\024\000\000\000\145\000\000\000\000\000\000\000\024\000\000\000'
    printf '\001\000\000\000\024\000\000\000\001\000\000\000\000\000\000\000\024\000\000\000'
    printf '\006\000\000\000\074\000\000\000\000\000\000\000\375\113\006\000\000\140\146\010\034\000'
    printf '\000\000\034\000\000\000\105\000\000\034\003\351\000\000\100\001\000\000\012\000\000\001'
    printf '\012\000\000\002\010\000\000\000\000\001\000\001\074\000\000\000'
    printf '\006\000\000\000\130\000\000\000\001\000\000\000\375\113\006\000\144\140\146\010\066\000'
    printf '\000\000\066\000\000\000\002\002\002\002\002\002\004\004\004\004\004\004\010\000\105\000'
    printf '\000\050\003\352\000\000\100\006\000\000\012\000\000\001\012\000\000\002\004\001\015\075'
    printf '\000\000\000\001\000\000\000\000\120\002\040\000\022\064\000\000\000\000\130\000\000\000'
} >mixed.pcapng
run 0 flows -r mixed.pcapng -f jsonl -w evidence.pcap
run 0 flows -r evidence.pcap -f jsonl
grep -q '"port":3389' out || complain "not the packet of the finding"

finish
