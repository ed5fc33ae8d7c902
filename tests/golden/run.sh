#!/usr/bin/env bash
# A golden scene: makes its capture, runs lyncscope, and compares each flow with what stands in the
# scene behind "#=" at the end of the line that made it, in the order of time:
#
#   verdict evidence entries... !findings... @accepted-by
#
# What its reason or a finding must say may stand behind that, after "#:".
#
#   run.sh SCENE_PROGRAM LYNCSCOPE FILE.scene       UPDATE=1 writes what came out into the scene
#
# What options a scene has: options.sh.
set -eu
. "$(dirname "$0")/options.sh"
builder=$1
lyncscope=$2
scene=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

scene_options "$scene"
"$builder" "$scene" "$work/capture.pcap"
"$lyncscope" flows -q --lang en -f csv -r "$work/capture.pcap" ${options[@]+"${options[@]}"} >"$work/flows.csv"
"$lyncscope" flows -q --lang en -f jsonl -r "$work/capture.pcap" ${options[@]+"${options[@]}"} >"$work/flows.jsonl"

# Columns by name; none before lync.reason holds a comma in a scene.
awk -F, '
    { sub(/\r$/, "") }
    NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
    {
        line = $column["lync.verdict"] " " $column["lync.evidence"]
        entries = $column["lync.entries"]
        gsub(/\|/, " ", entries)
        if (entries != "") line = line " " entries
        count = split($(NF - 1), found, "|")
        for (i = 1; i <= count; i++)
            if (found[i] != $column["lync.verdict"]) line = line " !" found[i]
        if ($NF != "") line = line " @" $NF
        print line
    }' "$work/flows.csv" >"$work/actual"

if [ "${UPDATE:-}" = 1 ]; then
    awk -v actual="$work/actual" '
        /^[0-9]/ {
            says = match($0, / *#:.*/) ? substr($0, RSTART) : ""
            sub(/ *#:.*/, ""); sub(/ *#=.*/, "")
            getline line <actual
            print $0 "  #= " line says
            next
        }
        { print }' "$scene" >"$work/scene"
    cp "$work/scene" "$scene"
    exit 0
fi
grep -E '^[0-9]' "$scene" | sed 's/ *#:.*//; s/.*#= *//' >"$work/expected"
grep -E '^[0-9]' "$scene" | sed 's/ *#=.*//' >"$work/lines"
grep -E '^[0-9]' "$scene" | sed 's/.*#: *//; t; s/.*//' |
    awk -v records="$work/flows.jsonl" '
        { getline record <records
          if (index(record, $0) == 0) { print "flow " NR " does not say: " $0; print record; bad = 1 } }
        END { exit bad }' || exit 1
if diff "$work/expected" "$work/actual" >/dev/null && [ -s "$work/expected" ]; then
    echo "$(wc -l <"$work/expected") flows as expected"
    exit 0
fi
paste -d '\n' "$work/lines" "$work/expected" "$work/actual" |
    awk 'NR % 3 == 1 { line = $0 } NR % 3 == 2 { want = $0 }
         NR % 3 == 0 && $0 != want { print line; print "  expected " want; print "  came out " $0 }'
exit 1
