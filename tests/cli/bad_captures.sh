#!/bin/sh
# Captures that are none: refused in one line, with status 2.
. "$(dirname "$0")/lib.sh"

refuses "absent.pcap: No such file" flows -r absent.pcap
echo "this is a letter, not a capture" >letter
refuses "letter: is not a capture" flows -r letter
: >empty
refuses "empty: is empty" flows -r empty
head -c 11 "$source/pcaps/sample-day.pcap" >stub
refuses "stub: " flows -r stub
mkdir folder
refuses "folder" flows -r folder
refuses "absent.pcap" audit -r absent.pcap
# One good file does not excuse a bad one.
capture good
refuses "letter" flows -r good.pcap -r letter

finish
