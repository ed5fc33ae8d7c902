#!/usr/bin/env bash
# Runs every fuzz target with clang's libFuzzer, AddressSanitizer and UndefinedBehaviorSanitizer:
#
#   scripts/fuzz.sh [SECONDS [TARGET...]]      30 seconds each; tests/fuzz/fuzz_TARGET.c, or all
#
# Prints how often each was called, the processor time that took, how many edges of the program it reached,
# and how large its corpus grew; scripts/coverage.sh --corpora counts the lines. The seeds are tests/fuzz/corpus/TARGET; what is
# found beyond them stays in build/fuzz/corpus, where the next run goes on, and an input that ends badly
# in build/fuzz/found. Exit status 1 then.
# Packages: clang, libclang-rt-14-dev.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-30}
[ $# -eq 0 ] || shift
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
    for file in tests/fuzz/fuzz_*.c; do
        name=${file##*/fuzz_}
        targets+=("${name%.c}")
    done
fi
export LYNCSCOPE_SIGNATURES=$PWD/signatures
mkdir -p build/fuzz
{ cmake --preset fuzz && cmake --build build/fuzz -j"$(nproc)" --target "${targets[@]/#/fuzz_}"; } \
    >build/fuzz/build.log 2>&1 || {
    tail -20 build/fuzz/build.log
    exit 2
}
mkdir -p build/fuzz/found
bad=0
total=0
TIMEFORMAT='%U %S'
printf '%-14s %12s %8s %8s %8s\n' target executions seconds edges corpus
for name in "${targets[@]}"; do
    program=$(find build/fuzz/tests -type f -name "fuzz_$name" -perm -u+x | head -1)
    mkdir -p "build/fuzz/corpus/$name"
    log=build/fuzz/$name.log
    status=0
    # Entropic scheduling counts all features of each run, which takes nine tenths of the time where a
    # target reaches many (engine: 6 executions a second with it, 140 without).
    { time "$program" -entropic=0 -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
        -artifact_prefix="build/fuzz/found/$name-" "build/fuzz/corpus/$name" \
        "tests/fuzz/corpus/$name" >"$log" 2>&1 || status=$?; } 2>"$log.time"
    seconds_used=$(awk '{ printf "%d", $1 + $2 }' "$log.time")
    total=$((total + seconds_used))
    awk -v name="$name" -v seconds="$seconds_used" '
        /stat::number_of_executed_units/ { count = $2 }
        match($0, /cov: [0-9]+/) { edges = substr($0, RSTART + 5, RLENGTH - 5) }
        match($0, /corp: [0-9]+/) { corpus = substr($0, RSTART + 6, RLENGTH - 6) }
        END { printf "%-14s %12d %8d %8d %8d\n", name, count, seconds, edges, corpus }' "$log"
    if [ "$status" != 0 ]; then
        bad=1
        echo "    ended with $status: $(grep -m 1 'SUMMARY\|ERROR\|Assertion' "$log"); see $log"
    fi
done
echo "$((total / 60)) minutes of processor time"
exit $bad
