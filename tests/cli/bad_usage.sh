#!/bin/sh
# What the command line cannot mean: one line, status 2.
. "$(dirname "$0")/lib.sh"

capture good
refuses "T9.9" catalog show T9.9
refuses "--no-such" flows --no-such -r good.pcap
refuses "filter" flows -r good.pcap tcp portt 5061
refuses "" no-such-command
refuses "" flows
refuses "" flows -r good.pcap -f no-such-format
refuses "" flows -r good.pcap --only no-such-verdict
refuses "" audit -r good.pcap --fail-on no-such-severity
refuses "" flows -r good.pcap -c nothing
# T3.6 is blank in the document, and is shown all the same.
run 0 catalog show T3.6
run 0 catalog list
[ "$(grep -cE '^T[1-4]\.[0-9]+ ' out)" = 91 ] || complain "not 91 rows"
# options may stand behind the verb, too
run 0 catalog list --format jsonl
[ "$(grep -c '^{"id":"T' out)" = 91 ] || complain "not 91 rows as jsonl"
refuses "T1.1" catalog list T1.1
run 0 --version
run 0 flows --help

refuses "options go before the filter, and -t stands behind 'port'" audit -r good.pcap port 80 -t site.yaml
refuses "and --lang stands behind" flows -r good.pcap tcp --lang en
refuses "syntax error" flows -r good.pcap tcp and
grep -q "options go" err && complain "a filter without options: $(cat err)"
printf 'networks:\n  - {cidr: 10.20.1.5/16, roles: [client]}\n' >bits.yaml
refuses "did you mean 10.20.0.0/16?" flows -r good.pcap -t bits.yaml
printf 'networks:\n  - {cidr: "fd00::1/64", roles: [client]}\n' >bits.yaml
refuses "did you mean fd00::/64?" flows -r good.pcap -t bits.yaml

# No finding in nothing is no good news.
run 0 audit -r good.pcap --lang en tcp port 1
grep -q 'note  *no packet was read' out || complain "no note: $(cat out)"
grep -q '^lyncscope: note: no packet was read' err || complain "nothing on stderr"
run 0 flows -r good.pcap -o none.jsonl tcp port 1
grep -q '^lyncscope: note: no packet was read' err || complain "nothing on stderr"
run 0 audit -r good.pcap --lang en
grep -q 'no packet was read' out err && complain "packets were read"

finish
