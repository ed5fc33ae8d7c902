#!/usr/bin/env bash
# Whole records, to the letter: record.sh SCENE_PROGRAM LYNCSCOPE FOLDER; UPDATE=1 renews.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" "$3/record.scene" "$work/capture.pcap"
"$2" flows -q --lang en -f jsonl -r "$work/capture.pcap" -t "$3/site.yaml" >"$work/actual"
[ "${UPDATE:-}" = 1 ] && cp "$work/actual" "$3/record.jsonl"
diff "$3/record.jsonl" "$work/actual"
