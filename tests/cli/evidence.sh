#!/bin/sh
# -w holds the packets of flows with findings, all of them and no others, and says why.
. "$(dirname "$0")/lib.sh"

tally() {
    sed -n 's/.*"packets":\([0-9]*\),"bytes":\([0-9]*\)[,}].*"source":{"ip":"\([^"]*\)","port":\([0-9]*\).*/\3 \4 \1 \2/p' "$1" | sort
}
# magic FILE: its first four bytes
magic() { od -An -tx1 -N4 "$1" | tr -d ' '; }

capture good
for name in evidence.pcapng evidence.pcap evidence; do
    run 0 flows --lang en -r good.pcap -f jsonl -w $name
    grep -v '"findings":\[\]' out >found
    run 0 flows --lang en -r $name -f jsonl
    [ "$(wc -l <out)" = "$(wc -l <found)" ] && [ "$(wc -l <found)" = 2 ] || complain "not the two flows: $(wc -l <out)"
    tally found >a
    tally out >b
    [ -s a ] || complain "nothing to compare"
    same a b "packets are missing or too many"
done
[ "$(magic evidence.pcap)" = 4d3cb2a1 ] || complain "no classic pcap: $(magic evidence.pcap)"
[ "$(magic evidence.pcapng)" = 0a0d0d0a ] || complain "no pcapng: $(magic evidence.pcapng)"
same evidence evidence.pcapng "without a suffix it is pcapng"
grep -aq 'undocumented: no row allows RDP on TCP 3389 | rows: none | finding: undocumented (high)' evidence.pcapng ||
    complain "no comment with the reason"
grep -aq "$("$lyncscope" --version | head -1)" evidence.pcapng || complain "not told who wrote it"

# The comment: rows, remarks, who accepts; in the language of the run; nothing a stranger wrote acts.
cat >said.scene <<'SCENE'
start 2026-03-02T08:00:00
host client 10.20.0.7
host fe01 10.0.10.11
1 tcp client:50001 fe01:5061 sip method=INVITE
2 tcp client:50002 fe01:5060 sip method=INVITE
3 tcp client:50003 fe01:3389 rdp
SCENE
"$scene" said.scene said.pcap
printf 'hosts:\n  - {name: fe01.contoso.test, ip: 10.0.10.11, roles: [front-end]}\nnetworks:\n  - {cidr: 10.20.0.0/16, roles: [client]}\n' >site.yaml
printf 'exceptions:\n  - {id: jump, source: any, destination: any, port: 3389, owner: o, reason: r, expires: 2026-12-31}\n' >accepted.yaml
run 0 audit -q --lang en -r said.pcap -t site.yaml -x accepted.yaml -w said.pcapng
grep -aq 'contradicted: [^|]* | rows: T1.3[^|]* | finding: contradicted (high)' said.pcapng || complain "no row that is contradicted"
grep -aq 'undocumented: [^|]* | rows: none | finding: undocumented (high) | accepted by: jump' said.pcapng ||
    complain "not told who accepts"
if command -v tshark >tshark.out 2>&1 && command -v capinfos >tshark.out 2>&1; then
    run 0 audit -q --lang zh-CN -r said.pcap -t site.yaml -w said.pcapng
    tshark -r said.pcapng -Y frame.comment -T fields -e tcp.srcport -e frame.comment >comments 2>tshark.err ||
        complain "tshark: $(cat tshark.err)"
    [ "$(cut -f1 comments | tr '\n' ' ')" = "50001 50002 50003 " ] || complain "not the first packets: $(cat comments)"
    grep -q '未记载：.* | 行：无 | 发现：undocumented（高）' comments || complain "not in Chinese: $(cat comments)"
    tshark -r said.pcapng -T fields -e tcp.flags.syn -Y 'frame.comment && tcp.flags.ack == 0' 2>tshark.err >syns
    [ "$(wc -l <syns)" = 3 ] || complain "not on the first packet of each"
    capinfos said.pcapng >infos 2>&1 || complain "capinfos: $(cat infos)"
    grep -q 'nanoseconds (9)' infos && grep -q 'lyncscope' infos || complain "$(cat infos)"
else
    echo "no tshark and capinfos here: not opened with them"
fi

# The evidence of a day gives the findings of the day.
day=$source/pcaps/sample-day.pcap
run 0 audit -q -r "$day" -t "$source/pcaps/sample-site.yaml" -f json -w day.pcapng
sed -n '/^ "findings"/,/^ "coverage"/p' out >a
run 0 audit -q -r day.pcapng -t "$source/pcaps/sample-site.yaml" -f json
sed -n '/^ "findings"/,/^ "coverage"/p' out >b
[ "$(wc -l <a)" -gt 100 ] || complain "nothing to compare"
same a b "other findings in the evidence than in the day"
run 0 audit -q -r "$day" -t "$source/pcaps/sample-site.yaml" -f json -w again.pcapng
same day.pcapng again.pcapng "the same run gives other bytes"

# Fragments of a tunnel that hold fragments of a datagram: all of them belong to its flow.
cat >nested.scene <<'SCENE'
start 2026-03-02T08:00:00
host client 10.20.0.7
host fe01 10.0.10.11
shape gre
1 udp client:50001 fe01:9000 sip method=OPTIONS segment=200 outer=80
2 udp client:50002 fe01:9001 noise size=300 segment=64 outer=24
SCENE
"$scene" nested.scene nested.pcap
run 0 flows -q -r nested.pcap -f jsonl -w nested.pcapng
grep -v '"findings":\[\]' out >found
run 0 flows -q -r nested.pcapng -f jsonl
tally found >a
tally out >b
[ "$(awk '{ n += $3 } END { print n }' a)" -gt 12 ] || complain "too few fragments: $(cat a)"
same a b "fragments inside a tunnel's fragments"

for command in flows audit; do
    run 2 $command -r good.pcap -w no/such/folder/evidence.pcap -o half
    [ ! -e half ] || complain "$command: a report beside the status of a failure"
done

# nothing that is read is written over
cp good.pcap precious.pcap
refuses "cannot be written" flows -r precious.pcap -w precious.pcap
refuses "cannot be written" flows -f jsonl -r precious.pcap -o precious.pcap
refuses "same file" flows -f jsonl -r precious.pcap -o both.pcap -w both.pcap
same good.pcap precious.pcap "the input"
refuses "both be written to standard output" flows -r precious.pcap -w -
run 0 flows -q -r good.pcap -o both.jsonl -w -
[ "$(magic out)" = 0a0d0d0a ] || complain "no evidence on standard output"
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
for name in evidence.pcap evidence.pcapng; do
    run 0 flows -r mixed.pcapng -f jsonl -w $name
    run 0 flows -r $name -f jsonl
    grep -q '"port":3389' out || complain "not the packet of the finding in $name"
done
# findings in frames of both link types: pcapng holds them, classic pcap cannot
{
    cat mixed.pcapng
    printf '\006\000\000\000\110\000\000\000\000\000\000\000\375\113\006\000\310\140\146\010\050\000'
    printf '\000\000\050\000\000\000\105\000\000\050\003\353\000\000\100\006\000\000\012\000\000\001'
    printf '\012\000\000\002\004\001\000\026\000\000\000\001\000\000\000\000\120\002\040\000\022\064'
    printf '\000\000\110\000\000\000'
} >both.pcapng
run 0 flows -r both.pcapng -f jsonl -w evidence.pcapng
cp out all
run 0 flows -r evidence.pcapng -f jsonl
grep -v '"findings":\[\]' all >found
[ "$(wc -l <found)" = 2 ] || complain "not two findings: $(cat all)"
tally found >a
tally out >b
same a b "both link types"
refuses "one link type" flows -r both.pcapng -f jsonl -w evidence2.pcap -o half
[ ! -e evidence2.pcap ] && [ ! -e half ] || complain "something is left of a failure"

finish
