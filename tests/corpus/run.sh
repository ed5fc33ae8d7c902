#!/usr/bin/env bash
# Real captures against their ground truth: run.sh LYNCSCOPE SOURCE. Exit 77 = skipped.
set -eu
lyncscope=$1
corpus=${LS_CORPUS:-$2/../shared/corpus}
if ! [ -r "$corpus/TRUTH.csv" ]; then
    echo "no captures at $corpus: skipped"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
read_files=0
refused=0
while IFS=, read -r path _; do
    [ -r "$corpus/$path" ] || continue
    status=0
    "$lyncscope" flows -q --lang en -f csv -r "$corpus/$path" >"$work/flows" 2>"$work/talk" || status=$?
    if [ $status -ne 0 ] && [ $status -ne 2 ] && [ $status -ne 3 ] ||
        grep -qE 'Sanitizer|runtime error' "$work/talk"; then
        echo "$path: exit status $status: $(head -n 3 "$work/talk")"
        bad=1
    fi
    [ $status -eq 2 ] && refused=$((refused + 1))
    read_files=$((read_files + 1))
    tr -d '\r' <"$work/flows" | sed "s|^|$path,|" >>"$work/all"
done < <(tail -n +2 "$corpus/INDEX.csv")
echo "$read_files captures read, $refused refused with a reason"
awk -f "$(dirname "$0")/compare.awk" "$corpus/TRUTH.csv" "$work/all" || bad=1
awk -f "$(dirname "$0")/fingerprints.awk" "$corpus/LABELS.csv" "$corpus/TRUTH.csv" "$work/all" || bad=1
exit $bad
