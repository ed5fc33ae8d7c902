#!/usr/bin/env bash
# What hostile captures cost, as ratios to an ordinary load of as many packets in the same run:
#
#   bench/limits.sh [KIND...]      the kinds of bench/worst.py; all of them when none is named
#
# Needs the release build: cmake --preset release, targets lyncscope-tool and bench-tools. Counted
# are instructions in user mode where perf may count them (a busy machine changes nothing about
# them), or else nanoseconds of the processor; and the peak of resident memory. What starting and an
# almost empty capture take is subtracted. Writes the rows of the table in docs/limits.md.
# Environment: PACKETS (200000), BUILD (build/release).
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD:-$root/build/release}
packets=${PACKETS:-200000}
export LYNCSCOPE_SIGNATURES=${LYNCSCOPE_SIGNATURES:-$root/signatures}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
kinds=("$@")
[ $# -gt 0 ] || kinds=(flooding scan fragments hoarding headers trickle chain media tunnels blocks)

counter=nanoseconds
if perf stat -x, -e instructions:u true 2>&1 | grep -q '^[0-9]'; then
    counter=instructions
fi

# cost CAPTURE: prints the counter of one audit, and KiB
cost() {
    local line
    line=$("$build/bench/lyncscope-measure" "$build/lyncscope" audit -q -r "$1" -f json 2>/dev/null) || {
        echo "limits: the audit of $1 failed" >&2
        exit 1
    }
    if [ $counter = instructions ]; then
        perf stat -x, -o "$work/perf" -e instructions:u "$build/lyncscope" audit -q -r "$1" -f json >/dev/null 2>&1 ||
            true # 3: incomplete, when a limit holds
        echo "$(grep -o '^[0-9]*' "$work/perf" | head -1) $(echo "$line" | awk '{ print $3 }')"
    else
        echo "$line" | awk '{ printf "%.0f %d\n", $2 * 1e9, $3 }'
    fi
}

"$root/bench/worst.py" media "$work/start.pcap" 10
read -r start start_kib < <(cost "$work/start.pcap")
"$build/bench/lyncscope-load" -k mix -n "$packets" "$work/mix.pcap" >/dev/null 2>&1
read -r mix mix_kib < <(cost "$work/mix.pcap")
echo "| capture | $counter a packet | to the ordinary load | peak memory, KiB |"
echo "| --- | --- | --- | --- |"
awk -v c="$mix" -v s="$start" -v n="$packets" -v k="$mix_kib" \
    'BEGIN { printf "| ordinary load (mix) | %.0f | 1.0 | %d |\n", (c - s) / n, k }'
for kind in "${kinds[@]}"; do
    "$root/bench/worst.py" "$kind" "$work/$kind.pcap" "$packets"
    read -r spent kib < <(cost "$work/$kind.pcap")
    awk -v c="$spent" -v s="$start" -v n="$packets" -v m="$mix" -v k="$kib" -v kind="$kind" \
        'BEGIN { printf "| %s | %.0f | %.1f | %d |\n", kind, (c - s) / n, (c - s) / (m - s), k }'
    rm "$work/$kind.pcap"
done
