#!/usr/bin/env bash
# A file, watched: what is shown is what the report says, keys do what they are said to do, and the
# terminal is given back whatever happens. The sandbox is enforced.
#   replay.sh LYNCSCOPE SCENE SOURCE
set -eu
lyncscope=$1 scene=$2 source=$3
work=$(mktemp -d)
wrong=0
complain() {
    echo "wrong: $*" >&2
    wrong=$((wrong + 1))
}
. "$source/tests/watch/lib.sh"
trap 'terminal kill-server 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
day=$source/pcaps/sample-day.pcap
site=$source/pcaps/sample-site.yaml

# verdicts CAPTURE OPTIONS...: the line of totals that the report asks for
verdicts() {
    "$lyncscope" audit -q -f json -r "$@" | python3 -c '
import json, sys
print("  ".join(f"{k} {v}" for k, v in json.load(sys.stdin)["verdicts"].items()))'
}

# --- totals ---
totals=$(verdicts "$day" -t "$site")
watch 24 80 --sandbox enforce -r "$day" -t "$site" -o "$work/saved.jsonl"
shows "^$totals\$"
shows "ended  6708 packets"
flows=$("$lyncscope" flows -f jsonl -q -r "$day" -t "$site" | wc -l)
shows " $flows shown"

# --- filter: fewer, and just those ---
keys / 'tcp port 5061 and dst host 10.0.10.11' Enter
expected=$("$lyncscope" flows -f jsonl -r "$day" -t "$site" tcp port 5061 and host 10.0.10.11 | wc -l)
shows " $expected shown\$"
shows "^filter: tcp port 5061 and dst host 10.0.10.11\$"
[ "$expected" -lt "$flows" ] || complain "a filter that chooses all says nothing"
[ "$(screen | grep -c '10\.0\.10\.11:5061')" = "$expected" ] || complain "other flows than asked for: $(screen)"
keys / C-u 'host fe01.contoso.test' Enter
shows "^filter: 'fe01.contoso.test': .*"
shows " $expected shown"
keys / C-u '--only misplaced' Enter
shows " 4 shown"
[ "$(screen | grep -c '^[0-9:]* [A-Z0-9]* *misplaced ')" = 4 ] || complain "not the four misplaced ones: $(screen)"
keys Escape
shows " $flows shown"
keys v
shows " 2 shown  contradicted"
keys Escape

# --- order ---
keys '>' '>'
shows "verdict v"
screen | sed -n 6p | grep -q contradicted || complain "not the worst first: $(screen)"
keys r
shows "verdict ^"
screen | sed -n 6p | grep -q documented || complain "not the other way round: $(screen)"
keys r '<' '<'
shows "time v"

# --- detail: all that flows --explain says of it ---
keys / C-u 'tcp port 3389' Enter
shows " 1 shown"
keys Enter
"$lyncscope" flows --explain -f text --color never -r "$day" -t "$site" tcp port 3389 >explained
[ "$(wc -l <explained)" -gt 3 ] || complain "nothing is explained"
terminal resize-window -x 80 -y 60
shows "^$(sed -n 2p explained)\$"
sleep 0.5
screen >detail
while IFS= read -r line; do
    grep -qxF -e "$line" detail || complain "the detail lacks '$line'"
done <explained
keys Escape
keys Escape

# --- findings and roles, as in the report ---
keys 2
shows "undocumented *10.20.0.0/16 > 10.0.10.11 tcp 3389 rdp"
keys Home Enter
shows "what to do"
keys q f
shows "^filter: src host 10.0.10.11 and dst host 203.0.113.77 and tcp dst port 443\$"
shows " 1 shown"
keys Escape 3
shows "^client  *front-end+cms  *43  1 contradicted  2 misplaced  4 und"
keys 4
shows "What was read"
keys End
shows "undocumented  client > mediation  tcp 22  1 flow"

# --- another size ---
terminal resize-window -x 140 -y 45
keys 1
shows "bytes reason"
shows "no row allows TLS on TCP 443"
terminal resize-window -x 30 -y 8
shows "too small"
terminal resize-window -x 80 -y 24
shows "q Quit"
lacks "bytes reason"

# --- saved: what is shown, never over another file unless told ---
keys / C-u '--only contradicted' Enter
shows " 2 shown"
keys s Enter
shows "2 flows saved to"
"$lyncscope" flows -f jsonl -q -r "$day" -t "$site" --only contradicted >asked
cmp -s asked saved.jsonl || complain "other records than flows writes: $(diff asked saved.jsonl | cut -c1-300)"
keys Escape s Enter
shows "is there already"
keys n
keys s C-u "/var/tmp/elsewhere.jsonl" Enter
shows "only in the folder of -o"
cmp -s asked saved.jsonl || complain "a file was replaced without asking"
keys q
ended 0

# --- only what has changed is written: a step down is a few bytes, no empty screen in between ---
watch 24 80 --sandbox enforce -r "$day" -t "$site"
shows "ended  6708"
sleep 0.5
terminal pipe-pane "cat >'$work/written'"
sleep 1
[ ! -s written ] || complain "written while nothing changed: $(od -c written | head -3)"
keys Down
sleep 0.7
[ -s written ] || complain "nothing was written for a key"
[ "$(wc -c <written)" -lt 800 ] || complain "$(wc -c <written) bytes for a step down"
grep -q "$(printf '\033')\[[0-9]*J" written && complain "the screen was emptied for a step down"
keys q
ended 0

# --- help, pause, clear, Chinese; and a capture that is damaged ---
head -c 700000 "$day" >cut.pcap
watch 24 80 --sandbox enforce -r cut.pcap -t "$site" --lang zh-CN
shows "^不完整"
shows "$(verdicts cut.pcap -t "$site" | sed 's/documented/已记载/; s/contradicted/相矛盾/; s/misplaced/位置不符/
    s/dependency/依赖项/; s/undocumented/未记载/; s/un已记载/未记载/')"
keys F1
shows "保持画面不变"
keys q p
shows "已暂停"
keys c
shows "因此未清除"
lacks "已记载 0 "
keys q
ended 3

# --- interrupted, ended, killed by a mistake: the terminal is as before ---
for signal in INT TERM HUP SEGV; do
    watch 24 80 --sandbox enforce -r "$day"
    shows "ended  6708"
    kill "-$signal" "$(cat pid)"
    case $signal in
    SEGV) wanted='139\|1\|159' ;; # by the signal; or where a sanitizer reports, which the sandbox ends
    *) wanted=0 ;;
    esac
    for _ in $(seq 100); do
        [ -s after ] && break
        sleep 0.1
    done
    grep -qx "$wanted" status || complain "SIG$signal: status $(cat status)"
    cmp -s before after || complain "SIG$signal leaves the terminal in another state"
    shows "written before"
done

# --- stopped and gone on with, by a shell that knows how ---
server=$((server + 1))
terminal new-session -d -x 80 -y 24 "env TERM=screen-256color ASAN_OPTIONS=detect_leaks=0 PS1='ready ' bash --norc -i"
shows "^ready"
keys "'$lyncscope' watch --sandbox enforce -r '$day'" Enter
shows "ended  6708"
terminal capture-pane -pe | grep -q "$(printf '\033')\[32m" || complain "no colour at all"
keys C-z
shows "Stopped"
keys fg Enter
shows "ended  6708"
keys q
shows "^ready"

# --- no colour where none is wanted ---
keys "NO_COLOR=1 '$lyncscope' watch --sandbox enforce -r '$day'" Enter
shows "ended  6708"
terminal capture-pane -pe | grep -q "$(printf '\033')\[[0-9;]*3[1-7]m" && complain "colour where none is wanted"
keys q
shows "^ready"

# --- nothing is lost for good: the leak checker looks on, where there is one ---
asan=
watch 24 80 -r "$day"
shows "ended  6708"
keys Enter q 2 Enter q 3 Enter q 4 / q
ended 0
unset asan

# --- a terminal that nobody knows, and none at all: one line ---
term=nonsense # of which ncurses itself leaves something behind
watch 24 80 -r "$day"
ended 2
grep -qx "lyncscope: watch: this terminal (TERM=nonsense) cannot be used" err || complain "said: $(cat err)"
unset term

refused() {
    status=0
    "$lyncscope" watch "$@" >out 2>err </dev/null || status=$?
    [ "$status" = 2 ] && [ "$(wc -l <err)" = 1 ] && [ ! -s out ] || complain "watch $*: status $status: $(cat err)"
}
refused -r "$day"
refused -i lo
refused

[ "$wrong" = 0 ]
