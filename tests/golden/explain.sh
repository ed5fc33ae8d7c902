#!/usr/bin/env bash
# flows --explain of one scene, to the letter and in both languages: every row that was considered, with
# what spoke for and against it. UPDATE=1 writes what came out; read it like code.
#   explain.sh SCENE_PROGRAM LYNCSCOPE FOLDER
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
"$1" "$3/explain.scene" "$work/capture.pcap"
for lang in en zh-CN; do
    "$2" flows -q --lang $lang -f text --explain -r "$work/capture.pcap" -t "$3/site.yaml" >"$work/$lang.txt"
    [ "${UPDATE:-}" = 1 ] && cp "$work/$lang.txt" "$3/explain.$lang.txt"
    diff "$3/explain.$lang.txt" "$work/$lang.txt" || bad=1
done
# both languages tell of the same rows, in the same order, with as many grounds on either side
for lang in en zh-CN; do
    grep -oE '^ {6}[A-Z0-9.]+ +[-+]|^ {14}[-+]' "$work/$lang.txt" | tr -d ' ' >"$work/$lang.grounds"
done
cmp "$work/en.grounds" "$work/zh-CN.grounds" || bad=1
exit $bad
