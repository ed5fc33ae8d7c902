#!/usr/bin/env bash
# Every row of the document, met by a flow of its own under a topology, is listed first. In the scenes
# rows-t1 to rows-t4 the row's id stands alone on the line before its flow.
#
# There are two exceptions among the 91, both the document's: T1.38 is T1.1 written twice, so both are
# listed and T1.1 is first; T3.6 is blank and never matches, so it has no flow.
#
#   every-row.sh SCENE_PROGRAM LYNCSCOPE FOLDER
set -eu
scene=$1 lyncscope=$2 folder=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for table in 1 2 3 4; do
    "$scene" "$folder/rows-t$table.scene" "$work/capture.pcap"
    "$lyncscope" flows -q --lang en -f csv -r "$work/capture.pcap" -t "$folder/site.yaml" >"$work/flows.csv"
    awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
             { print $column["lync.verdict"], $column["lync.entries"] }' "$work/flows.csv" >"$work/entries"
    awk '/^# T[1-4]\.[0-9]+$/ { id = $2; next }
         /^[0-9]/ { print id == "" ? "-" : id; id = "" }' "$folder/rows-t$table.scene" >"$work/ids"
    paste -d ' ' "$work/ids" "$work/entries"
done | grep -v '^- ' >"$work/met"
"$lyncscope" catalog list -C lync-server-2013 -f jsonl | sed 's/^{"id":"\([^"]*\)".*/\1/' >"$work/rows"

awk 'NR == FNR { split($3, entry, "|"); verdict[$1] = $2; first[$1] = entry[1]; second[$1] = entry[2]
                 if (seen[$1]++) { print $1 ": twice"; wrong++ }; next }
     { rows++ }
     $1 == "T3.6" && !($1 in seen) { blank++; next }
     !($1 in seen) { print $1 ": no flow"; wrong++; next }
     verdict[$1] != "documented" { print $1 ": " verdict[$1]; wrong++; next }
     first[$1] == $1 { hits++; next }
     $1 == "T1.38" && first[$1] == "T1.1" && second[$1] == $1 { twins++; next }
     { print $1 ": " first[$1] " is first"; wrong++ }
     END { print rows " rows: " hits " first, " twins " behind its twin (T1.38), " blank " blank (T3.6)"
           exit wrong > 0 || rows != 91 || hits != 89 || twins != 1 || blank != 1 }' \
    "$work/met" "$work/rows"
