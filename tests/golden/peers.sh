#!/usr/bin/env bash
# The reasons of flows between wrong peers name the row and who is right: in the scenes peer-*, each
# line "# says: TEXT" stands before a flow whose reason must hold that text; a flow without one must
# not be misplaced.
#   peers.sh SCENE_PROGRAM LYNCSCOPE FOLDER
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
for scene in "$3"/peer-*.scene; do
    "$1" "$scene" "$work/capture.pcap"
    "$2" flows -q --lang en -f jsonl -r "$work/capture.pcap" -t "$3/site.yaml" |
        sed 's/.*"verdict":"\([a-z]*\)".*"reason":"\([^"]*\)".*/\1|\2/' >"$work/reasons"
    awk '/^# says: / { text = substr($0, 9); next }
         /^[0-9]/ { print text; text = "" }' "$scene" >"$work/texts"
    paste -d '|' "$work/texts" "$work/reasons" | awk -F '|' -v scene="${scene##*/}" '
        $1 != "" && ($2 != "misplaced" || index($3, $1) == 0) {
            print scene ": flow " NR " is to say: " $1 "\n    but says: " $3; wrong++ }
        $1 == "" && $2 == "misplaced" { print scene ": flow " NR " is misplaced: " $3; wrong++ }
        $1 != "" { named++ }
        END { print scene ": " NR " flows, " named " reasons"; exit wrong > 0 || named < 5 }' || bad=1
done
exit $bad
