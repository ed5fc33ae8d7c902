#!/usr/bin/env bash
# What lyncscope says of a recording of the lab against what was started there:
# recorded.sh LYNCSCOPE CAPTURE TRUTH [SILENT]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
lyncscope=$1 capture=$2 truth=$3
export LYNCSCOPE_SIGNATURES=$here/../../signatures
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$lyncscope" flows -q --lang en -f jsonl -t "$here/../../pcaps/lab-site.yaml" -r "$capture" \
    >"$work/records"
python3 "$here/compare.py" "$truth" "$work/records" "${4:-0}"
