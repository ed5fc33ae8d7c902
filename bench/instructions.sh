#!/usr/bin/env bash
# Counts the instructions a packet costs, and says where they became more than the file tells.
#
#   bench/instructions.sh [BUILD]           build/release; exit status 1: something grew
#   UPDATE=1 bench/instructions.sh [BUILD]  writes bench/instructions.csv anew
#
# Needs a release build with the targets lyncscope-tool and bench-tools, and valgrind. Small loads
# are read under callgrind; what a capture of one packet takes is the start, and taken off. A count
# is good for the compiler and libraries it was made with, so elsewhere nothing is compared (exit
# status 77). Counts differ by a part in a thousand from run to run: hash keys are drawn.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
build=${1:-$root/build/release}
known=$root/bench/instructions.csv
allowed=1.05

skip() {
    echo "instructions: skipped: $1"
    exit 77
}

command -v valgrind >/dev/null || skip "valgrind is not installed"
for program in lyncscope bench/lyncscope-load; do
    [ -x "$build/$program" ] || skip "$build/$program is not there"
done
setting() { sed -n "s/^$1:[A-Z]*=//p" "$build/CMakeCache.txt"; }
[ "$(setting CMAKE_BUILD_TYPE)" = Release ] && [ "$(setting LS_LTO)" = ON ] &&
    [ -z "$(setting LS_SANITIZE)" ] || skip "counts are of the release preset"

version_of() { dpkg-query -W -f '${Package} ${Version}\n' "$@" 2>/dev/null || echo "$1 ?"; }
made_with() {
    "$(setting CMAKE_C_COMPILER)" --version | head -n 1
    valgrind --version
    version_of libc6
    version_of libssl3
    "$build/lyncscope" --version | grep -io 'ndpi.*' || echo "no nDPI"
    uname -m
    grep -owm 1 avx2 /proc/cpuinfo || echo "no avx2" # libc chooses its copies by it
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LYNCSCOPE_SIGNATURES=$root/signatures

count() { # COMMAND FORMAT CAPTURE
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$build/lyncscope" "$1" --sandbox=off \
        -q -f "$2" -o "$work/out" -r "$3" 2>&1 | sed -n 's/.*Collected : //p'
}

measure() {
    "$build/bench/lyncscope-load" -k synflood -m 1 "$work/one.pcap" >/dev/null
    local start load command format capture packets n
    declare -A start
    for command in audit flows; do
        format=$([ "$command" = audit ] && echo text || echo jsonl)
        start[$command]=$(count "$command" "$format" "$work/one.pcap")
        echo "start,$command,1,${start[$command]}"
    done
    while read -r load packets flows; do
        capture=$work/$load.pcap
        n=$("$build/bench/lyncscope-load" -k "$load" ${packets:+-n "$packets"} -m "$flows" \
            "$capture" | sed 's/.*: \([0-9]*\) packets.*/\1/')
        for command in audit flows; do
            format=$([ "$command" = audit ] && echo text || echo jsonl)
            echo "$load,$command,$n,$((($(count "$command" "$format" "$capture") - start[$command]) / n))"
        done
    done <<'LOADS'
mix 40000 1000
media 40000 8
flows 0 4000
synflood 0 10000
hello 0 2000
LOADS
}

made_with | paste -sd ';' | sed 's/;/; /g; s/,//g; s/^/# /' >"$work/new"
if [ -z "${UPDATE:-}" ] && ! head -n 1 "$known" | cmp -s - "$work/new"; then
    skip "made with $(cut -c3- "$work/new") and not $(head -n 1 "$known" | cut -c3-)"
fi
echo "load,command,packets,instructions" >>"$work/new"
measure >>"$work/new"
if [ -n "${UPDATE:-}" ]; then
    cp "$work/new" "$known"
    cat "$known"
    exit 0
fi
awk -F, -v allowed="$allowed" '
    FNR < 3 { next }
    NR == FNR { was[$1 "," $2] = $4; next }
    {
        key = $1 "," $2
        grown = $4 > was[key] * allowed
        printf "%-9s %-6s %9d, known %9d%s\n", $1, $2, $4, was[key], grown ? "   MORE" : ""
        bad += grown
    }
    END {
        if (bad > 0)
            print "instructions: if that is the price of something, UPDATE=1 bench/instructions.sh"
        exit bad > 0
    }' "$known" "$work/new"
