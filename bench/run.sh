#!/usr/bin/env bash
# Measures lyncscope against libpcap's own read loop, and other programs on the same captures.
#
#   bench/run.sh [LOAD...]      mix media flows synflood hello; all of them when none is named
#
# Needs the release build: cmake --preset release, targets lyncscope-tool and bench-tools.
# The programs read each load in turns, so that a busy machine troubles all alike; every ratio is
# one of a pair of neighbouring runs, and the median and the range of these ratios are printed.
# Environment: ROUNDS (5), BUILD (build/release), LOADS (folder where captures are kept),
# PROGRAMS (audit flows tcpdump ndpiReader tshark; the floor is always there).
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD:-$root/build/release}
rounds=${ROUNDS:-5}
programs=${PROGRAMS:-audit flows tcpdump ndpiReader tshark}
trim=200000 # packets that tshark reads: it is scaled up from there

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
loads=${LOADS:-$work}

for program in lyncscope bench/lyncscope-floor bench/lyncscope-load bench/lyncscope-measure; do
    if ! [ -x "$build/$program" ]; then
        echo "bench: $build/$program is not there; build it first (README, Speed)" >&2
        exit 2
    fi
done

# Run one program on a capture; prints wall seconds, processor seconds, KiB.
run() {
    local measure=$build/bench/lyncscope-measure
    case $1 in
    floor) "$measure" "$build/bench/lyncscope-floor" "$2" ;;
    audit) "$measure" "$build/lyncscope" audit -q -r "$2" -f text ;;
    flows) "$measure" "$build/lyncscope" flows -q -r "$2" -f jsonl -o "$work/flows.jsonl" ;;
    tcpdump) "$measure" tcpdump -r "$2" -w /dev/null 2>/dev/null ;;
    ndpiReader) "$measure" ndpiReader -q -i "$2" 2>/dev/null ;;
    tshark) "$measure" tshark -n -c "$trim" -r "$2" 2>/dev/null ;;
    esac
}

installed() {
    case $1 in
    audit | flows) true ;;
    *) command -v "$1" >/dev/null ;;
    esac
}

# Lines of "program wall cpu kib floor_cpu" to one line a program.
table() {
    sort -s -k1,1 "$1" | awk -v capture="$2" -v packets="$3" -v flows="$4" -v trim="$trim" '
        function median(v, n,    i, j, t) {
            for (i = 2; i <= n; i++)
                for (j = i; j > 1 && v[j] < v[j - 1]; j--) { t = v[j]; v[j] = v[j - 1]; v[j - 1] = t }
            return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
        }
        function show(    i, low, high) {
            low = high = ratio[1]
            for (i = 1; i <= n; i++) {
                if (ratio[i] < low) low = ratio[i]
                if (ratio[i] > high) high = ratio[i]
            }
            printf "%-9s %-10s %7.3f %7.3f %7.2f  %6.2f-%-7.2f %7.0f %8.1f %7.0f\n", capture, name,
                median(wall, n), median(cpu, n), median(ratio, n), low, high, kib / 1024,
                median(cpu, n) / packets * 1e9, kib * 1024 / flows
        }
        $1 != name { if (name != "") show(); name = $1; n = 0; kib = 0 }
        {
            scale = name == "tshark" && packets > trim ? packets / trim : 1
            n++; wall[n] = $2 * scale; cpu[n] = $3 * scale; ratio[n] = $3 * scale / $5
            if ($4 > kib) kib = $4
        }
        END { show() }'
}

measure() {
    local load=$1 capture=$loads/$1.pcap line base packets flows
    [ -s "$capture" ] || "$build/bench/lyncscope-load" -k "$load" "$capture" >&2
    packets=$("$build/bench/lyncscope-floor" "$capture" | awk '{ print $1 }')
    flows=$("$build/lyncscope" audit -q -r "$capture" -f json | jq .capture.flows || true)
    : >"$work/runs"
    for _ in $(seq "$rounds"); do
        for name in $programs; do
            installed "$name" || continue
            base=$(run floor "$capture" | awk '{ print $2 }')
            line=$(run "$name" "$capture")
            echo "$name $line $base" >>"$work/runs"
        done
    done
    table "$work/runs" "$load" "$packets" "$flows"
}

for name in $programs; do
    installed "$name" || echo "bench: $name is not installed: left out" >&2
done
printf '%-9s %-10s %7s %7s %7s  %-14s %7s %8s %7s\n' load program wall_s cpu_s ratio range \
    MiB ns/pkt B/flow
[ $# -gt 0 ] || set -- mix media flows synflood hello
for load in "$@"; do
    measure "$load"
done
