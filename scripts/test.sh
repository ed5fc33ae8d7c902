#!/usr/bin/env bash
# Runs every test: warnings are errors, AddressSanitizer and UBSan watch. Last line: N passed, N failed.
set -eu
cd "$(dirname "$0")/.."

scripts/packages.sh gcc cmake make pkg-config libpcap-dev libndpi-dev libssl-dev libyaml-dev libxml2-dev \
    zlib1g-dev libzstd-dev libjansson-dev libcap-ng-dev libseccomp-dev libmicrohttpd-dev uthash-dev check mandoc python3 \
    tcpreplay tcpdump iproute2 libncurses-dev tmux shellcheck codespell cppcheck clang-tidy

cmake --preset asan >/dev/null
cmake --build --preset asan -j "$(nproc)"

# The lab of real peers: where its packages are there and namespaces are allowed.
if tests/lab/able.sh; then
    export LS_LAB=1
fi

results=build/asan/Testing/results.txt
mkdir -p "$(dirname "$results")"
status=0
ctest --preset asan -j "$(nproc)" | tee "$results" || status=$?
passed=$(grep -cE '^ *[0-9]+/[0-9]+ Test .* Passed ' "$results" || true)
failed=$(grep -cE '^ *[0-9]+/[0-9]+ Test .*\*\*\*(Failed|Timeout|Exception|Not Run)' "$results" || true)
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
    failed=1 # ctest itself gave up
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
