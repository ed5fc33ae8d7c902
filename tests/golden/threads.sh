#!/usr/bin/env bash
# The output is the same for every number of threads: records, reports, evidence, status and what is
# said on stderr.
#
#   threads.sh SCENE_PROGRAM LYNCSCOPE SOURCE LOAD_PROGRAM
set -eu
. "$(dirname "$0")/options.sh"
builder=$1
lyncscope=$2
source=$3
load=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
wrong=0
compared=0

complain() {
    echo "wrong: $*" >&2
    wrong=$((wrong + 1))
}

# once THREADS ARGUMENTS...: runs into $work/out, err and evidence
once() {
    local threads=$1 status=0
    shift
    "$lyncscope" "$@" -q --lang en -j "$threads" >"$work/out" 2>"$work/err" || status=$?
    echo "status $status" >>"$work/err"
}

# alike WHAT ARGUMENTS...: the same with one thread and with many
alike() {
    local what=$1 threads file
    shift
    rm -f "$work"/evidence.*
    once 1 "$@"
    [ -s "$work/out" ] || complain "$what: nothing came out: $(cat "$work/err")"
    for file in out err evidence.pcapng; do
        [ ! -e "$work/$file" ] || mv "$work/$file" "$work/one.$file"
    done
    for threads in 2 3 4 7; do
        once "$threads" "$@"
        for file in out err evidence.pcapng; do
            [ -e "$work/one.$file" ] || continue
            cmp -s "$work/one.$file" "$work/$file" ||
                complain "$what: -j $threads: $file: $(diff "$work/one.$file" "$work/$file" | head -4)"
        done
        compared=$((compared + 1))
    done
    rm -f "$work"/one.*
}

# all WHAT ARGUMENTS...: every form
all() {
    local what=$1
    shift
    alike "$what, records" flows -f jsonl "$@"
    alike "$what, text" audit -f text "$@"
    alike "$what, json" audit -f json "$@"
}

for scene in "$source"/tests/golden/*.scene; do
    name=$(basename "$scene" .scene)
    scene_options "$scene"
    "$builder" "$scene" "$work/$name.pcap"
    all "$name" -r "$work/$name.pcap" ${options[@]+"${options[@]}"}
done
all "lab day" -r "$source/pcaps/lab-day.pcap.gz" -t "$source/pcaps/lab-site.yaml"
all "sample day" -r "$source/pcaps/sample-day.pcap" -t "$source/pcaps/sample-site.yaml"
all "many files" -r "$work" -r "$source/pcaps/sample-day.pcap"
alike "evidence" flows -f jsonl -r "$source/pcaps/lab-day.pcap.gz" -w "$work/evidence.pcapng"
alike "explained" flows -f text --explain -r "$source/pcaps/sample-day.pcap"
alike "csv" flows -f csv --only undocumented -r "$source/pcaps/sample-day.pcap"
printf 'a key of thirty-two bytes or more\n' >"$work/key"
all "stand-ins" --anonymise-key "$work/key" -r "$source/pcaps/sample-day.pcap"

"$load" -k mix -n 40000 -m 3000 "$work/load" >/dev/null
all "load" -r "$work/load"
size=$(wc -c <"$work/load")
head -c $((size - 30)) "$work/load" >"$work/cut"
alike "cut short" flows -f jsonl -r "$work/cut" -w "$work/evidence.pcapng"
size=$(wc -c <"$source/pcaps/lab-day.pcap.gz")
head -c $((size / 2)) "$source/pcaps/lab-day.pcap.gz" >"$work/half"
alike "gzip cut short" flows -f jsonl -r "$work/half"
{ head -c $((size / 2)) "$source/pcaps/lab-day.pcap.gz"; printf 'damage damage damage'
  tail -c +$((size / 2 + 21)) "$source/pcaps/lab-day.pcap.gz"; } >"$work/damaged"
alike "gzip damaged" flows -f jsonl -r "$work/damaged"
alike "so many packets" flows -f jsonl -r "$work/load" -c 12345
"$load" -k hello -n 11000 -m 1000 "$work/hello" >/dev/null
all "certificates" -r "$work/hello"

[ "$compared" -gt 500 ] || complain "only $compared comparisons"
[ "$wrong" = 0 ] || exit 1
echo "$compared outputs are the same as with one thread"
