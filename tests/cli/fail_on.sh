#!/bin/sh
# --fail-on decides between 0 and 1, and a mistake beats both.
. "$(dirname "$0")/lib.sh"

capture good
run 0 audit -r good.pcap
run 1 audit -r good.pcap --fail-on high
run 1 audit -r good.pcap --fail-on low
run 0 audit -r good.pcap --fail-on low tcp port 5061
run 2 audit -r absent.pcap --fail-on low
run 1 audit -r good.pcap --fail-on medium tcp port 9000
run 0 audit -r good.pcap --fail-on high tcp port 9000

finish
