#!/usr/bin/env bash
# The report in Chinese is Chinese: nothing but names stays in each format that people read, and nothing but keys
# and names in json and csv.
#   chinese.sh SCENE_PROGRAM LYNCSCOPE SOURCE
set -eu
builder=$1
lyncscope=$2
source=$3
here=$source/tests/golden
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >accept.yaml <<'YAML'
exceptions:
  - {id: wozhi-1, source: any, destination: any, port: 3389, owner: 运维组, reason: 跳板机, expires: 2026-12-31}
  - {id: wozhi-2, source: any, destination: any, port: [23, 9000], owner: 桌面组, reason: 迁移期间, expires: 2026-01-31}
  - {id: wozhi-3, source: any, destination: 10.9.9.9, owner: 网络组, reason: 备份, expires: 2026-12-31}
YAML
cp "$source/pcaps/sample-day.pcap" "$source/pcaps/sample-site.yaml" "$here/moved-ports.xml" "$here/site.yaml" .
for scene in findings moved-ports wire-shapes rule-09-announced; do
    "$builder" "$here/$scene.scene" "$scene.pcap"
done

# What the inputs say of themselves may stand in the report as it is.
said() {
    cat accept.yaml "$@"
    echo "$@" accept.yaml
}
report() { # NAME INPUTS... -- ARGUMENTS...
    local name=$1 inputs=()
    shift
    while [ "$1" != -- ]; do inputs+=("$1"); shift; done
    shift
    said "${inputs[@]}" >"$name.said"
    "$lyncscope" audit -q --lang zh-CN -o "$name.txt" -o "$name.html" -o "$name.md" -o "$name.json" \
        -o "$name.csv" "$@" || [ $? = 3 ]
    python3 "$here/check_chinese.py" "$name.said" "$name.txt" "$name.html" "$name.md" "$name.json" "$name.csv"
}

report day sample-day.pcap sample-site.yaml -- -r sample-day.pcap -t sample-site.yaml -x accept.yaml
report alone sample-day.pcap -- -r sample-day.pcap
report findings findings.pcap site.yaml -- -r findings.pcap -t site.yaml
report moved moved-ports.pcap moved-ports.xml -- -r moved-ports.pcap -t moved-ports.xml
report shapes wire-shapes.pcap -- -r wire-shapes.pcap
report announced rule-09-announced.pcap site.yaml -- -r rule-09-announced.pcap -t site.yaml

# What is missing is told in the reader's language, too, also where programs read it.
head -c -20 sample-day.pcap >cut.pcap
report cut cut.pcap sample-site.yaml -- -r cut.pcap -t sample-site.yaml
for form in txt html md json csv; do
    grep -q '在数据包中间被截断' cut.$form
done
