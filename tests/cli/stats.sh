#!/bin/sh
# --stats: where the time went, on standard error and nowhere else.
. "$(dirname "$0")/lib.sh"

cat >day.scene <<'SCENE'
start 2026-03-02T08:00:00
host client 10.20.0.7
host fe01 10.0.10.11
1 tcp client:50001 fe01:5061 tls sni=pool01.contoso.test cert=pool01.contoso.test
2 udp client:50002 fe01:9000 noise
3 tcp client:50003 fe01:5062 syn
SCENE
"$scene" day.scene day.pcap
run 0 flows -r day.pcap -f jsonl
cp out expected
grep -q stats err && complain "unasked: $(cat err)"
for threads in 1 3; do
    run 0 flows -r day.pcap -f jsonl -j $threads --stats
    same out expected "records with --stats"
    grep -q '^lyncscope: stats: packets [0-9]*, flows 3, of them with payload 2$' err ||
        complain "-j $threads: $(cat err)"
    grep -q '^lyncscope: stats: reading [0-9]* ms, inferring roles [0-9]* ms' err || complain "no parts: $(cat err)"
    grep -q '^lyncscope: stats: processor time [0-9]* ms, memory at most [1-9]' err || complain "no sum: $(cat err)"
    # What a probe knows is not shown to nDPI.
    "$lyncscope" --version | grep -qi ndpi || continue
    grep -q '^lyncscope: stats: shown to nDPI [0-9.]*: flows 1, packets [1-9]' err || complain "nDPI: $(cat err)"
done

# Saved records were not read from packets.
cp expected day.jsonl
run 0 audit -r day.jsonl --stats
grep -q 'stats: packets' err && complain "packets of saved records: $(cat err)"
grep -q 'stats: processor time' err || complain "no sum: $(cat err)"
finish
