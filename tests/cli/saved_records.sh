#!/bin/sh
# Saved records instead of captures: the same audit, each flow once, hostile lines refused.
. "$(dirname "$0")/lib.sh"

day=$source/pcaps/sample-day.pcap
site=$source/pcaps/sample-site.yaml
# numbers FILE: an audit as JSON without what can only be known from packets
numbers() {
    grep -vE 'sample-day.pcap|\.jsonl|\.gz|\.zst|\.pcap"|made from saved|tell of flows|role checks are off' "$1" |
        sed 's/"notes": \[\]/"notes": [/; /^   \]$/d' | grep -v '^   *\]$'
}

for options in "-t $site" ""; do
    # shellcheck disable=SC2086
    run 0 flows -q -r "$day" $options -f jsonl -o day.jsonl
    # shellcheck disable=SC2086
    run 0 audit -q -r "$day" $options -f json -o packets.json
    # shellcheck disable=SC2086
    run 0 audit -q -r day.jsonl $options -f json -o records.json
    numbers packets.json >a
    numbers records.json >b
    [ "$(wc -l <a)" -gt 1000 ] || complain "nothing to compare"
    same a b "the audit of the records with '$options'"
done
run 0 flows -q -r "$day" -t "$site" -f jsonl -o day.jsonl
run 0 audit -q -r "$day" -t "$site" -f json -o packets.json
numbers packets.json >a

# From several sensors: what two of them saw counts once, whatever the files are called.
head -150 day.jsonl | gzip >morning.pcap
tail -n +100 day.jsonl >evening.jsonl
run 0 audit -q -r evening.jsonl -r morning.pcap -t "$site" -f json -o merged.json
numbers merged.json >b
same a b "the audit of two sensors"
grep -q '51 of 273 saved records' merged.json || complain "not told how many came twice"
cat day.jsonl day.jsonl >twice.jsonl
run 0 audit -q -r twice.jsonl -t "$site" -f json -o merged.json
numbers merged.json >b
same a b "the audit of a file with every record twice"

# A sensor that sees some hosts only, and one that stopped midway, add nothing to one that saw all.
run 0 flows -q -r "$day" -t "$site" -f jsonl -o some.jsonl host 10.0.10.11
run 0 flows -q -r "$day" -t "$site" -f jsonl -o first.jsonl -c 3001
for files in "-r some.jsonl -r first.jsonl -r day.jsonl" "-r day.jsonl -r first.jsonl -r some.jsonl"; do
    # shellcheck disable=SC2086
    run 0 audit -q $files -t "$site" -f json -o merged.json
    numbers merged.json >b
    same a b "the audit of three sensors, $files"
done
again=$(cat some.jsonl first.jsonl | wc -l)
grep -q "$again of $((again + $(wc -l <day.jsonl))) saved records" merged.json || complain "not told how many came twice"

# What is in no flow moves nothing: an ARP an hour before, and the same reports for people.
capture good
{
    head -c 24 good.pcap
    printf '\160\065\245\151\000\000\000\000\016\000\000\000\016\000\000\000'
    printf '\377\377\377\377\377\377\002\000\000\000\000\001\010\006'
    tail -c +25 good.pcap
} >arp.pcap
run 0 flows -q -r arp.pcap -f jsonl -o arp.jsonl
run 0 audit -q -r arp.pcap -f csv -o packets.csv
run 0 audit -q -r arp.jsonl -f csv -o records.csv
grep -q '^first,2026-03-02T07:' packets.csv || complain "no ARP an hour before: $(head -5 packets.csv)"
sed '1,/^verdicts/d' packets.csv >a.csv
sed '1,/^verdicts/d' records.csv >b.csv
[ "$(wc -l <a.csv)" -gt 100 ] || complain "nothing to compare"
same a.csv b.csv "with packets of no flow"

# What a record says of a host that nobody told: why, how sure, its name.
capture good
run 0 flows -q -r good.pcap -f jsonl -o good.jsonl
sed 's/"destination":{"ip":"10.0.10.11","port":3389,/&"domain":"fe01.contoso.test",/; s/"because":\[[^]]*\]/"because":["so it is"]/g' good.jsonl >named.jsonl
run 0 audit -q -r named.jsonl -f json
grep -q '"so it is"' out && grep -q '"name": "fe01.contoso.test"' out || complain "reasons or name lost"
sed 's/,"confidence":\[[^]]*\]//g; s/,"because":\[[^]]*\]//g' good.jsonl >older.jsonl
run 0 audit -q -r older.jsonl -f json
grep -q '"saved record"' out && grep -q '"hint"' out || complain "records without reasons"

# The same connection an hour later is another one; a sensor that saw less of it gives way.
capture good
run 0 flows -q -r good.pcap -f jsonl -o good.jsonl
grep 3389 good.jsonl >rdp.jsonl
sed 's/T08:/T09:/g' rdp.jsonl >later.jsonl
sed 's/"packets":[0-9]*/"packets":1/g; s/"bytes":[0-9]*/"bytes":60/g' rdp.jsonl >less.jsonl
flows_of() {
    run 0 audit -q -f json "$@"
    sed -n '/"findings"/,$d; s/^  "flows": \([0-9]*\),/\1/p; s/^  "packets": \([0-9]*\),/\1/p' out |
        tr '\n' ' '
}
[ "$(flows_of -r rdp.jsonl -r later.jsonl)" = "20 2 " ] || complain "later: $(flows_of -r rdp.jsonl -r later.jsonl)"
[ "$(flows_of -r less.jsonl -r rdp.jsonl)" = "10 1 " ] || complain "less: $(flows_of -r less.jsonl -r rdp.jsonl)"

# Thirty thousand overlapping records of one tuple, by turns from two files: time grows with their number.
for sensor in 0 1; do
    awk -v sensor=$sensor '{ for (i = 0; i < 30000; i++) {
        line = $0
        sub(/"start":"[^"]*"/, sprintf("\"start\":\"2026-03-02T08:00:00.%06d000Z\"", 2 * i + sensor), line)
        print line } }' rdp.jsonl | sed 's/"end":"[^"]*"/"end":"2026-03-02T09:00:00.000000000Z"/' >turns$sensor.jsonl
done
status=0
(ulimit -t 20 && "$lyncscope" audit -q -f json -r turns0.jsonl -r turns1.jsonl) >out 2>err || status=$?
[ "$status" = 0 ] || complain "records by turns: status $status: $(cat err)"
grep -q '30000 of 60000 saved records' out || complain "not told how many came twice"

# What was accepted when it was recorded stays accepted, unless -x says otherwise.
printf 'exceptions:\n  - {id: rdp, source: any, destination: any, port: 3389, owner: o, reason: r, expires: 2026-12-31}\n' >rdp.yaml
printf 'exceptions:\n  - {id: no, source: any, destination: 10.9.9.9, owner: o, reason: r, expires: 2026-12-31}\n' >none.yaml
run 0 flows -q -r good.pcap -x rdp.yaml -f jsonl -o accepted.jsonl
run 1 audit -q -r good.jsonl --fail-on high
run 0 audit -q -r accepted.jsonl --fail-on high
grep -q 'accepted by rdp (o): r, until 2026-12-31' out || complain "not told as accepted"
run 1 audit -q -r accepted.jsonl --fail-on high -x none.yaml
run 0 audit -q -r good.jsonl --fail-on high -x rdp.yaml

# What strangers wrote may have a zero byte in it.
sed 's/"server_name":"/&\\u0000/' good.jsonl >zero.jsonl
grep -q 'u0000' zero.jsonl || complain "no zero byte to try"
run 0 audit -q -r zero.jsonl

# Records have no packets.
refuses "filter needs packets" audit -r good.jsonl tcp port 3389
refuses "-w needs packets" audit -r good.jsonl -w evidence.pcap
refuses "is read, so it cannot be written" audit -r good.jsonl -f json -o good.jsonl
refuses "for packets" audit -r good.jsonl -c 3
refuses "good.pcap: is a capture and -r good.jsonl saved records" audit -r good.jsonl -r good.pcap
run 0 audit -q -r good.pcap -f json -o good.json
refuses "good.json: is a finished audit, which holds no flows; lyncscope compare" audit -r good.json
refuses "which are flows already" flows -r good.jsonl

# A record cut at the end is said and the rest counts; any other bad line ends it.
head -c -40 good.jsonl >cut.jsonl
run 3 audit -q -r cut.jsonl
grep -q 'cut.jsonl: the last record is cut short' err || complain "$(cat err)"
gzip <good.jsonl | head -c -12 >cut.gz
run 3 audit -q -r cut.gz
bad() { # WHAT SED: the third line, spoilt
    sed "3$2" good.jsonl >bad.jsonl
    refuses "bad.jsonl:3: $1" audit -r bad.jsonl
}
bad "is no JSON" 's/}$//'
bad "'source.ip' is missing" 's/"ip":"[^"]*"/"ip":"10.1"/'
bad "'source.port'" 's/"port":[0-9]*/"port":65536/'
bad "'source.packets'" 's/"packets":/"packets":-/g'
bad "'event.end' is before" 's/"end":"2026/"end":"2025/'
bad "'event.start' is missing" 's/"start":"2026-03-02T/"start":"2026-03-02 /'
bad "'lync.verdict' is missing" 's/"verdict":"[a-z]*"/"verdict":"fine"/'
bad "row T9.1 is in no loaded catalog" 's/"id":"T1[^"]*"/"id":"T9.1"/'
bad "'lync.source.roles'" 's/"roles":\[[^]]*\]/"roles":["nobody"]/'
sed "3s/\"because\":\[\"/&$(head -c 600 /dev/zero | tr '\0' a)/" good.jsonl >bad.jsonl
refuses "bad.jsonl:3: 'because'" audit -r bad.jsonl
bad "'because' has a reason that is no text" 's/"because":\["/"because":[1,"/'
bad "is no record of a flow" 's/.*/{"a":1}/'
bad "is no JSON: duplicate" 's/{/{"ecs":1,/'
bad "is nested more than 12 deep" 's/.*/{"a":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}/'
awk 'BEGIN { printf "{\"a\":\""; for (i = 0; i < 1100000; i++) printf "a"; print "\"}" }' >long.jsonl
refuses "long.jsonl:1: a line of more than" audit -r long.jsonl
run 0 audit -q -r good.jsonl -f json -o audit.json
refuses "audit.json: is a finished audit" audit -r audit.json

finish
