#!/bin/sh
# A published topology read as it says: hosts, addresses, roles, where each was told, what is missing.
. "$(dirname "$0")/lib.sh"

xml=$source/tests/golden/sample-topology.xml
run 0 topology -f jsonl show "$xml"
# has NAME ROLES ADDRESSES
has() {
    grep "\"type\":\"host\",\"name\":\"$1\"" out >line || complain "no host $1"
    grep -qF "\"roles\":[$2]" line || complain "$1 is not [$2]: $(cat line)"
    [ "$(grep -o '"ip":"[^"]*"' line | cut -d'"' -f4 | paste -sd' ' -)" = "$3" ] ||
        complain "$1 is not at '$3': $(cat line)"
}
front='"front-end","cms","mediation"'
has fe1.example.test "$front" 192.0.2.11
has fe2.example.test "$front" ''
has dir1.example.test '"director"' 192.0.2.20
has edge1.example.test '"edge"' '192.0.2.130 198.51.100.10 203.0.113.10'
has sql1.example.test '"sql-server"' 192.0.2.40
has pool1.example.test '"front-end-hlb"' ''
[ "$(grep -c '"type":"host"' out)" = 6 ] || complain "not six hosts"

run 0 topology show "$xml"
grep -q '^fe1.example.test  *192.0.2.11  *front-end  *sample-topology.xml:12$' out ||
    complain "no place of the address: $(cat out)"
grep -q '^  *cms  *sample-topology.xml:43$' out || complain "no place of the role: $(cat out)"
grep -q '^  8405  *8404  *RGS/WcfMtls  *sample-topology.xml:84$' out || complain "no moved port"
grep -q '^  40803-49150  *49152-65534  *MediaComp/AppSharing' out || complain "no narrowed range"
grep -q '^  444  *443  *DataEdge/PsomClient' out || complain "no single-address layout"
run 3 topology check "$xml"
[ "$(grep -c : out)" = 2 ] || complain "not one gap: $(cat out)"
grep -q "sample-topology.xml:15: 'fe2.example.test' has no address" out || complain "no gap"

# Files that contradict each other: both places are named, whichever comes first.
# against FILE TEXT SAYS
against() {
    printf '%s' "$2" >other."$1"
    run 2 topology check "$xml" other."$1"
    grep -q "$3" err || complain "no '$3' in: $(cat err)"
    run 2 topology check other."$1" "$xml"
    [ "$(wc -l <err)" = 1 ] || complain "not one line: $(cat err)"
    case $(cat err) in
    *other."$1"*sample-topology.xml*line* | *sample-topology.xml:*other."$1"*line*) ;;
    *) complain "not both places: $(cat err)" ;;
    esac
}
against yaml 'hosts: [{name: fe1.example.test, roles: [edge]}]
' "other roles than its pool 'pool1.example.test' has by .*sample-topology.xml, line 43"
against csv 'name,ip,roles
x.example.test,192.0.2.11,
' "other.csv:2:1: '192.0.2.11' is told with another name or other roles in .*, line 11"
against csv 'Identity,Pool,Fqdn
fe1.example.test,dir1.example.test,fe1.example.test
' "other.csv:2:1: 'fe1.example.test' is in another pool, 'pool1.example.test', by .*, line 11"
against yaml 'pools: [{name: pool1.example.test, roles: [director]}]
' "'pool1.example.test' has other roles by .*sample-topology.xml, line 43"
against yaml 'pools: [{name: pool1.example.test, ports: [{service: RGS/WcfMtls, port: 8500}]}]
' "RGS/WcfMtls of 'pool1.example.test' is on 84.. by .*line 84"

# fe2 has no address: what the capture shows of it counts, and is marked as what it is.
# seen WHAT REASON FROM: a scene's line that shows the name
seen() {
    printf 'start 2026-03-02T08:00:00\nhost c 10.20.0.7\nhost dns 10.0.33.11\nhost x 10.0.10.11\n1 %s\n' \
        "$1" >seen.scene
    "$scene" seen.scene seen.pcap
    run 0 audit -q -r seen.pcap -t "$xml" -f json --lang en
    grep -A 14 '"ip": "10.0.10.11"' out >found
    grep -q "\"$2\"" found || complain "no '$2' of $1: $(cat found)"
    grep -q "\"role_from\": \"$3\"" found || complain "not $3: $(cat found)"
}
seen 'tcp c:50001 x:5061 tls sni=fe2.example.test' 'TLS server name: fe2.example.test' inferred
seen 'tcp c:50001 x:5061 tls cert=fe2.example.test' 'certificate: fe2.example.test' inferred
seen 'tcp c:50001 x:5061 tls sni=fe2.example.test
2 udp c:50002 dns:53 dns name=fe2.example.test' 'DNS answer: fe2.example.test' topology
# Nobody is asked: the program has no way to.
if nm -Du "$lyncscope" >symbols 2>/dev/null && [ -s symbols ]; then
    grep -E 'getaddrinfo|gethostby|getnameinfo|res_n?(query|search)' symbols &&
        complain "the program can ask DNS"
fi

finish
