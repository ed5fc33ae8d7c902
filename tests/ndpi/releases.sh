#!/usr/bin/env bash
# src/probe/ndpi.c compiles against each supported release of nDPI, as the stand-in header has it, and
# says so in one sentence where a release is not supported: releases.sh COMPILER SOURCE
set -eu
compiler=$1
source=$2
bad=0
talk=$(mktemp)
trap 'rm -f "$talk"' EXIT

compile() {
    "$compiler" -std=c11 -D_GNU_SOURCE -DSTUB_NDPI="$1" -Wall -Wextra -Werror -Wconversion \
        -Wstrict-prototypes -fsyntax-only -I"$source/tests/ndpi" -I"$source/include" -I"$source/src" \
        "$source/src/probe/ndpi.c" >"$talk" 2>&1
}

for release in 402 404 406 408 410 412 414 500 502; do
    if ! compile $release; then
        echo "nDPI ${release%??}.${release#?}:"
        cat "$talk"
        bad=1
    fi
done
for release in 400 600; do
    if compile $release || ! grep -q 'only releases 4.2 to 5.x are supported' "$talk"; then
        echo "nDPI ${release%??}.${release#?} is not supported, and that is not what is said"
        bad=1
    fi
done
exit $bad
