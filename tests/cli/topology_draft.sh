#!/bin/sh
# A draft of a topology from a capture: accepted by check, told when read again, and addresses that
# a published topology lacks are found in DNS answers.
. "$(dirname "$0")/lib.sh"

day=$source/pcaps/sample-day.pcap
run 0 topology show -q -r "$day" -o draft.yaml
[ -s out ] && complain "-o writes to stdout too"
run 0 topology check draft.yaml
grep -q 'no mistakes' out || complain "not accepted: $(cat out)"
run 0 topology show -q -r "$day"
same out draft.yaml "not the same twice"
grep -q '^  - {name: "fe01.contoso.test", ip: "10.0.10.11", roles: \[front-end, cms\]}$' draft.yaml ||
    complain "no front end"
grep -q "^  # front-end: likely. cms: likely.\$" draft.yaml || complain "not how sure"
grep -q '^  #   smb TCP 445 (T1.37)$' draft.yaml || complain "no reason"
grep -q '^  # - {.*ip: "10.0.11.11", roles: \[director\]}$' draft.yaml || complain "a hint is stated"
grep -q '^  - {cidr: "10.20.0.0/24", roles: \[client\]}$' draft.yaml || complain "no client network"
grep -q 'name: "pool01' draft.yaml && complain "a name of several hosts is given to one"
# Read again it is told, and its hosts are what they were.
run 0 audit -q -r "$day" -t draft.yaml -f json --lang en
grep -A 8 '"ip": "10.0.10.11"' out | grep -q '"role_from": "topology"' || complain "not told"
# With what is known already, those lines are told.
run 0 topology show -q -r "$day" -t "$source/pcaps/sample-site.yaml"
grep -B 1 '10.0.11.11' out | grep -q '# told' || complain "a told host is not"
refuses "a draft is always yaml" topology show -f jsonl -r "$day"
refuses "topology show -r FILE" topology check -r "$day" draft.yaml

# Unknown and busy: a comment. Nothing known at all: still a topology.
cat >odd.scene <<'SCENE'
start 2026-03-02T08:00:00
host a 10.9.0.1
host b 10.9.0.2
1 tcp a:50001 b:9999 rdp
2 tcp a:50002 b:9999 rdp
SCENE
"$scene" odd.scene odd.pcap
run 0 topology show -q -r odd.pcap
grep -q '^  # not known; 2 flows$' out || complain "the busy unknown is missing: $(cat out)"
cp out odd.yaml
run 0 topology check odd.yaml

# A published topology has no addresses of internal servers; a DNS answer in the capture does.
cat >dns.scene <<'SCENE'
start 2026-03-02T08:00:00
host client 10.20.0.7
host dc01 10.0.33.11
host fe 10.0.10.11
1 udp client:52001 dc01:53 dns name=front2.west.test
2 tcp client:50001 fe:3389 rdp
SCENE
"$scene" dns.scene dns.pcap
cat >lacks.csv <<'CSV'
name,ip,roles
front2.west.test,,front-end
CSV
run 0 audit -q -r dns.pcap -t lacks.csv -f json --lang en
grep -A 12 '"ip": "10.0.10.11"' out >found
grep -q '"role_from": "topology"' found || complain "the answer does not tell: $(cat found)"
grep -q '"name": "front2.west.test"' found || complain "no name: $(cat found)"
grep -q '"DNS answer: front2.west.test"' found || complain "not marked: $(cat found)"
# What any neighbour may claim does not tell.
sed 's/:53 dns/:5353 dns/; s/:52001/:5353/' dns.scene >mdns.scene
"$scene" mdns.scene mdns.pcap
run 0 audit -q -r mdns.pcap -t lacks.csv -f json --lang en
grep -A 12 '"ip": "10.0.10.11"' out | grep -q '"role_from": "topology"' && complain "mDNS tells"

finish
