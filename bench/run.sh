#!/usr/bin/env bash
# Measures lyncscope against libpcap's own read loop and, where it is installed, ndpiReader.
#
#   bench/run.sh LYNCSCOPE [FLOOR LOAD]     binaries; FLOOR and LOAD default to build/release/bench
#
# One generated load, read in alternating runs so that a busy machine troubles all alike.
# Prints the median of user + system seconds of each, and its ratio to the floor.
# Environment: ROUNDS (5), PACKETS (2000000), FLOWS (50000), LOAD_FILE (kept when given).
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
lyncscope=${1:?usage: bench/run.sh LYNCSCOPE [FLOOR LOAD]}
floor=${2:-$root/build/release/bench/lyncscope-floor}
load=${3:-$root/build/release/bench/lyncscope-load}
rounds=${ROUNDS:-5}
packets=${PACKETS:-2000000}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
capture=${LOAD_FILE:-$work/load.pcap}

for program in "$lyncscope" "$floor" "$load"; do
    if ! [ -x "$program" ]; then
        echo "bench: $program is not there; build it first (target bench-tools)" >&2
        exit 2
    fi
done
[ -s "$capture" ] || "$load" -n "$packets" -m "${FLOWS:-50000}" "$capture"

# Seconds of user and system time that a command took; its exit status 1 and 3 are no failures.
seconds() {
    local status=0 TIMEFORMAT='%U %S'
    { time "$@" >"$work/out" 2>"$work/err" || status=$?; } 2>"$work/time"
    if [ "$status" -ne 0 ] && [ "$status" -ne 1 ] && [ "$status" -ne 3 ]; then
        echo "bench: $* ended with $status: $(head -n 1 "$work/err")" >&2
        return 1
    fi
    awk '{ print $1 + $2 }' "$work/time"
}

run() {
    case $1 in
    floor) seconds "$floor" "$capture" ;;
    lyncscope) seconds "$lyncscope" audit -r "$capture" -o /dev/null -f text ;;
    ndpiReader) seconds ndpiReader -q -i "$capture" ;;
    esac
}

median() {
    sort -n "$1" | awk '{ v[NR] = $1 } END {
        print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

names="floor lyncscope"
if command -v ndpiReader >/dev/null; then
    names="$names ndpiReader"
else
    echo "ndpiReader is not installed: left out"
fi

run floor >/dev/null # once, so that the file is in memory for all
for _ in $(seq "$rounds"); do
    for name in $names; do
        run "$name" >>"$work/$name"
    done
done

base=$(median "$work/floor")
counted=$("$floor" "$capture" | awk '{ print $1 }')
printf '%-12s %10s %10s %14s   %s\n' program median ratio packets/s runs
for name in $names; do
    awk -v name="$name" -v t="$(median "$work/$name")" -v base="$base" -v n="$counted" \
        -v runs="$(paste -sd' ' "$work/$name")" 'BEGIN {
        ratio = (base > 0) ? t / base : 0
        rate = (t > 0) ? n / t : 0
        printf "%-12s %9.3fs %9.2fx %14.0f   %s\n", name, t, ratio, rate, runs }'
done
