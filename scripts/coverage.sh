#!/usr/bin/env bash
# How much of each layer the tests run: a build of its own, all its tests, and lines by layer.
#
#   scripts/coverage.sh [--missed LAYER]        also the lines of a layer that no test runs
#   scripts/coverage.sh --corpora [...]         what the fuzz targets reach with their corpora, and nothing else:
#                                               tests/fuzz/corpus, and what scripts/fuzz.sh found so far
#
# Fails when less than 90 % of the lines of probe, decode, flow or classify are run by the tests.
set -eu
cd "$(dirname "$0")/.."
build=build/coverage
targets=all
if [ "${1:-}" = --corpora ]; then
    targets=$(printf '%s ' tests/fuzz/fuzz_*.c | sed 's|tests/fuzz/\(fuzz_[a-z0-9_]*\)\.c|\1|g')
    shift
    set -- --no-limit "$@"
fi

# Every target over its seeds and what was found beyond them, without mutants.
replay() {
    local program name
    for name in $targets; do
        program=$(find "$build/tests" -type f -name "$name" -perm -u+x)
        name=${name#fuzz_}
        mkdir -p "build/fuzz/corpus/$name"
        "$program" -s "tests/fuzz/corpus/$name" "build/fuzz/corpus/$name"
    done
}

cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Debug -DLS_COVERAGE=ON \
    -DCMAKE_C_FLAGS="--coverage -O0 -fprofile-update=atomic" >/dev/null
# shellcheck disable=SC2086 # the targets are words
cmake --build "$build" -j "$(nproc)" --target $targets >"$build/build.log" 2>&1 || { tail -n 20 "$build/build.log" >&2; exit 1; }
find "$build" -name '*.gcda' -delete
if [ "$targets" = all ]; then
    ctest --test-dir "$build" -j "$(nproc)" -E '^(lint|package|lab|live)' --output-on-failure
else
    LYNCSCOPE_SIGNATURES=$PWD/signatures replay
fi >"$build/tests.log" 2>&1 || { tail -n 30 "$build/tests.log" >&2; exit 1; }
find "$PWD/$build/CMakeFiles/lyncscope.dir" -name '*.gcda' -print0 |
    (cd "$build" && xargs -0 gcov --json-format --stdout) | scripts/coverage.py "$@"
