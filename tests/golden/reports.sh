#!/usr/bin/env bash
# Every number of html, md, csv and text is the json's, on the sample day, with accepted deviations, on many
# findings of few causes and on names chosen by strangers, in both languages, with and without a topology; json
# and jsonl are what docs/schema says.
#   reports.sh SCENE_PROGRAM LYNCSCOPE SOURCE
set -eu
builder=$1
lyncscope=$2
source=$3
here=$source/tests/golden
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
wrong=0

complain() {
    echo "wrong: $*" >&2
    wrong=1
}

# reports NAME ARGUMENTS...: makes all formats and checks them against each other and the schemas.
reports() {
    local name=$1
    shift
    "$lyncscope" audit -q -o "$name.json" -o "$name.html" -o "$name.md" -o "$name.csv" -o "$name.txt" \
        -o "$name/" "$@"
    "$lyncscope" flows -q -f jsonl -o "$name.jsonl" "$@"
    python3 "$here/check_report.py" "$name.json" "$name.html" "$name.md" "$name.csv" \
        "$name.txt" "$name" ||
        complain "$name: formats differ"
    python3 "$here/check_schema.py" "$source/docs/schema/audit.json" "$name.json" ||
        complain "$name: audit is not what the schema says"
    python3 "$here/check_schema.py" "$source/docs/schema/flow.json" "$name.jsonl" ||
        complain "$name: a flow is not what the schema says"
}

cat >deviations.yaml <<'YAML'
exceptions:
  - {id: admin, source: any, destination: any, port: 3389, owner: operations, reason: jump host, expires: 2026-12-31}
  - {id: printer, source: any, destination: any, port: [23, 9000], owner: desk, reason: moved, expires: 2026-01-31}
  - {id: idle, source: any, destination: 10.9.9.9, owner: network, reason: backup, expires: 2026-12-31}
YAML
for lang in en zh-CN; do
    reports "site-$lang" --lang $lang -r "$source/pcaps/sample-day.pcap" -t "$source/pcaps/sample-site.yaml"
    reports "accepted-$lang" --lang $lang -r "$source/pcaps/sample-day.pcap" -t "$source/pcaps/sample-site.yaml" -x deviations.yaml
    reports "alone-$lang" --lang $lang -r "$source/pcaps/sample-day.pcap" tcp or udp
    # A file name can be as hostile as a certificate.
    "$builder" "$here/hostile.scene" "=cmd|<b>[x](y).pcap"
    reports "hostile-$lang" --lang $lang -r "=cmd|<b>[x](y).pcap"
done

grep -nwE '1 (flows|packets|bytes|rows)' *-en.txt | head -3 | grep . && complain "one is no plural"
grep -qF '> 10.0.10.11 fe01.contoso.test (front-end+cms)' site-en.txt || complain "text has no names of hosts"

# The names did reach the reports, each in a form that cannot act there.
for lang in en zh-CN; do
    grep -q '&lt;script&gt;alert(1)&lt;/script&gt;' hostile-$lang.html || complain "no name in html"
    grep -qiE '<script|<img|=cmd[^<]*<b>' hostile-$lang.html && complain "markup in html"
    grep -qF '\[click\](http\://www\.evil.test)' hostile-$lang.md || complain "a link in md"
    grep -qE '<script|<b>' hostile-$lang.md && complain "markup in md"
    grep -qE '(^|[^"])"?=cmd' <(tr ',' '\n' <hostile-$lang.csv | grep '^"\?=') && complain "a formula in csv"
    grep -q "'=cmd" hostile-$lang.csv || complain "no name in csv"
    for form in html md csv json txt jsonl; do
        grep -qF $'\u202e' hostile-$lang.$form && complain "text is turned in $form"
    done
done
"$lyncscope" audit -q --lang en -r "=cmd|<b>[x](y).pcap" -o page.HTML
grep -q '^<!doctype html>' page.HTML || complain "the name does not choose the format"
[ "$wrong" = 0 ]
