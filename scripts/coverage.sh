#!/usr/bin/env bash
# How much of each layer the tests run: a build of its own, all its tests, and lines by layer.
#
#   scripts/coverage.sh [--missed LAYER]        also the lines of a layer that no test runs
#
# Fails when less than 90 % of the lines of probe, decode, flow or classify are run.
set -eu
cd "$(dirname "$0")/.."
build=build/coverage

cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Debug -DLS_COVERAGE=ON \
    -DCMAKE_C_FLAGS="--coverage -O0 -fprofile-update=atomic" >/dev/null
cmake --build "$build" -j "$(nproc)" >"$build/build.log" 2>&1 || { tail -n 20 "$build/build.log" >&2; exit 1; }
find "$build" -name '*.gcda' -delete
ctest --test-dir "$build" -j "$(nproc)" -E '^(lint|package|lab|live)' --output-on-failure \
    >"$build/tests.log" || { tail -n 30 "$build/tests.log" >&2; exit 1; }
find "$PWD/$build/CMakeFiles/lyncscope.dir" -name '*.gcda' -print0 |
    (cd "$build" && xargs -0 gcov --json-format --stdout) | scripts/coverage.py "$@"
