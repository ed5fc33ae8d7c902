#!/bin/sh
# At several rates every packet that tcpdump saw on the same link is in a record, in a counter of what is
# in no flow, or told as dropped.
. "$(dirname "$0")/lib.sh"
cable
day=$source/pcaps/sample-day.pcap

# what is in no flow, as ARP and a bad header; a fragment without its first part is in one without ports
python3 - <<'PYTHON'
import struct

ethernet = b"\2\0\0\0\0\1\2\0\0\0\0\2"
fragment = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 60, 7, 0x2010, 64, 17, 0, b"\12\0\0\1", b"\12\0\0\2") + bytes(40)
frames = [ethernet + b"\x08\6" + bytes(46), ethernet + b"\x08\0" + fragment, ethernet + b"\x08\0\x45" + bytes(45)]
with open("odd.pcap", "wb") as out:
    out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
    for i in range(300):
        frame = frames[i % 3]
        out.write(struct.pack("<IIII", 1772438400, i, len(frame), len(frame)) + frame)
PYTHON

for rate in "--pps 2000" "--pps 20000" --topspeed; do
    rounds=$([ "$rate" = "--pps 2000" ] && echo 1 || echo 5)
    rm -f dump
    tcpdump -i tap0 -B 65536 --nano -U -w tap.pcap 2>dump &
    dump=$!
    wait_for "tcpdump does not listen" grep -qs "listening on" dump
    packet_sockets=2
    start flows -i tap0 -f jsonl -o flows.jsonl -v
    began=$(date +%s%N)
    # shellcheck disable=SC2086
    replay "$day" $rate --loop "$rounds" --unique-ip
    days=$sent
    # shellcheck disable=SC2086
    replay odd.pcap $rate
    sent=$((sent + days))
    took=$((($(date +%s%N) - began) / 1000000 + 1))
    settle
    stop any
    kill -INT "$dump"
    wait "$dump" || true
    packet_sockets=1
    written=$(sed -n 's/^\([0-9]*\) packets captured.*/\1/p' dump)
    # what its socket was given; interrupted, it leaves some of that unread
    given=$(sed -n 's/^\([0-9]*\) packets received by filter.*/\1/p' dump)
    told=$(sed -n 's/.*"network":{[^}]*"packets":\([0-9]*\).*/\1/p' flows.jsonl | awk '{n += $1} END {print n + 0}')
    skipped=$(sed -n 's/.*in no flow: \([0-9]*\) packets.*/\1/p' err | awk '{n += $1} END {print n + 0}')
    dropped=$(sed -n 's/.*\(kernel\|interface\) dropped \([0-9]*\) packets.*/\2/p' err | awk '{n += $1} END {print n + 0}')
    echo "$rate ($((sent * 1000 / took)) packets a second): sent $sent; tcpdump was given $given, wrote $written;" \
        "in records $told, in no flow $skipped, dropped $dropped"
    [ "$given" = "$sent" ] || complain "$rate: tcpdump knows of $given of $sent"
    [ $((told + skipped + dropped)) = "$given" ] || complain "$rate: not all are accounted for: $(cat err)"
    [ "$skipped" = 200 ] || complain "$rate: not 200 but $skipped packets in no flow"
    [ "$told" -gt $((sent / 2)) ] || complain "$rate: only $told of $sent packets are in records"
    [ "$status" = "$([ "$dropped" = 0 ] && echo 0 || echo 3)" ] || complain "$rate: exit status $status with $dropped dropped"
done

finish
