#!/bin/sh
# A capture, watched: flows are seen while they go on, counted when they have ended, and the totals in
# the end are those of the report on the same packets. The sandbox is enforced.
. "$(dirname "$0")/lib.sh"
day=$source/pcaps/sample-day.pcap
site=$source/pcaps/sample-site.yaml
. "$source/tests/watch/lib.sh"
trap 'terminal kill-server 2>/dev/null || true; end' EXIT
"$lyncscope" watch -i tap0 2>&1 | grep -q "no ncurses" && skip "built without ncurses"
cable

# watch_live ARGUMENTS...: in a terminal, capturing once this returns
watch_live() {
    # shellcheck disable=SC2086
    watch 24 100 --sandbox enforce ${LIVE_USER:+-Z "$LIVE_USER"} -i tap0 -t "$site" "$@"
    shows "tap0  live  0 packets"
    wait_for "no capture began" packets_are_taken
}

packets_are_taken() {
    [ "$(wc -l </proc/net/packet)" -gt 1 ]
}

# --- while they go on: provisional verdicts, marked; findings before anything has ended ---
watch_live
replay "$day"
shows "live  $sent packets"
shows "^documented 0  contradicted 0  misplaced 0  dependency 0  undocumented 0\$"
shows "^open 222: contradicted 2  misplaced 4  undocumented 6  dependency 46  documented 164\$"
shows " open   undocumented 10.20.0.18:58000 *10.0.10.11:3389 *rdp"
keys 2
shows " high  *+1 undocumented  *10.20.0.0/16 > 10.0.10.11 tcp 3389 rdp"
keys 1 Enter
shows "this verdict is provisional"
keys q

# --- when they end: counted once, no longer open ---
shows "^documented 1[0-9][0-9]  "
lacks "^documented 16[0-9]"
shows " SF     undocumented 10.20.0.18:58000 "

# --- hold: counting goes on, the picture stays ---
keys p
shows "PAUSED"
replay "$day"
sleep 2
shows "live  $sent packets"
keys p
shows "live  $((sent * 2)) packets"
keys c
shows "^documented 0 .* undocumented 0\$"
shows "^cleared"
keys q
ended 0

# --- to its end: all flows have ended, and the totals are the report's ---
watch_live --for 4s
replay "$day"
shows "  ended  $sent packets"
shows "^$("$lyncscope" audit -q -f json -r "$day" -t "$site" | python3 -c '
import json, sys
print("  ".join(f"{k} {v}" for k, v in json.load(sys.stdin)["verdicts"].items()))')\$"
lacks "^open"
keys q
ended 0

# --- somebody ends it; what is said goes to standard error when the screen is closed ---
watch_live -v
kill -TERM "$(cat pid)"
ended 0
grep -q "^lyncscope: 0 packets" err || complain "nothing of what was said: $(cat err)"

finish
