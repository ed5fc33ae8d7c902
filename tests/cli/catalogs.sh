#!/bin/sh
# Catalogs as their user meets them: rows explained, files checked together, rows of one's own.
. "$(dirname "$0")/lib.sh"

# has FILE TEXT...
has() {
    file=$1
    shift
    for text in "$@"; do
        grep -qF -- "$text" "$file" || complain "no '$text' in $file: $(head -c 600 "$file")"
    done
}

# --- show ---
run 0 catalog show T1.47
has out 'T1.47' 'catalog          lync-server-2013' 'To be opened by: Survivable Branch Appliance, PSTN gateway.' \
    'TCP 5067' 'Payload: tls.' 'Clear text of any protocol.' 'What is spoken inside TLS'
run 0 catalog show T1.47 --lang zh-CN
has out '发起方：分支机构 SBA 设备、PSTN 网关' '任何协议的明文'
run 0 catalog show T3.6
has out 'never matches'
run 0 catalog show T1.10
has out '8035 ports' 'Better when the media show their kind: video.'
run 0 catalog show T1.49
has out 'mutual-tls-missing' 'T1.46'
run 0 catalog show E13.7 -C lync-server-2013-edge
has out 'Counts only for a host known to have the role' 'or lie' 'TCP 5061 at the far end'
run 0 catalog show T1.1 T1.2 -f jsonl
[ "$(wc -l <out)" = 2 ] || complain "not one line a row"
has out '"undecidable":[{"en":"' '"zh-CN":"' 'Which row, where roles and payload are the same: T1.38.'
for id in $("$lyncscope" catalog list -f jsonl | sed 's/.*{"id":"\([^"]*\)".*/\1/'); do
    echo "$id"
done >ids
# shellcheck disable=SC2046
run 0 catalog show $(cat ids)
[ "$(grep -c '^[A-Z]' out)" = "$(wc -l <ids)" ] || complain "not every row is shown"
awk 'length($0) > 80 && !/[^ -~]/ { exit 1 }' out || complain "wider than 80 columns"
[ -s err ] && complain "$(cat err)"
grep -q '[{}]' out && complain "a place was not filled: $(grep '[{}]' out | head -1)"
refuses "T9.9: no such row in lync-server-2013, windows-infrastructure" catalog show T9.9
refuses "known are text, jsonl" catalog show T1.1 -f html

# --- the same id in two catalogs: both rows are shown, and each says whose it is ---
cat >mine.yaml <<'Y'
catalog: mine
kind: document
title: {en: Mine, zh-CN: 我的}
rows:
  - {id: T1.7, role: edge, service: "", ports: "9", transport: [tcp], protocol: P, note: ""}
Y
run 0 catalog show T1.7 -C lync-server-2013 -C mine.yaml
[ "$(grep -c '^T1.7 ' out)" = 2 ] || complain "one of two rows is missing"
has out 'catalog          mine' 'catalog          lync-server-2013'

# --- check: all that is shipped goes together ---
shipped=$(ls "$source"/signatures/*.yaml | grep -v roles.yaml)
# shellcheck disable=SC2086
run 0 catalog check $shipped "$source/docs/examples/site-catalog.yaml"
[ "$(grep -c ' rows, no mistakes$' out)" -ge 11 ] || complain "not every catalog is checked: $(cat out)"
has out 'lync-server-2013.yaml: 91 rows' 'skype-for-business-2015.yaml: 90 rows' \
    'skype-for-business-2019.yaml: 91 rows' 'lync-server-2013-edge.yaml: 32 rows'

# --- any two of them load together, and so do all ---
names=
for path in $shipped; do
    name=$(basename "$path" .yaml)
    for other in $names; do
        run 0 catalog list -C "$other" -C "$name" -f jsonl
        [ "$(sed 's/^{"id":"\([^"]*\)".*/\1/' out | sort | uniq -d | wc -l)" = 0 ] ||
            complain "$other and $name share ids"
    done
    names="$names $name"
done
all=$(for name in $names; do echo "-C $name"; done)
# shellcheck disable=SC2086
run 0 catalog list $all -f jsonl
[ "$(wc -l <out)" = 396 ] || complain "$(wc -l <out) rows in all catalogs, not 396"

# --- check: ids and names across files, with places, beside the mistakes inside each ---
run 2 catalog check "$source/signatures/lync-server-2013.yaml" mine.yaml
has err "mine.yaml:5:5: the id 'T1.7' is taken by a row of" ", line "
has out 'lync-server-2013.yaml: 91 rows, no mistakes'
cp mine.yaml again.yaml
run 2 catalog check mine.yaml again.yaml
has err "again.yaml: the catalog 'mine' is in mine.yaml too"
cat >bad.yaml <<'Y'
catalog: bad
kind: document
title: {en: Bad}
payloads:
  p: {fits: [sipp]}
rows:
  - {id: B.1, role: frontend, service: "", ports: "70000", transport: [tcp], protocol: P, note: ""}
  - {id: B.1, role: edge, service: {en: S}, ports: "80", transport: [tcp], protocol: P, note: "",
     payload: q, names: {sni-name: x}}
Y
run 2 catalog check mine.yaml bad.yaml no-such.yaml
has out 'mine.yaml: 1 rows'
has err "bad.yaml:3:8: text in both languages lacks the key 'zh-CN'" "bad.yaml:5:" "did you mean 'sip'" \
    "unknown role 'frontend'; did you mean 'front-end'" "bad ports '70000'" "the id 'B.1' is taken" \
    "'q' is not among the file's payloads" "'sni-name' is not known" 'no-such.yaml'

# every mistake once, in the order of the file, each with line and column
sed -n 's/^lyncscope: bad\.yaml:\([0-9]*:[0-9]*\): .*/\1/p' err >places
printf '%s\n' 3:8 5:14 7:21 7:51 8:5 8:36 9:15 9:26 >wanted
sort -t: -n -k1,1 -k2,2 places >sorted
same sorted wanted "places of mistakes: $(cat err)"

# --- check: files that would blow up ---
{
    echo 'a: &a [x, x, x, x, x, x, x, x, x]'
    for i in b c d e f g h; do echo "$i: &$i [*a, *a, *a, *a, *a, *a, *a, *a]"; done
} >bomb.yaml
run 2 catalog check bomb.yaml
has err 'bomb.yaml:1:4: anchors, aliases and tags are not read here'
printf 'catalog: %s\n' '[[[[[[[[[[[[[[[[[[[[[[[[' >deep.yaml
run 2 catalog check deep.yaml
has err 'nested too deeply'
head -c 17000000 /dev/zero | tr '\0' 'x' >huge.yaml
run 2 catalog check huge.yaml
has err 'larger than 16 MiB'
run 2 catalog check ./huge.yaml /dev/zero
has err '/dev/zero: larger than 16 MiB'
{
    echo 'rows:'
    yes -- '- 7' | head -n 1100000
} >many.yaml
run 2 catalog check many.yaml
has err 'the file holds too much'
printf 'catalog: "a\\nb"\n' >control.yaml
run 2 catalog check control.yaml
has err 'control.yaml:1:'
printf 'catalog: \377\376\n' >bytes.yaml
run 2 catalog check bytes.yaml
has err 'not UTF-8'
run 2 catalog check ./
has err 'directory'

# --- a catalog of the site's own: its rows count, and say so ---
cat >site.scene <<'SCENE'
start 2026-03-02T08:00:00
host backup 10.0.60.1
host fe01 10.0.10.11
host client 10.20.0.7
1 tcp backup:50001 fe01:10000 tls
2 tcp client:50002 fe01:10001 tls
3 tcp backup:50003 fe01:10002 http
4 tcp fe01:50004 backup:6514 tls sni=logs.contoso.test
SCENE
cat >site.yaml <<'Y'
hosts:
  - {name: backup.contoso.test, ip: 10.0.60.1, roles: [infrastructure]}
  - {name: fe01.contoso.test, ip: 10.0.10.11, roles: [front-end]}
networks:
  - {cidr: 10.20.0.0/16, roles: [client]}
Y
"$scene" site.scene site.pcap
run 0 flows -f csv -r site.pcap -t site.yaml -C lync-server-2013 -C windows-infrastructure \
    -C "$source/docs/examples/site-catalog.yaml"
[ "$(grep -c 'dependency.*SITE.1' out)" = 1 ] || complain "SITE.1: $(cat out)"
[ "$(grep -c 'dependency.*SITE.2' out)" = 1 ] || complain "SITE.2: $(cat out)"
[ "$(grep -c 'undocumented' out)" = 2 ] || complain "what is not SITE.1: $(cat out)"
run 0 flows -f csv -r site.pcap -t site.yaml
grep -q 'SITE' out && complain "rows of a catalog nobody asked for"

finish
