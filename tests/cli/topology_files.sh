#!/bin/sh
# Topologies of every form: shown the same whichever they come in, and checked.
. "$(dirname "$0")/lib.sh"

xml=$source/tests/unit/topology/files/published.xml
run 0 topology show "$xml"
awk '{ if (length($0) > 80) exit 1 }' out || complain "wider than 80 columns"
grep -q '^front1.west.test  10.0.10.11 .*published.xml:8$' out || complain "no place: $(head -2 out)"
grep -q '8405 *8404 *RGS/WcfMtls' out || complain "no moved port"
run 0 topology -f jsonl show "$xml"
[ "$(grep -c '"type":"host"' out)" = 6 ] || complain "jsonl: not six hosts"
# The normal form is the same topology, to the letter.
run 0 topology -f yaml -o normal.yaml show "$xml"
[ -s out ] && complain "-o writes to stdout too"
run 0 topology -f yaml show normal.yaml
same out normal.yaml "the yaml form is not read as itself"
run 2 topology -f html show "$xml"
# What is missing is said, and a hosts file gives it.
run 3 topology check "$xml"
grep -q "published.xml:11: 'front2.west.test' has no address" out || complain "no gap: $(cat out)"
echo '10.0.10.12 front2.west.test' >hosts
run 0 topology check "$xml" hosts
grep -q '^hosts: 0 hosts, 0 networks, 1 name with an address (1 of hosts told here), no mistakes' out ||
    complain "what a hosts file gives: $(cat out)"
run 0 topology check hosts
grep -q '1 name with an address (0 of hosts told here)' out || complain "a hosts file alone: $(cat out)"
# Roles that exclude each other are no mistake of form, and are doubted.
cat >odd.yaml <<'YAML'
hosts:
  - {name: both.west.test, ip: 10.0.10.5, roles: [front-end-hlb, front-end, client]}
  - {name: fine.west.test, ip: 10.0.10.6, roles: [front-end-hlb, front-end]}
networks:
  - {cidr: 10.20.0.0/16, roles: [front-end-hlb, client]}
  - {cidr: 10.21.0.0/16, roles: [client, phone]}
YAML
run 3 topology check odd.yaml
grep -q "^odd.yaml:2: 'both.west.test' is told as front-end and as client" out || complain "both: $(cat out)"
grep -q "^odd.yaml:5: every address of this network is told as front-end-hlb" out || complain "network: $(cat out)"
grep -qE '^odd.yaml:[36]:' out && complain "what is possible is doubted: $(cat out)"
run 0 topology show "$xml" hosts
grep -q '10.0.10.12 .*hosts:1$' out || complain "the hosts file is not named"
run 3 topology -o report check "$xml"
[ -s report ] || complain "check does not respect -o"
# Byte order mark and 16 bits, as Out-File writes.
{ printf '\377\376'; iconv -f UTF-8 -t UTF-16LE "$xml"; } >wide.xml
run 0 topology -f yaml show wide.xml
same out normal.yaml "UTF-16 reads otherwise"
# All mistakes at once, each with its place.
printf 'name,ip,roles\na.test,10.0.0.1,egde\nb.test,10.0.0.x,edge\n' >bad.csv
run 2 topology check bad.csv
[ "$(grep -c 'bad.csv:[23]:1:' err)" = 2 ] || complain "not both mistakes: $(cat err)"
echo '<t xmlns:x="http://127.0.0.1:9/"><x:include/></t>' >include.xml
refuses "no Topology" topology check include.xml
head -c 3000 "$xml" >cut.xml
refuses "cut.xml:" topology check cut.xml
printf 'PK\003\004' >export.zip
refuses "unpack it" topology check export.zip

finish
