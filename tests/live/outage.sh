#!/bin/sh
# What goes wrong below: an interface down or gone, a reader too slow. It is survived, and told.
. "$(dirname "$0")/lib.sh"
cable
day=$source/pcaps/sample-day.pcap

start flows -i tap0 -i lo -f jsonl -v --reopen not port 9
wait_for "not CAP_NET_RAW alone" grep -q '^CapPrm:[^0-9]*0*2000$' "/proc/$pid/status"
ip link set tap0 down
wait_for "down is not said" said "tap0: the interface is down"
ip link set tap0 up
wait_for "up is not said" said "tap0: is back after"
replay "$day"
settle # what is on its way to an interface goes with it
ip link del in0
wait_for "gone is not said" said "tap0: The interface disappeared"
sleep 2.5 # the first attempt to open it again fails
cable
wait_for "not opened again" sh -c "[ \$(grep -c 'tap0: is back after' err) = 2 ]"
replay "$day"
sleep 1
stop 3
said "^lyncscope: $((sent * 2)) packets" || complain "not all packets: $(cat err)"
said "incomplete: tap0: the interface was gone or down 2 times" || complain "the report is silent: $(cat err)"

# without --reopen no privilege is left to open it again: said at once, and the others go on
start flows -i tap0 -i lo -f jsonl
[ "${LIVE_USER:-}" = root ] || wait_for "capabilities are left" grep -q '^CapPrm:[^0-9]*0*$' "/proc/$pid/status"
ip link del in0
wait_for "lost is not said" said "tap0: The interface disappeared; it is not captured any more, since --reopen was not given"
cable
kill -0 "$pid" || complain "one interface ended all"
stop 3
said "incomplete: tap0: the interface went away, which ended its capture" || complain "the report is silent: $(cat err)"
start flows -i tap0 -f jsonl
ip link del in0
ended 3
cable

# a reader that does not keep up: a small buffer, and no time
start audit -i tap0 -B 256 -f json
kill -STOP "$pid"
replay "$day"
kill -CONT "$pid"
sleep 1
stop 3
said "the kernel dropped [0-9]* packets" || complain "drops are not told: $(cat err)"
dropped=$(sed -n 's/.*the kernel dropped \([0-9]*\) packets.*/\1/p' err)
taken=$(sed -n 's/^ *"packets": \([0-9]*\),/\1/p' out | head -1)
[ $((dropped + taken)) = "$sent" ] || complain "$taken taken and $dropped dropped of $sent"
grep -q "the kernel dropped" out || complain "the report does not name the drops"

# no such interface is an error at once
status=0
"$lyncscope" flows -i nosuch0 2>err || status=$?
[ "$status" = 2 ] && said "nosuch0: there is no such interface" || complain "status $status: $(cat err)"

finish
