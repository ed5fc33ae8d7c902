#!/usr/bin/env bash
# compare on two days tells exactly what was planted in the second (second-day.sed): as text in both
# languages, and as json; the same from audits and from saved records; and none of it from a day and
# itself.
#
#   second-day.sh SCENE_PROGRAM LYNCSCOPE SOURCE       UPDATE=1 renews second-day.*.txt and .json
set -eu
builder=$1
lyncscope=$2
source=$3
golden=$source/tests/golden
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
wrong=0

day() { # NAME SCENE OPTIONS...: NAME.json and NAME.jsonl
    local name=$1 scene=$2
    shift 2
    "$builder" "$scene" "$name.pcap"
    "$lyncscope" audit -q --lang en -r "$name.pcap" -t "$source/pcaps/sample-site.yaml" "$@" -o "$name.json"
    "$lyncscope" flows -q --lang en -r "$name.pcap" -t "$source/pcaps/sample-site.yaml" "$@" -f jsonl -o "$name.jsonl"
}
cp "$source/pcaps/sample-day.scene" one.scene
sed -f "$golden/second-day.sed" one.scene >two.scene
printf 'exceptions:\n  - {id: jump, source: "role:client", destination: 10.0.12.11, transport: tcp, port: 22, owner: infra team, reason: maintenance, expires: 2026-12-31}\n' >jump.yaml
day one one.scene
day two two.scene -x jump.yaml

# tells STATUS EXPECTED ARGUMENTS...
tells() {
    local wanted=$1 expected=$2 status=0
    shift 2
    "$lyncscope" compare "$@" >out || status=$?
    sed -i -E 's/^lyncscope [^:]*:/lyncscope:/; s/("version": ")[^"]*/\1/; s/\.jsonl/.json/' out
    [ "${UPDATE:-}" = 1 ] && cp out "$golden/$expected"
    if [ "$status" != "$wanted" ] || ! diff "$golden/$expected" out; then
        echo "wrong: compare $*: status $status, not $wanted, or the lines above"
        wrong=$((wrong + 1))
    fi
}
tells 1 second-day.en.txt --lang en one.json two.json
tells 1 second-day.zh-CN.txt --lang zh-CN one.json two.json
tells 1 second-day.json -f json one.json two.json
if [ "${UPDATE:-}" != 1 ]; then
    site=$source/pcaps/sample-site.yaml
    tells 1 second-day.en.txt --lang en -t "$site" one.jsonl two.jsonl
    tells 1 second-day.json --lang en -t "$site" -f json one.json two.jsonl
fi
if command -v python3 >out; then
    "$lyncscope" compare -f json one.json two.json >two-days.json || true
    python3 "$golden/check_schema.py" "$source/docs/schema/comparison.json" two-days.json || wrong=$((wrong + 1))
fi
for day in one two; do
    "$lyncscope" compare --lang en $day.json $day.json >out || wrong=$((wrong + 1))
    grep -q '^0 differences' out || wrong=$((wrong + 1))
done
[ "$wrong" = 0 ] && echo "$(grep -cE '^  (new|gone|changed) ' "$golden/second-day.en.txt") differences, all planted"
