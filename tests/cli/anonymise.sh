#!/bin/sh
# --anonymise: no output and no evidence says whose network it is; see anonymise.py.
. "$(dirname "$0")/lib.sh"
here=$source/tests/cli

leaks() {
    mkdir "$1"
    name=$1
    shift
    (cd "$name" && python3 "$here/anonymise.py" "$lyncscope" "$source" "$@") || complain "$name leaks"
}

cat >watzmann-site.yaml <<'YAML'
hosts:
  - {name: zugspitze.fabrikam-alpen.de, ip: [10.0.10.11, "fd12:3456:789a::11"], roles: [front-end, cms]}
  - {name: watzmann.fabrikam-alpen.de, ip: 10.0.10.12, roles: [front-end]}
  - {name: bergpool.fabrikam-alpen.de, ip: 10.0.10.5, roles: [front-end-hlb], load_balancing: hardware}
  - {name: hochalm.fabrikam-alpen.de, ip: 10.0.12.11, roles: [mediation]}
  - {name: enzian.fabrikam-alpen.de, roles: [director]}
networks:
  - {cidr: 10.20.0.0/16, roles: [client]}
  - {cidr: 192.168.44.0/24, roles: [pstn-gateway]}
YAML
cat >watzmann-deviations.yaml <<'YAML'
exceptions:
  - {id: gipfelstuermer, source: 10.20.0.0/16, destination: 10.0.10.11, transport: tcp, port: 3389,
     owner: Heinrich Lohmann, reason: Wartung durch Lohmann, expires: 2034-12-31}
  - {id: almabtrieb, source: "role:client", destination: any, port: 22,
     owner: Resi Huber, reason: alter Zugang, expires: 2020-12-31}
YAML
"$scene" "$here/anonymise.scene" gipfel.pcap
leaks told ../gipfel.pcap en,zh-CN -t ../watzmann-site.yaml -x ../watzmann-deviations.yaml
leaks alone ../gipfel.pcap en
cp "$source/pcaps/sample-day.pcap" "$source/pcaps/sample-site.yaml" .
leaks day ../sample-day.pcap zh-CN -t ../sample-site.yaml

# keys
printf 'fifteen bytes..' >short
refuses "15 bytes is too short; it needs at least 16" flows --anonymise-key short -r gipfel.pcap
refuses "no-key: No such file" audit --anonymise-key no-key -r gipfel.pcap
printf 'sixteen bytes it has' >key
refuses "is the key" flows --anonymise-key key -r gipfel.pcap -o key
refuses "is the key" audit --anonymise-key key -r gipfel.pcap -w key
[ "$(cat key)" = "sixteen bytes it has" ] || complain "the key was written over"
run 0 flows -q -f jsonl -r gipfel.pcap -o plain.jsonl
refuses "saved records hold finished sentences" audit --anonymise -r plain.jsonl

# the user is told what -w leaves out
run 0 flows -q -f jsonl --anonymise-key key -r gipfel.pcap -w evidence.pcap
grep -q "cuts off" err || complain "not told: $(cat err)"
# records that were written with stand-ins can be audited as any others
grep -q 'evidence.pcap' err && complain "a path is shown: $(cat err)"
cp "$source/tests/golden/catalog-site.yaml" own.yaml
run 0 flows -q --anonymise -r gipfel.pcap -C ./own.yaml -f jsonl
grep -q 'catalog of your own' err || complain "no word about the own catalog: $(cat err)"
run 0 flows -q --anonymise -r gipfel.pcap -C lync-server-2013 -f jsonl
grep -q 'catalog of your own' err && complain "a shipped catalog: $(cat err)"
run 0 flows -q -f jsonl --anonymise-key key -r gipfel.pcap -o hidden.jsonl
run 0 audit -q -f json -r hidden.jsonl
grep -q 'fabrikam' out && complain "an audit of hidden records has names"
finish
