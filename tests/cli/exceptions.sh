#!/bin/sh
# Accepted deviations: all mistakes at once with their places, expiry to the packet, --fail-on.
. "$(dirname "$0")/lib.sh"

capture good # its last packet is of 2026-03-02
accept() { # FILE DAY KEYS: accepts every RDP and SIP finding there is until DAY
    printf 'exceptions:\n  - {id: all, source: any, destination: any, port: [3389, 9000], %s}\n' \
        "owner: o, reason: r, expires: $2" >"$1"
}

cat >wrong.yaml <<'YAML'
exceptions:
  - {id: a, source: "role:frontend", destination: 10.0.10.11/16, transport: tpc, port: 70000}
  - {id: b, source: any, destination: any, owner: x, reason: y, expires: 2026-12-31, prot: tcp}
  - {id: c, source: any, destination: any, owner: x, reason: y, expires: 2026-12-31}
  - {id: d, source: any, destination: 10.0.0.1, transport: icmp, port: 1, owner: x, reason: y, expires: 2026-02-30}
  - {id: e, source: any, destination: 10.0.0.1, protocol: spi, owner: x, reason: "", expires: 2026-12-31}
  - {id: f, source: any, destination: 10.0.0.1, owner: x, reason: y, expires: 2026-12-31}
  - {id: f, source: [], destination: 10.0.0.1, port: 10-5, owner: x, reason: y, expires: 2026-12-31}
YAML
run 2 audit -r good.pcap -x wrong.yaml
[ -s out ] && complain "something came out"
for place in 2:5 2:26 2:51 2:77 2:88 3:86 4:5 5:105 6:59 6:82 8:10 8:21 8:54; do
    grep -q "^lyncscope: wrong.yaml:$place: " err || complain "no mistake at $place: $(cat err)"
done
[ "$(grep -c "lacks the key" err)" = 3 ] || complain "not three keys missed: $(cat err)"
printf 'exceptions:\n  - {id: d, source: any, destination: 10.0.0.1, transport: icmp, port: 1, owner: x, reason: y, expires: 2026-02-20}\n' >icmp.yaml
refuses "icmp.yaml:2:5: has a port" audit -r good.pcap -x icmp.yaml
refuses "absent.yaml" flows -r good.pcap -x absent.yaml
accept same.yaml 2026-12-31
refuses "the id 'all' is taken by same.yaml" audit -r good.pcap -x same.yaml -x same.yaml

# The day itself is in, the day after is out.
accept today.yaml 2026-03-02
accept before.yaml 2026-03-01
run 1 audit -r good.pcap --fail-on low
run 0 audit -r good.pcap --fail-on low -x today.yaml
grep -q '^  used *all' out || complain "not told as used"
run 1 audit -r good.pcap --fail-on low -x before.yaml
grep -q '^  expired *all' out || complain "not told as expired"
grep -q '2 flows with findings match and are no longer accepted' out || complain "no flows told"
run 0 audit -r good.pcap --fail-on low -x today.yaml --lang zh-CN
grep -q '已由 all 接受' out || complain "not in Chinese"

# To the packet: one at the last moment of the day, one at the first of the next.
for last in 23:59:59 24:00:00; do
    cat >edge.scene <<SCENE
start 2026-03-02T23:59:57
host client 10.20.0.7
host fe01 10.0.10.11
1 tcp client:50002 fe01:3389 rdp
$([ $last = 24:00:00 ] && echo "3 tcp client:50003 fe01:5061 tls" || echo "2 tcp client:50003 fe01:5061 tls")
SCENE
    "$scene" edge.scene edge.pcap
    [ $last = 24:00:00 ] && wanted=1 || wanted=0
    run $wanted audit -r edge.pcap --fail-on high -x today.yaml
done

# What is left counts: SIP at 9000 is medium and nobody answers for it.
printf 'exceptions:\n  - {id: rdp, source: "role:client", destination: any, port: 3389, owner: o, reason: r, expires: 2026-12-31}\n  - {id: idle, source: any, destination: 10.9.9.9, owner: o, reason: r, expires: 2026-12-31}\n' >rdp.yaml
printf 'networks:\n  - {cidr: 10.20.0.0/16, roles: [client]}\n' >site.yaml
run 1 audit -r good.pcap -t site.yaml -x rdp.yaml --fail-on medium -f json
run 0 audit -r good.pcap -t site.yaml -x rdp.yaml --fail-on high -f json
grep -q '"id": "rdp",' out || complain "the exception is not named"
tr -d '\n ' <out >flat
grep -q '"accepted":{"id":"rdp","owner":"o","reason":"r","expires":"2026-12-31"}' flat || complain "no accepted finding"
grep -q '"id":"idle","state":"unused","flows":0' flat || complain "not told as unused"
grep -q '"id":"rdp","state":"used","flows":1,"by_inferred_role":0' flat || complain "not told as used"
# Without a topology the server's role is inferred, and the report says so.
printf 'exceptions:\n  - {id: rdp, source: any, destination: "role:front-end", port: 3389, owner: o, reason: r, expires: 2026-12-31}\n' >role.yaml
run 0 audit -r good.pcap -x role.yaml --fail-on high -f json
tr -d '\n ' <out >flat
grep -q '"id":"rdp","state":"used","flows":1,"by_inferred_role":1' flat || complain "not told as inferred: $(cat flat)"
run 0 flows -r good.pcap -t site.yaml -x rdp.yaml -f jsonl tcp port 3389
grep -q '"accepted":{"id":"rdp","owner":"o","reason":"r","expires":"2026-12-31"}}}$' out || complain "$(cat out)"
run 0 flows -r good.pcap -t site.yaml -x rdp.yaml -f jsonl tcp port 9000
grep -q '"accepted":null}}$' out || complain "$(cat out)"

finish
