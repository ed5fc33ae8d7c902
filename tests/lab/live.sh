#!/usr/bin/env bash
# Runs the lab and holds lyncscope against it: live.sh LYNCSCOPE. Exit 77 = skipped.
# It takes two minutes and many packages, so only when asked for: LS_LAB=1.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ "${LS_LAB:-}" != 1 ]; then
    echo "lab: skipped: LS_LAB=1 runs it" && exit 77
fi
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# Two dozen programs of others take part; on a busy machine one may come too late to say a word,
# on a strange one not speak at all. Up to five of some 210 things said may be missing then; what
# the peers of a failed run printed is shown.
try() {
    "$here/run.sh" -o "$out" || return
    "$here/recorded.sh" "$1" "$out/lab.pcap" "$out/truth.csv" 5 && return
    tail -n 3 "$out"/log/*-talk
    return 1
}
if ! try "$1"; then
    echo "lab: once more, should a peer have come too late"
    try "$1"
fi
