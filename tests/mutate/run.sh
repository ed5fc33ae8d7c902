#!/usr/bin/env bash
# Ten thousand damaged captures with an optimised build under sanitizers: run.sh [-n COUNT] [-s SEED]
#
# Builds build/mutate when it is not there. See mutate.py for what is asked; every test run asks
# about two hundred.
set -eu
cd "$(dirname "$0")/../.."
build=build/mutate
if [ ! -f $build/CMakeCache.txt ]; then
    cmake -S . -B $build -DCMAKE_BUILD_TYPE=Release -DLS_SANITIZE=address,undefined >/dev/null
fi
cmake --build $build -j"$(nproc)" --target lyncscope-tool scene same >/dev/null
exec tests/mutate/mutate.py $build/lyncscope $build/tests/scene/scene $build/tests/mutate/same . -n 10000 "$@"
