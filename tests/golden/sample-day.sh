#!/usr/bin/env bash
# The sample capture is what its scene says, and its audit finds what was planted.
#   sample-day.sh SCENE_PROGRAM LYNCSCOPE PCAPS
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" "$3/sample-day.scene" "$work/day.pcap"
cmp "$work/day.pcap" "$3/sample-day.pcap"
"$2" audit -q --lang en -r "$work/day.pcap" -t "$3/sample-site.yaml" -f json >"$work/audit.json"
awk '/"findings"/ { inside = 1 } /"coverage"/ { inside = 0 }
     inside && /"id"/ { gsub(/[",]/, ""); id = $2 }
     inside && /"ip"/ { gsub(/[",]/, ""); ip = $2 }
     inside && /"port"/ { gsub(/[",]/, ""); print id, ip, $2 }' "$work/audit.json" |
    sort >"$work/found"
sed -n 's/^- `\([^`]*\)`.*/\1/p' "$3/SOURCES.md" | sort >"$work/planted"
[ -s "$work/planted" ]
diff "$work/planted" "$work/found" && echo "$(wc -l <"$work/found") findings, all planted"
