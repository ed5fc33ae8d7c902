#!/bin/sh
# No room where the metrics are written: the run goes on, the last whole file stays, and it is said once.
. "$(dirname "$0")/lib.sh"
cable
mkdir disk
mount -t tmpfs -o size=64k,mode=1777 tmpfs disk 2>/dev/null || skip "no file system can be mounted here"

packets() { sed -n 's/^lyncscope_packets_total[^ ]* \([0-9]*\)$/\1/p' disk/metrics.prom; }
renewed() { [ "$(packets)" = "$1" ]; }

start flows -i tap0 -f jsonl --metrics disk/metrics.prom
replay "$source/pcaps/sample-day.pcap"
first=$sent
wait_for "the metrics are not renewed" renewed "$first"
cp disk/metrics.prom whole
dd if=/dev/zero of=disk/ballast bs=4k 2>/dev/null || true # until there is no room
replay "$source/pcaps/sample-day.pcap"
wait_for "nothing is said" said "metrics"
sleep 25 # one more try at least
[ "$(grep -c metrics err)" = 1 ] || complain "not said once: $(cat err)"
[ "$(ls disk)" = "ballast
metrics.prom" ] || complain "something else is left: $(ls disk)"
[ "$(grep -c . disk/metrics.prom)" = "$(grep -c . whole)" ] || complain "no whole file is left"
[ "$(packets)" = "$first" ] || complain "not the last whole file: $(packets)"
rm disk/ballast
wait_for "not written again when there is room" renewed $((first * 2))
stop 0
[ "$(wc -l <out)" -gt 200 ] || complain "the run did not go on: $(wc -l <out) records"

umount disk
finish
