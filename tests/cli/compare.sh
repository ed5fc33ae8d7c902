#!/bin/sh
# Two audits held against each other: new, gone, changed; the exit status; what cannot be read.
. "$(dirname "$0")/lib.sh"

scene() { # NAME LINES...
    name=$1
    shift
    {
        printf 'start 2026-03-02T08:00:00\nhost client 10.20.0.7\nhost fe01 10.0.10.11\nhost fe02 10.0.10.12\n'
        printf '%s\n' "$@"
    } >"$name.scene"
    "$scene" "$name.scene" "$name.pcap"
}
audit() { # NAME OPTIONS...
    name=$1
    shift
    run 0 audit -q -r "$name.pcap" -t site.yaml -f json -o "$name.json" "$@"
}
says() { grep -qF "$1" out || complain "no '$1' in: $(cat out)"; }
silent() { ! grep -qF "$1" out || complain "'$1' in: $(cat out)"; }

printf 'hosts:\n  - {name: fe01.contoso.test, ip: 10.0.10.11, roles: [front-end]}\n  - {name: fe02.contoso.test, ip: 10.0.10.12, roles: [front-end]}\nnetworks:\n  - {cidr: 10.20.0.0/16, roles: [client]}\n' >site.yaml
scene before "1 tcp client:50001 fe01:5061 tls" "2 tcp client:50002 fe01:3389 rdp" "3 tcp client:50003 fe01:9000 sip"
scene after "1 tcp client:50001 fe01:5061 tls" "2 tcp client:50002 fe01:3389 rdp" "3 tcp client:50003 fe02:22 ssh" "4 tcp fe01:50004 fe02:5062 tls mutual"
scene busy "1 tcp client:50001 fe01:5061 tls" "2 tcp client:50002 fe01:3389 rdp" "3 tcp client:50003 fe01:9000 sip" "4 tcp client:50004 fe01:3389 rdp"
printf 'exceptions:\n  - {id: jump, source: any, destination: any, port: 3389, owner: o, reason: r, expires: 2026-12-31}\n' >rdp.yaml
audit before
audit after -x rdp.yaml
audit busy

run 0 compare before.json before.json
says "0 differences"
run 0 compare before.json busy.json # more of the same is no difference
run 1 compare before.json after.json
says "new      undocumented: 10.20.0.0/16 > 10.0.10.12 tcp 22 ssh"
says "gone     misplaced: 10.20.0.0/16 > 10.0.10.11 tcp 9000 sip"
says "changed  undocumented: 10.20.0.0/16 > 10.0.10.11 tcp 3389 rdp"
says "accepted: - > jump"
says "new      10.0.10.12"
says "changed  T1.6"
says "state: not-seen > seen"
silent "T1.3"
silent "10.20.0.7"
run 1 compare after.json before.json
says "gone     undocumented: 10.20.0.0/16 > 10.0.10.12 tcp 22 ssh"
says "new      misplaced: 10.20.0.0/16 > 10.0.10.11 tcp 9000 sip"
says "accepted: jump > -"
run 1 compare --lang zh-CN before.json after.json
says "新增"
says "处差异"
says "严重性: 高"
says "状态: 未见 > 已观察到"
silent "severity"

run 1 compare -f json before.json after.json
tr -d '\n ' <out >flat
grep -q '{"change":"new","id":"undocumented","transport":"tcp","application":"ssh","reason":"[^"]*","source":"10.20.0.0/16","destination":"10.0.10.12","port":22,"before":null,"after":{"severity":"high","accepted":null,"rows":null}}' flat || complain "$(cat flat)"
grep -q '"before":{"severity":"high","accepted":null,"rows":null},"after":{"severity":"high","accepted":"jump","rows":null}' flat || complain "$(cat flat)"
run 1 compare before.json after.json -o differences.json
same out /dev/null "with -o nothing comes out"
grep -q '"differences": ' differences.json || complain "no JSON by the name of the file"

# Another severity is a change, and so is another role.
sed 's/"severity": "medium"/"severity": "low"/' before.json >milder.json
run 1 compare before.json milder.json
says "severity: medium > low"
says "1 difference"
sed 's/"front-end"/"director"/' before.json >roles.json
run 1 compare before.json roles.json
says "roles: front-end > director"

# Saved records stand for their audit.
run 0 flows -q -r before.pcap -t site.yaml -f jsonl -o before.jsonl
run 0 compare -t site.yaml before.jsonl before.json
gzip -k before.json
run 0 compare before.json.gz before.json
head -c -30 before.jsonl >cut.jsonl
run 1 compare -t site.yaml cut.jsonl before.json
grep -q 'cut short' err || complain "not told: $(cat err)"

# Audits by different rules are told to be that.
run 0 audit -q -r before.pcap --lang en -f json -o alone.json
run 1 compare alone.json before.json
says "the topologies differ"
grep -q 'catalogs differ' out && complain "catalogs are the same"
run 1 compare -f json alone.json before.json
grep -A1 '"basis_differs"' out | grep -q '"topology"' || complain "not in json"
run 0 audit -q -r before.pcap -t site.yaml --lang en -f json -o some.json -C lync-server-2013 tcp
"$lyncscope" compare some.json before.json >out || true
says "the catalogs differ"
says "the filters differ"
run 0 compare before.json before.json
grep -q ' differ:' out && complain "the same rules"

refuses "BEFORE AFTER" compare before.json
refuses "is read, so it cannot be written" compare before.json after.json -o after.json
refuses "known are text, json" compare -f csv before.json after.json
refuses "absent.json" compare before.json absent.json
refuses "before.pcap: is no audit" compare before.pcap before.json
echo '{"a": 1}' >other.json
refuses "other.json: is no audit" compare before.json other.json
echo '{"lyncscope": {"schema": 1}, "findings": []}' >part.json
refuses "part.json: is no audit: it lacks 'hosts'" compare before.json part.json
head -c 2000 before.json >cut.json
refuses "cut.json:" compare cut.json before.json
: >empty.json
refuses "empty.json" compare empty.json before.json

finish
