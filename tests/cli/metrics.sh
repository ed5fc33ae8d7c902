#!/bin/sh
# The numbers for Prometheus agree with the report; they come whole, and only to this host.
. "$(dirname "$0")/lib.sh"

number() { # SAMPLE FILE
    sed -n "s/^lyncscope_$1 //p" "$2"
}

capture good
run 0 flows -r good.pcap -f jsonl --metrics good.prom
[ "$(number flows_total good.prom)" = "$(wc -l <out)" ] || complain "flows: $(number flows_total good.prom)"
for verdict in documented contradicted misplaced dependency undocumented; do
    [ "$(number "judged_flows_total{verdict=\"$verdict\"}" good.prom)" = \
        "$(grep -c "\"verdict\":\"$verdict\"" out)" ] || complain "$verdict"
done
packets=$(sed 's/.*"community_id":"[^"]*","packets":\([0-9]*\),.*/\1/' out | paste -sd+ | sed 's/^/echo $((/; s/$/))/' | sh)
[ "$(number packets_total good.prom)" = "$packets" ] || complain "packets: not $packets"
listen="--metrics-listen 0"
"$lyncscope" audit -r good.pcap $listen 2>&1 >/dev/null | grep 'no libmicrohttpd' && listen=
# shellcheck disable=SC2086
run 0 audit -r good.pcap --metrics audit.prom $listen
grep -v memory good.prom >a
grep -v memory audit.prom >b
same a b "flows and audit count differently"
[ "$(ls | grep -c '\.prom')" = 2 ] || complain "a temporary file stayed: $(ls)"

refuses "same file" flows -r good.pcap -o x --metrics x
refuses "cannot be written" flows -r good.pcap --metrics good.pcap
refuses "no/such" flows -r good.pcap --metrics no/such/file
[ -z "$listen" ] || refuses "other hosts are not served" flows -r good.pcap --metrics-listen 0.0.0.0:9100

finish
