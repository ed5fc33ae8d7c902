#!/usr/bin/env bash
# Runs the golden, cli and live tests, and the corpus where there is one, with the sandbox enforced as
# users have it, and counts the runs that used a system call which is not listed.
# Last line: N runs, N violations.
set -eu
cd "$(dirname "$0")/.."

build=build/sandbox
cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DLS_WERROR=ON >/dev/null
cmake --build "$build" -j "$(nproc)" --target lyncscope-tool scene check_records watch flood >/dev/null
# These look into the process itself, so nobody stands between; they fail when it dies.
ctest --test-dir "$build" -R '^live'
cp "$build/lyncscope" "$build/lyncscope.real"
cp "$build/tests/sandbox/watch" "$build/lyncscope"
trap 'mv "$build/lyncscope.real" "$build/lyncscope"' EXIT

LS_WATCH=$PWD/$build/runs.txt
export LS_WATCH
rm -f "$LS_WATCH"
status=0
ctest --test-dir "$build" -j "$(nproc)" -R '^(golden|cli|corpus)' || status=$?
runs=$(wc -l <"$LS_WATCH")
violations=$(grep -c '^-31 ' "$LS_WATCH" || true) # SIGSYS
grep '^-31 ' "$LS_WATCH" || true
echo "$runs runs, $violations violations"
[ "$status" -eq 0 ] && [ "$runs" -gt 0 ] && [ "$violations" -eq 0 ]
