#!/usr/bin/env bash
# Keys, types and sums of everything the sample day brings out, in both languages.
#   shape.sh CHECK_RECORDS LYNCSCOPE PCAPS
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for lang in en zh-CN; do
    for site in "-t $3/sample-site.yaml" ""; do
        # shellcheck disable=SC2086
        "$2" flows -q --lang $lang -f jsonl -r "$3/sample-day.pcap" $site -o "$work/flows.jsonl"
        # shellcheck disable=SC2086
        "$2" audit -q --lang $lang -r "$3/sample-day.pcap" $site -o "$work/audit.json"
        "$2" catalog list --lang $lang -f jsonl -o "$work/rows.jsonl"
        "$1" "$work/flows.jsonl" "$work/audit.json" "$work/rows.jsonl"
    done
done
