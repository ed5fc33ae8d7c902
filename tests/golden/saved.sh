#!/usr/bin/env bash
# The audit of saved records is the audit of the capture, byte for byte, but for the section on
# what was read: all golden scenes, as text and json, and the sample day in every format, with and
# without topology, exceptions, in both languages.
#
#   saved.sh SCENE_PROGRAM LYNCSCOPE SOURCE [SCENE...]
set -eu
. "$(dirname "$0")/options.sh"
builder=$1
lyncscope=$2
source=$3
shift 3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
wrong=0 compared=0
formats="text json md csv html"

# without_source FORMAT <AUDIT: all but the section on what was read, which must be there
without_source() {
    case $1 in
    text) awk '/^(What was read|读取内容)/ { skip = found = 1 } skip && /^$/ { skip = 0 } !skip
               END { exit !found }' ;;
    json) awk '/^ "capture": {/ { skip = found = 1 } !skip; /^ }/ { skip = 0 } END { exit !found }' ;;
    md) awk '/^## / { skip = 0 } /^## (What was read|读取内容)/ { skip = found = 1 } !skip
             END { exit !found }' ;;
    csv) awk '/^capture\r?$/ { skip = found = 1 } skip && /^\r?$/ { skip = 0 } !skip
              END { exit !found }' ;;
    html) awk '/aria-labelledby="s-capture"/ { skip = found = 1 } !skip; /<\/section>/ { skip = 0 }
               END { exit !found }' ;;
    esac
}

# same NAME CAPTURE LANGUAGE OPTIONS...: both audits in all $formats
same() {
    local name=$1 capture=$2 lang=$3 format
    shift 3
    "$lyncscope" flows -q --lang "$lang" -r "$capture" -f jsonl -o "$work/flows.jsonl" "$@"
    for format in $formats; do
        "$lyncscope" audit -q --lang "$lang" -r "$capture" -f "$format" "$@" >"$work/whole"
        without_source $format <"$work/whole" >"$work/packets"
        "$lyncscope" audit -q --lang "$lang" -r "$work/flows.jsonl" -f "$format" "$@" >"$work/whole"
        without_source $format <"$work/whole" >"$work/records"
        compared=$((compared + 1))
        if ! cmp -s "$work/packets" "$work/records" || [ "$(wc -l <"$work/packets")" -lt 20 ]; then
            wrong=$((wrong + 1))
            echo "wrong: $name, $format, $lang:"
            diff "$work/packets" "$work/records" | head -6 | cut -c 1-200 || true
        fi
    done
}

if [ $# = 0 ]; then
    set -- "$source"/tests/golden/*.scene
    day=$source/pcaps/sample-day.pcap
    printf 'exceptions:\n  - {id: jump, source: "role:client", destination: any, port: 3389, owner: o, reason: r, expires: 2026-12-31}\n' >"$work/x.yaml"
    for lang in en zh-CN; do
        same sample-day "$day" $lang -t "$source/pcaps/sample-site.yaml"
        same "sample-day without topology" "$day" $lang
        same "sample-day with exceptions" "$day" $lang -t "$source/pcaps/sample-site.yaml" -x "$work/x.yaml"
    done
    same "sample-day without topology, with exceptions" "$day" en -x "$work/x.yaml"
fi
formats="text json"
for scene; do
    scene_options "$scene"
    "$builder" "$scene" "$work/capture.pcap"
    same "$(basename "$scene")" "$work/capture.pcap" en ${options[@]+"${options[@]}"}
done
echo "$compared pairs of audits compared"
[ "$wrong" = 0 ]
