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

finish
