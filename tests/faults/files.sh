#!/usr/bin/env bash
# Files and pipes that fail in the middle: reads that give little, disks without room, readers that
# leave, folders with entries nobody may read, a capture that is still being written.
#
#   files.sh LYNCSCOPE SCENE SOURCE SHORT_READS
short=$4
. "$(dirname "$0")/../cli/lib.sh"
export ASAN_OPTIONS=detect_leaks=0:verify_asan_link_order=0
capture good
gzip -k good.pcap
zstd -q good.pcap -o good.pcap.zst
"$lyncscope" flows -q -r good.pcap -f jsonl -o good.jsonl
"$lyncscope" audit -q -r good.pcap -o good.json
"$lyncscope" audit -q -r good.pcap -f text >good.txt

# Little at a time, and interrupted: nothing is different.
pieces() {
    export LD_PRELOAD="$short"
    run "$@"
    unset LD_PRELOAD
}
for input in good.pcap good.pcap.gz good.pcap.zst; do
    pieces 0 flows -q -r $input -f jsonl
    same out good.jsonl "$input, read in pieces"
done
pieces 0 audit -q -r good.jsonl -f json
pieces 0 compare good.json good.json
pieces 0 topology check "$source/pcaps/sample-site.yaml"
pieces 0 topology show "$source/tests/golden/sample-topology.xml"
pieces 0 catalog check "$source/signatures/lync-server-2013.yaml"
{ head -c 100 good.pcap; sleep 0.2; tail -c +101 good.pcap | head -c 1000; sleep 0.2; tail -c +1101 good.pcap; } |
    "$lyncscope" flows -q -r - -f jsonl >out
same out good.jsonl "a slow pipe"

# No room: status 2, one line, and no file under that name or another.
for words in "flows -r good.pcap -f text" "flows -r good.pcap -f csv" "flows -r good.pcap -f jsonl" \
    "audit -r good.pcap -f text" "audit -r good.pcap -f json" "audit -r good.pcap -f html" \
    "audit -r good.pcap -f csv" "audit -r good.pcap -f md" "topology show -r good.pcap" \
    "topology show $source/pcaps/sample-site.yaml" "catalog list" "compare good.json good.json"; do
    status=0
    # shellcheck disable=SC2086
    "$lyncscope" $words >/dev/full 2>err || status=$?
    [ "$status" = 2 ] || complain "$words: exit status $status on a full device"
    [ "$(grep -c '^lyncscope: ' err)" = 1 ] && [ "$(wc -l <err)" = 1 ] ||
        complain "$words: not one line: $(cat err)"
done
mkdir small
cat >full.sh <<'SCRIPT'
mount -t tmpfs -o size=16k none small || exit 77
echo before >small/o.html
head -c 16000 /dev/zero >small/filler 2>/dev/null
status=0
"$1" audit -q -r good.pcap -o small/o.html -w small/o.pcapng || status=$?
[ "$status" = 2 ] || exit 1
[ "$(ls small)" = "$(printf 'filler\no.html')" ] && [ "$(cat small/o.html)" = before ]
SCRIPT
status=0
unshare -rm sh full.sh "$lyncscope" >out 2>err || status=$?
case $status in
0) ;;
77) echo "no file system of its own may be mounted here: not asked what a full disk does" ;;
*) if grep -q unshare err; then
       echo "no user namespaces here: not asked what a full disk does"
   else
       complain "a full disk: $(cat out err)"
   fi ;;
esac

# Whoever reads leaves: no talk about it.
for words in "flows -r $source/pcaps/sample-day.pcap -f jsonl" \
    "audit -r $source/pcaps/sample-day.pcap -f html" "catalog list"; do
    # shellcheck disable=SC2086
    { "$lyncscope" -q $words 2>err || "$lyncscope" $words 2>err || true; } | head -1 >out
    [ -s err ] && complain "$words: talks of its reader who left: $(cat err)"
done

# A folder: what nobody may read is named, what is no capture is passed over, nothing hangs.
mkdir -p day/deeper
cp good.pcap day/a.pcap
ln -s nowhere day/c.pcap
mkfifo day/d.pcap
echo "no capture" >day/readme.txt
run 0 flows -q -r day -f jsonl
same out good.jsonl "a folder with entries that are no captures"
cp good.pcap day/b.pcap
chmod 000 day/b.pcap
if [ -r day/b.pcap ]; then
    echo "this user may read everything: not asked what becomes of a file nobody may read"
else
    run 3 flows -q -r day -f jsonl
    same out good.jsonl "a folder with an entry that cannot be read"
    grep -q 'day/b.pcap' err || complain "what cannot be read is not named: $(cat err)"
fi

# A capture that is still written: what is there is read, and the rest counts as cut off.
size=$(wc -c <good.pcap)
head -c $((size - 500)) good.pcap >grows.pcap
{ sleep 0.1; tail -c 500 good.pcap >>grows.pcap; } &
LD_PRELOAD=$short "$lyncscope" flows -q -r grows.pcap -f jsonl >out 2>err || status=$?
wait
[ "$status" = 0 ] || [ "$status" = 3 ] || complain "a growing file: exit status $status: $(cat err)"

finish
