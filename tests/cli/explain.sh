#!/bin/sh
# flows --explain: every row that was considered, with what spoke for and against it, in both
# languages; nothing of it where nobody asks.
. "$(dirname "$0")/lib.sh"

cat >talk.scene <<'SCENE'
start 2026-03-02T08:00:00
host client 10.20.0.7
host fe01 10.0.10.11
host fe02 10.0.10.12
1 tcp client:50001 fe01:5061 tls sni=pool01.contoso.test cert=pool01.contoso.test
2 tcp fe02:50002 fe01:135 http path=/ host=fe01
3 tcp client:50003 fe01:445 smb share=\\fe01\xds-replica
SCENE
"$scene" talk.scene talk.pcap
cat >site.yaml <<'YAML'
hosts:
  - {name: fe01.contoso.test, ip: 10.0.10.11, roles: [front-end]}
  - {name: fe02.contoso.test, ip: 10.0.10.12, roles: [front-end]}
networks:
  - {cidr: 10.20.0.0/16, roles: [client]}
YAML
run 0 flows -q --lang en -f text -r talk.pcap -t site.yaml
cp out plain
run 0 flows -q --lang en -f text -r talk.pcap -t site.yaml --explain
awk '{ if (length($0) > 80) exit 1 }' out || complain "wider than 80 columns"
grep -vE '^ {6}[A-Z][A-Z0-9.]* +[-+] |^ {14}[-+] |^ {16}' out >rest
same rest plain "the rest of the text changed"
grep -q "^      T1.3    + TCP 5061 is the row's\$" out || complain "no row: $(cat out)"
grep -q '^              + TLS fits$' out || complain "the payload that fits is missing"
grep -q '^              - it is a row of Director, but the host is Front End' out ||
    complain "the role against it is missing"
grep -q '^              - HTTP, but the row documents DCOM/RPC$' out || complain "no contradiction"
grep -q '^              - a wide range, and no media was seen' out || complain "no range"

run 0 flows -q --lang en -f jsonl -r talk.pcap -t site.yaml --explain
grep -q '"explain":\[{"id":"T1.3","fits":\["TCP 5061 is the row.s","the host was told to be Front End Server","TLS fits"' out ||
    complain "no lync.explain: $(head -1 out)"
head -1 out | grep -q '"against":\["it is a row of Director' || complain "nothing against"
[ "$(grep -c '"explain":\[' out)" = 3 ] || complain "not in every record"
run 0 flows -q --lang zh-CN -f jsonl -r talk.pcap -t site.yaml --explain
grep -q 'TLS 相符' out || complain "not in Chinese"
run 0 flows -q --lang en -f jsonl -r talk.pcap -t site.yaml
grep -q '"explain"' out && complain "explained unasked"
run 0 flows -q --lang en -f jsonl --only contradicted -r talk.pcap -t site.yaml --explain
[ "$(wc -l <out)" = 1 ] || complain "--only is forgotten"
refuses "has no column in csv" flows -f csv -r talk.pcap --explain
run 2 audit -r talk.pcap --explain

finish
